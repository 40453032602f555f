//! Mistake: the name of the lock is given to its guard, which lives on: shadowing drops nothing.
//! Rejected by: jobs_run_outside_the_lock

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
        let mut queue = jobs.lock().unwrap();
        let queue = queue.pop_front();
        match queue {
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
