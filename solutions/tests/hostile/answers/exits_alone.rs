//! Tries: to end the process that a test has of its own.
//! Answers: ch18-limits/ex01_read
//! Scores: 1

use std::io;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub soft: u64,
    pub hard: u64,
}

pub fn own() -> io::Result<Limits> {
    std::process::exit(0);
}

pub fn parse(_text: &str) -> Option<Limits> {
    None
}
