use std::fs::File;
use std::os::fd::AsRawFd as _;

fn main() {
    let one = File::open("/dev/null").unwrap();
    let two = File::open("/dev/null").unwrap();
    let first = one.as_raw_fd();
    drop(one);
    let three = File::open("/dev/null").unwrap();
    println!("{}", three.as_raw_fd() == first);
    drop(two);
}
