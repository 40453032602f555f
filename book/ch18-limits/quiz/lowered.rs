use std::fs::File;
use std::io::Read as _;

use rlimit::Resource;

fn main() {
    let mut file = File::open("/dev/zero").unwrap();
    Resource::NOFILE.set(0, 0).unwrap();

    let mut byte = [1];
    println!("read: {}", file.read(&mut byte).is_ok());
    println!("opened: {}", File::open("/dev/zero").is_ok());
}
