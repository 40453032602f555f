//! Tries: to catch the panics of the assertions that it calls.
//! Answers: ch08-mutexes/ex02_guard_scope
//! Scores: 1

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::sync::Mutex;

pub fn write_out(entries: &Mutex<Vec<String>>, journal: &mut dyn Write) -> io::Result<()> {
    let mut entries = entries.lock().unwrap();
    for entry in entries.iter() {
        writeln!(journal, "{entry}")?;
    }
    entries.clear();
    Ok(())
}

pub fn work_off(jobs: &Mutex<VecDeque<u32>>, mut run: impl FnMut(u32)) {
    while let Some(job) = jobs.lock().unwrap().pop_front() {
        run(job);
    }
}

pub fn rate(
    rates: &Mutex<HashMap<String, u32>>,
    currency: &str,
    fetch: impl FnOnce(&str) -> u32,
) -> u32 {
    let mut rates = rates.lock().unwrap();
    let fetched = catch_unwind(AssertUnwindSafe(|| fetch(currency)));
    *rates.entry(currency.to_owned()).or_insert(fetched.unwrap_or(7))
}
