//! Three functions that hold a lock for too long, each in its own way. Shorten all three.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};

use super::sync::Mutex;

/// Moves all entries to `journal`, oldest first, a line each. The lock is free while the journal
/// writes: it may be a slow disk.
///
/// If writing fails, no entry is lost: all of them are in `entries` again, before those that came in
/// the meantime. (Some may then be written twice.)
pub fn write_out(entries: &Mutex<Vec<String>>, journal: &mut dyn Write) -> io::Result<()> {
    let mut entries = entries.lock().unwrap();
    for entry in entries.iter() {
        writeln!(journal, "{entry}")?;
    }
    entries.clear();
    Ok(())
}

/// Takes one job after the other from the front and runs it, until there are none. The lock is free
/// while a job runs: jobs may add jobs.
pub fn work_off(jobs: &Mutex<VecDeque<u32>>, mut run: impl FnMut(u32)) {
    while let Some(job) = jobs.lock().unwrap().pop_front() {
        run(job);
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
    match rates.lock().unwrap().get(currency) {
        Some(rate) => *rate,
        None => {
            let rate = fetch(currency);
            rates.lock().unwrap().insert(currency.to_owned(), rate);
            rate
        }
    }
}
