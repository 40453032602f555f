//! A line is said once.
//!
//! Points: 2

#[cfg_attr(not(solution), path = "../ex01_lifo.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex01_lifo.rs")]
mod exercise;

use exercise::{Line, Log};

/// A line is said once, however often the log is read.
#[support::test]
fn a_line_is_said_once() {
    let log = Log::default();
    drop(Line::new(&log, "bye"));
    assert_eq!(log.text(), log.text(), "reading must not change the log");
    assert_eq!(log.text(), "bye", "one line was dropped, so one is said");
}
