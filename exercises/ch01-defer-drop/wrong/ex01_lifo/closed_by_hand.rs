//! Mistake: the parts are closed by hand after `serve`, as if it always returned.
//! Rejected by: parts_close_when_serve_panics

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

impl Part {
    fn close(&self) {
        self.journal.line(&format!("close {}", self.name));
    }
}

pub fn run(journal: &Journal, serve: impl FnOnce()) {
    let log = Part::open("log", journal);
    let database = Part::open("database", journal);
    let cache = Part::open("cache", journal);
    let sessions = Part::open("sessions", journal);
    let listener = Part::open("listener", journal);
    serve();
    listener.close();
    sessions.close();
    cache.close();
    database.close();
    log.close();
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

impl Drop for Server {
    fn drop(&mut self) {
        self.listener.close();
        self.sessions.close();
        self.cache.close();
        self.database.close();
        self.log.close();
    }
}
