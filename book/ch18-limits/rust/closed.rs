use std::fs::File;
use std::io;

use rlimit::Resource;

fn main() -> io::Result<()> {
    Resource::NOFILE.set(64, 64)?;
    let open = || File::open("/dev/null").ok();
    let mut files: Vec<File> = std::iter::from_fn(open).collect();

    for _ in 0..2 {
        match File::open("/dev/null") {
            Ok(_) => println!("opened"),
            Err(error) => println!("{error}; kind: {:?}", error.kind()),
        }
        files.pop();
    }
    Ok(())
}
