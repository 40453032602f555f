use std::sync::OnceLock;

fn main() {
    let port = OnceLock::new();
    println!("{:?}", port.set(80));
    println!("{:?}", port.set(81));
    println!("{:?}", port.get());
}
