//! Mistake: the guard lives to the end of the function, and the disk is written in it.
//! Rejected by: the_journal_writes_outside_the_lock

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};

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
    loop {
        // Not in the head of a `while let`: there the guard would live as long as the body.
        let job = jobs.lock().unwrap().pop_front();
        match job {
            Some(job) => run(job),
            None => return,
        }
    }
}

pub fn rate(
    rates: &Mutex<HashMap<String, u32>>,
    currency: &str,
    fetch: impl FnOnce(&str) -> u32,
) -> u32 {
    let known = rates.lock().unwrap().get(currency).copied();
    known.unwrap_or_else(|| {
        let fetched = fetch(currency);
        *rates
            .lock()
            .unwrap()
            .entry(currency.to_owned())
            .or_insert(fetched)
    })
}
