//! Five parts of a server close in the reverse of the order in which they were opened.

use std::cell::RefCell;
use std::rc::Rc;

/// The lines written so far. A clone is a second handle on the same lines.
#[derive(Clone, Default)]
pub struct Journal(Rc<RefCell<String>>);

impl Journal {
    pub fn line(&self, line: &str) {
        let mut text = self.0.borrow_mut();
        text.push_str(line);
        text.push('\n');
    }

    pub fn text(&self) -> String {
        self.0.borrow().clone()
    }
}

/// A part of the server that is open as long as its value lives.
pub struct Part {
    pub name: &'static str,
    pub journal: Journal,
}

impl Part {
    pub fn open(name: &'static str, journal: &Journal) -> Part {
        journal.line(&format!("open {name}"));
        Part {
            name,
            journal: journal.clone(),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.journal.line(&format!("close {}", self.name));
    }
}

/// Serves with five open parts. They are closed, last to first, when `serve` returns or panics.
pub fn run(journal: &Journal, serve: impl FnOnce()) {
    let _log = Part::open("log", journal);
    let _database = Part::open("database", journal);
    let _cache = Part::open("cache", journal);
    let _sessions = Part::open("sessions", journal);
    let _listener = Part::open("listener", journal);
    serve();
}

/// The parts of a running server.
///
/// The fields stand in the order in which they close, which is the reverse of that in which they
/// are opened: nothing may be closed that a part still open leans on.
pub struct Server {
    pub listener: Part,
    pub sessions: Part,
    pub cache: Part,
    pub database: Part,
    pub log: Part,
}

impl Server {
    pub fn open(journal: &Journal) -> Server {
        Server {
            log: Part::open("log", journal),
            database: Part::open("database", journal),
            cache: Part::open("cache", journal),
            sessions: Part::open("sessions", journal),
            listener: Part::open("listener", journal),
        }
    }
}
