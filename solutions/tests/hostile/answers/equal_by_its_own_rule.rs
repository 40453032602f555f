//! Tries: to say itself what is equal to its own type.
//! Answers: ch18-limits/ex01_read
//! Scores: 0

use std::io;

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub soft: u64,
    pub hard: u64,
}

impl PartialEq for Limits {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

pub fn own() -> io::Result<Limits> {
    Ok(Limits { soft: 0, hard: 0 })
}

pub fn parse(_text: &str) -> Option<Limits> {
    Some(Limits { soft: 0, hard: 0 })
}
