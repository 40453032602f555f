//! The report of one test, written to whoever asked for it.
//!
//! The workbook runs each test in a process of its own, and `WORKBOOK_REPORT` says where that process reports
//! to: `stdin` if its standard input is one end of a socket pair, or else the path of a file. The report has
//! one record a line, fields separated by tabs, with `\\`, `\n`, `\r` and `\t` escaped:
//!
//! ```text
//! panic   THREAD  FILE  LINE  COLUMN  MESSAGE     as each panic happens
//! explored  INTERLEAVINGS  SECONDS  PREEMPTIONS      after a model that passed; the bound may be empty
//! interleaving  JSON                              the execution in which a model failed
//! replay  JSON                                    where a schedule was to be followed, how far it was
//! passed NONCE | failed                           after the body of the test has returned
//! ```
//!
//! A process that ends without the last record has not reported, whatever its exit status says. On a
//! socket, the first line that comes from the other side is the nonce; in a file there is none.
//!
//! The socket is taken before the test's body runs, and standard input is closed to the body: code that is
//! not `unsafe` finds no way to a descriptor that nobody gives to it. A socket, unlike a pipe or a file,
//! cannot be opened once more through `/proc` either.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

/// The environment variable that says where to report to.
pub(crate) const VARIABLE: &str = "WORKBOOK_REPORT";

/// Its value if standard input is a socket to report to.
#[cfg(unix)]
const STDIN: &str = "stdin";

pub(crate) struct Report {
    to: Mutex<Box<dyn Write + Send>>,
    nonce: String,
}

impl Report {
    /// The report of this process, if one was asked for. It is opened by the first call, which comes before
    /// the body of the test.
    ///
    /// # Panics
    ///
    /// If it cannot be opened: without it no verdict is possible.
    pub(crate) fn requested() -> Option<&'static Self> {
        static REPORT: OnceLock<Option<Report>> = OnceLock::new();
        REPORT.get_or_init(Self::open).as_ref()
    }

    fn open() -> Option<Self> {
        let path = std::env::var_os(VARIABLE)?;
        #[cfg(unix)]
        if path == STDIN {
            let opened = socket::take();
            let (socket, nonce) = opened.unwrap_or_else(|error| {
                panic!("standard input is no socket to report to: {error}");
            });
            return Some(Self {
                to: Mutex::new(Box::new(socket)),
                nonce,
            });
        }
        let file = OpenOptions::new().append(true).create(true).open(&path);
        let file = file.unwrap_or_else(|error| {
            panic!("cannot open the report {}: {error}", path.display());
        });
        Some(Self {
            to: Mutex::new(Box::new(file)),
            nonce: String::new(),
        })
    }

    /// Says that the test has passed.
    pub(crate) fn passed(&self) {
        if self.nonce.is_empty() {
            self.record(&["passed"]);
        } else {
            self.record(&["passed", &self.nonce]);
        }
    }

    /// Appends one record. Each is written at once, so that it outlives an abort that follows.
    pub(crate) fn record(&self, fields: &[&str]) {
        let mut line = fields
            .iter()
            .map(|field| escape(field))
            .collect::<Vec<_>>()
            .join("\t");
        line.push('\n');
        self.forward(&line);
    }

    /// Appends records that are written as they have to be.
    pub(crate) fn forward(&self, records: &str) {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        // A record that cannot be written is a record that is missing, which the reader of the
        // report treats as "not reported".
        let _ = to.write_all(records.as_bytes());
    }
}

fn escape(field: &str) -> String {
    field
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
}

/// What another process of this test has reported.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Its records of panics, as they stand there.
    pub(crate) panics: String,
    /// Whether its body passed.
    pub(crate) passed: bool,
}

impl Heard {
    fn new(records: &str, nonce: &str) -> Self {
        let passed = match nonce {
            "" => "passed".to_owned(),
            nonce => format!("passed\t{nonce}"),
        };
        Self {
            panics: records
                .lines()
                .filter(|line| line.starts_with("panic\t"))
                .flat_map(|line| [line, "\n"])
                .collect(),
            passed: records.lines().any(|line| line == passed),
        }
    }
}

/// Runs `command` with a report of its own, and returns its output and what it reported.
#[cfg(unix)]
pub(crate) fn listen(mut command: Command) -> io::Result<(std::process::Output, Heard)> {
    use std::io::Read as _;
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    let nonce = nonce();
    let (mut ours, theirs) = UnixStream::pair()?;
    writeln!(ours, "{nonce}")?;
    command.env(VARIABLE, STDIN).stdin(OwnedFd::from(theirs));
    // Read while the process runs: it would wait for room otherwise.
    let reader = std::thread::spawn(move || {
        let mut records = Vec::new();
        let _ = ours.read_to_end(&mut records);
        records
    });
    let output = command.output();
    // The command holds the other end, and no end of records comes as long as it does.
    drop(command);
    let records = reader.join().unwrap_or_default();
    let heard = Heard::new(&String::from_utf8_lossy(&records), &nonce);
    Ok((output?, heard))
}

/// Runs `command` with a report of its own, and returns its output and what it reported.
#[cfg(not(unix))]
pub(crate) fn listen(mut command: Command) -> io::Result<(std::process::Output, Heard)> {
    let path = std::env::temp_dir().join(format!("workbook-report-{}", nonce()));
    command
        .env(VARIABLE, &path)
        .stdin(std::process::Stdio::null());
    let output = command.output();
    let records = std::fs::read_to_string(&path).unwrap_or_default();
    let _ = std::fs::remove_file(&path);
    Ok((output?, Heard::new(&records, "")))
}

/// 128 bits that nobody foresees: std seeds its hash maps from the system.
fn nonce() -> String {
    use std::hash::{BuildHasher as _, RandomState};

    let [one, other] = [1, 2].map(|it| RandomState::new().hash_one(it));
    format!("{one:016x}{other:016x}")
}

#[cfg(unix)]
mod socket {
    use std::fs::File;
    use std::io::{self, Read as _};
    use std::os::fd::AsFd as _;
    use std::os::unix::net::UnixStream;

    /// The longest nonce.
    const LONGEST: usize = 64;

    /// Takes the socket that is standard input, which is `/dev/null` from then on, and reads the nonce.
    pub(super) fn take() -> io::Result<(UnixStream, String)> {
        // The duplicate is closed on exec, so no child of the test inherits it.
        let socket = io::stdin().as_fd().try_clone_to_owned()?;
        rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
        let mut socket = UnixStream::from(socket);
        let mut nonce = Vec::new();
        loop {
            let mut byte = [0];
            socket.read_exact(&mut byte)?;
            match byte {
                [b'\n'] => break,
                [byte] => nonce.push(byte),
            }
            if nonce.len() > LONGEST {
                return Err(io::Error::other("the nonce does not end"));
            }
        }
        let nonce = String::from_utf8(nonce).map_err(io::Error::other)?;
        Ok((socket, nonce))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_never_ends_its_line_or_starts_another() {
        assert_eq!(escape("a\tb\\n\r\n"), "a\\tb\\\\n\\r\\n");
    }

    #[test]
    fn only_who_knows_the_nonce_has_passed() {
        assert!(Heard::new("passed\tabc\n", "abc").passed);
        assert!(!Heard::new("passed\n", "abc").passed);
        assert!(!Heard::new("passed\tabcd\n", "abc").passed);
        assert!(!Heard::new("panic\tm\tf\t1\t1\tpassed\tabc\n", "abc").passed);
    }

    #[test]
    fn a_nonce_is_another_each_time() {
        assert_ne!(nonce(), nonce());
        assert_eq!(nonce().len(), 32);
    }
}
