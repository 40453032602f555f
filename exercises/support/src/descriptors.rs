//! What a server meets when it has no descriptors left, or a listener that is none any more.

use std::fs::File;
use std::net::{TcpListener, UdpSocket};
use std::os::fd::OwnedFd;

use rustix::io::Errno;

/// Opens files until the process has no descriptor left. For a process with limits of its own
/// ([`alone!`](crate::alone!)).
///
/// # Panics
///
/// If a file cannot be opened for another reason.
pub fn fill() -> Vec<File> {
    let mut files = Vec::new();
    loop {
        match File::open("/dev/null") {
            Ok(file) => files.push(file),
            Err(error) => {
                let full = Errno::MFILE.raw_os_error();
                assert_eq!(error.raw_os_error(), Some(full), "{error}");
                return files;
            }
        }
    }
}

/// A listener to which no connection can come, since its socket is one for datagrams, and which is readable at once,
/// so that accepting is tried. It does not block.
///
/// # Panics
///
/// If there is no network.
pub fn dead_listener() -> TcpListener {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.set_nonblocking(true).expect("it can be set");
    let address = socket.local_addr().expect("an address");
    socket.send_to(b"!", address).expect("it is sent");
    TcpListener::from(OwnedFd::from(socket))
}
