//! Five parts of a server close in the reverse of the order in which they were opened.
//!
//! 1. Write the `Drop` of `Part`: a part that is dropped writes the line `close NAME` to its
//!    journal.
//! 2. Write `run`, the port of the Go program: open the log, the database, the cache, the sessions
//!    and the listener, in this order, then call `serve`. The parts close on their own, on every
//!    path out of `run`: do not write to the journal there, and do not call `drop`.
//! 3. `Server` holds the same five parts as fields. Make them close in the same order as in `run`,
//!    without a `Drop` of its own and without touching `Server::open`.

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

pub fn run(journal: &Journal, serve: impl FnOnce()) {
    todo!("open the five parts, then call `serve`")
}

pub struct Server {
    pub log: Part,
    pub database: Part,
    pub cache: Part,
    pub sessions: Part,
    pub listener: Part,
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
