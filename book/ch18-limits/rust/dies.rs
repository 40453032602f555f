use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::{env, fs, io, thread};

use rlimit::Resource;

fn main() -> io::Result<()> {
    if let Some(address) = env::args().nth(1) {
        // The client opens connections until it gets no more, and holds them.
        let connect = || TcpStream::connect(&address).ok();
        let _open: Vec<_> = std::iter::from_fn(connect).take(1021).collect();
        loop {
            thread::park();
        }
    }

    // What was handed to this program besides the three is not the point here.
    // The directory that is read is in the list itself.
    let more = fs::read_dir("/dev/fd")?.count() as u64 - 1 - 3;
    Resource::NOFILE.set(1024 + more, 1024 + more)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let mut client = Command::new(env::current_exe()?).arg(address).spawn()?;

    let mut connections = Vec::new();
    let error = loop {
        match listener.accept() {
            Ok(connection) => connections.push(connection),
            Err(error) => break error,
        }
    };
    println!("connections held: {}", connections.len());
    println!("connection {}: {error}", connections.len() + 1);

    client.kill()?;
    client.wait().map(drop)
}
