//! Five `defer`s without `defer`.
//!
//! 1. Make a `Line` say its text when it is dropped.
//! 2. `five_defers` says "one" to "five" in the order of Go's program, five first, *after* `work`
//!    has run, and also if `work` panics.
//! 3. A `Server` that is dropped says "connections closed", then "listener closed", then "log
//!    closed", whatever order its parts were made in. Change the type, not `Server::start`.

use std::cell::RefCell;

/// What was said, line by line.
#[derive(Default)]
pub struct Log {
    lines: RefCell<Vec<String>>,
}

impl Log {
    pub fn say(&self, line: &str) {
        self.lines.borrow_mut().push(line.to_owned());
    }

    pub fn text(&self) -> String {
        self.lines.borrow().join("\n")
    }
}

/// A line that is said when its value is dropped.
pub struct Line<'a> {
    log: &'a Log,
    text: &'static str,
}

impl<'a> Line<'a> {
    pub fn new(log: &'a Log, text: &'static str) -> Self {
        Self { log, text }
    }
}

// TODO: what makes a line speak?

/// Says the five lines once `work` is done.
pub fn five_defers(log: &Log, work: impl FnOnce()) {
    todo!("make the five lines, then call `work`")
}

/// The parts of a server, each of which says when it is closed.
pub struct Server<'a> {
    _log: Line<'a>,
    _listener: Line<'a>,
    _connections: Line<'a>,
}

impl<'a> Server<'a> {
    pub fn start(log: &'a Log) -> Self {
        Self {
            _log: Line::new(log, "log closed"),
            _listener: Line::new(log, "listener closed"),
            _connections: Line::new(log, "connections closed"),
        }
    }
}
