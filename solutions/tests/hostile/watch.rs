//! What a submission must not reach, and what it must not leave.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// The port that the corpus sends to.
const PORT: u16 = 21_711;

/// Where the corpus leaves files, if it can.
const CANARIES: [&str; 10] = [
    "/tmp", "/var/tmp", "/dev/shm", "/root", "/home", "/", "/usr", "/etc", "/work", "/mnt",
];

/// Listens where the corpus sends to.
pub(crate) struct Watch {
    stream: TcpListener,
    datagrams: UdpSocket,
    by_name: UnixListener,
}

impl Watch {
    pub(crate) fn begin() -> Self {
        let stream = TcpListener::bind(("127.0.0.1", PORT)).expect("the port is free");
        stream.set_nonblocking(true).expect("set");
        let datagrams = UdpSocket::bind(("127.0.0.1", PORT)).expect("the port is free");
        datagrams.set_nonblocking(true).expect("set");
        let name = SocketAddr::from_abstract_name("workbook-hostile").expect("a name");
        let by_name = UnixListener::bind_addr(&name).expect("the name is free");
        by_name.set_nonblocking(true).expect("set");
        Self {
            stream,
            datagrams,
            by_name,
        }
    }

    pub(crate) fn assert_nobody_came(&self) {
        let waits = |kind: ErrorKind| kind == ErrorKind::WouldBlock;
        let stream = self.stream.accept().expect_err("somebody connected").kind();
        assert!(waits(stream), "{stream}");
        let mut bytes = [0; 16];
        let datagram = self.datagrams.recv(&mut bytes);
        let datagram = datagram.expect_err("a datagram came").kind();
        assert!(waits(datagram), "{datagram}");
        let by_name = self.by_name.accept().expect_err("a name was found").kind();
        assert!(waits(by_name), "{by_name}");
    }
}

/// The most memory that a process has had, in KiB.
pub(crate) fn most_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

/// Waits until no process of a submission is left.
pub(crate) fn assert_gone(patience: Duration) {
    let start = Instant::now();
    loop {
        let left = left();
        if left.is_empty() {
            return;
        }
        assert!(start.elapsed() < patience, "left behind: {left:#?}");
        // Nothing tells when somebody else's process has come so far.
        #[allow(clippy::disallowed_methods)]
        thread::sleep(Duration::from_millis(50));
    }
}

/// The command lines of processes that can only be a submission's.
fn left() -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("there is /proc");
    processes
        .flatten()
        .filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| match line.split_once(JUDGE) {
            Some((_, rest)) => {
                let rest = rest.split('/').next().unwrap_or_default();
                !is_of_another(&format!("{JUDGE}{rest}"))
            }
            None => line.contains("workbook-daemon"),
        })
        .collect()
}

/// How the names of the folders begin in which answers are judged.
const JUDGE: &str = "workbook-judge-";

/// Whether this folder is that of a judge that is at work: not of the one that we have seen end.
fn is_of_another(folder: &str) -> bool {
    let lock = std::env::temp_dir().join(folder).join("lock");
    fs::File::open(lock).is_ok_and(|it| matches!(it.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// The folders in which answers are judged. Gradings that were killed, by tests of that, have left some.
pub(crate) fn folders() -> BTreeSet<String> {
    fs::read_dir(std::env::temp_dir())
        .expect("it can be read")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(JUDGE))
        .collect()
}

/// Nothing lies where a submission had no business, and of the folders only those from `before`.
pub(crate) fn assert_clean(before: &BTreeSet<String>) {
    for folder in CANARIES {
        let canary = Path::new(folder).join("workbook-canary");
        assert!(!canary.exists(), "{} was left", canary.display());
    }
    let folders = folders();
    let left: Vec<_> = folders
        .difference(before)
        .filter(|it| !is_of_another(it))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
