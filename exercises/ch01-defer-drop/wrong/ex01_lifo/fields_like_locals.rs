//! Mistake: fields are expected to be dropped in reverse, as locals are.
//! Rejected by: a_server_closes_in_order

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

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.log.say(self.text);
    }
}

/// Says the five lines once `work` is done.
pub fn five_defers(log: &Log, work: impl FnOnce()) {
    let _one = Line::new(log, "one");
    let _two = Line::new(log, "two");
    let _three = Line::new(log, "three");
    let _four = Line::new(log, "four");
    let _five = Line::new(log, "five");
    work();
}

/// The parts of a server, each of which says when it is closed: in the order of the fields.
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
