//! Mistake: the rate is fetched by the entry, which needs the lock for as long.
//! Rejected by: a_rate_is_fetched_outside_the_lock

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::mem;

use super::sync::Mutex;

pub fn write_out(entries: &Mutex<Vec<String>>, journal: &mut dyn Write) -> io::Result<()> {
    let mut taken = mem::take(&mut *entries.lock().unwrap());
    let written = taken
        .iter()
        .try_for_each(|entry| writeln!(journal, "{entry}"));
    if written.is_err() {
        let mut entries = entries.lock().unwrap();
        taken.append(&mut entries);
        *entries = taken;
    }
    written
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
    *rates
        .lock()
        .unwrap()
        .entry(currency.to_owned())
        .or_insert_with(|| fetch(currency))
}
