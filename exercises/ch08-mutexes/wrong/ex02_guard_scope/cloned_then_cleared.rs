//! Mistake: the entries are copied under one guard and cleared under the next: what came in between is lost.
//! Rejected by: no_entry_is_lost

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};

use super::sync::Mutex;

/// Moves all entries to `journal`, oldest first, a line each. The lock is free while the journal
/// writes: it may be a slow disk.
///
/// If writing fails, no entry is lost: all of them are in `entries` again, before those that came in
/// the meantime. (Some may then be written twice.)
pub fn write_out(entries: &Mutex<Vec<String>>, journal: &mut dyn Write) -> io::Result<()> {
    let mut taken = entries.lock().unwrap().clone();
    entries.lock().unwrap().clear();
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

/// Takes one job after the other from the front and runs it, until there are none. The lock is free
/// while a job runs: jobs may add jobs.
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

/// The rate of `currency`: the known one, or else that which `fetch` fetches, which is known from then
/// on. The lock is free while it is fetched. If another thread has brought a rate in the meantime,
/// that one stays, and is returned.
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
