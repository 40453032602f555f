use rlimit::Resource;

fn main() {
    Resource::NOFILE.set(64, 128).unwrap();
    println!("{}", Resource::NOFILE.set(128, 128).is_ok());
    println!("{}", Resource::NOFILE.set(64, 64).is_ok());
    println!("{}", Resource::NOFILE.set(64, 32).is_ok());
}
