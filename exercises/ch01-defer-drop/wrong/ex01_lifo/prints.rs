//! Mistake: the part speaks to the terminal and not to its journal.
//! Rejected by: a_dropped_part_writes_its_line

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

impl Drop for Part {
    fn drop(&mut self) {
        println!("close {}", self.name);
    }
}

pub fn run(journal: &Journal, serve: impl FnOnce()) {
    let _log = Part::open("log", journal);
    let _database = Part::open("database", journal);
    let _cache = Part::open("cache", journal);
    let _sessions = Part::open("sessions", journal);
    let _listener = Part::open("listener", journal);
    serve();
}

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
