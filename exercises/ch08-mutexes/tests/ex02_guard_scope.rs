//! While something slow is going on, the lock is free.

use std::sync;

#[cfg_attr(not(solution), path = "../ex02_guard_scope.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex02_guard_scope.rs")]
mod exercise;

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};

use exercise::{rate, work_off, write_out};
use sync::Mutex;

fn is_free<T>(lock: &Mutex<T>) -> bool {
    lock.try_lock().is_ok()
}

/// Somebody who is called in the middle of things, and wants to get in as well.
struct Journal<'a> {
    entries: &'a Mutex<Vec<String>>,
    written: Vec<u8>,
    room: usize,
    /// What comes in while the journal writes, once.
    meanwhile: Option<&'a str>,
}

impl<'a> Journal<'a> {
    fn new(entries: &'a Mutex<Vec<String>>) -> Self {
        Self {
            entries,
            written: Vec::new(),
            room: usize::MAX,
            meanwhile: None,
        }
    }
}

impl Write for Journal<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Ok(mut entries) = self.entries.try_lock() else {
            panic!("the journal is written to while the entries are locked: who holds the guard?");
        };
        if let Some(entry) = self.meanwhile.take() {
            entries.push(entry.to_owned());
        }
        if self.written.len() + bytes.len() > self.room {
            return Err(io::Error::other("the disk is full"));
        }
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn entries(texts: &[&str]) -> Mutex<Vec<String>> {
    Mutex::new(texts.iter().map(|&text| text.to_owned()).collect())
}

/// While the journal writes, others can record; and what was written is no longer waiting.
#[support::test]
fn the_journal_writes_outside_the_lock() {
    let entries = entries(&["one", "two"]);
    let mut journal = Journal::new(&entries);
    write_out(&entries, &mut journal).expect("there is room");
    assert_eq!(String::from_utf8_lossy(&journal.written), "one\ntwo\n");
    assert!(
        entries.lock().unwrap().is_empty(),
        "what was written is written: it must not wait any more"
    );
}

/// What comes in while the journal writes is neither written now nor lost.
#[support::test]
fn what_comes_meanwhile_waits() {
    let entries = entries(&["one", "two"]);
    let mut journal = Journal::new(&entries);
    journal.meanwhile = Some("three");
    write_out(&entries, &mut journal).expect("there is room");
    assert_eq!(
        *entries.lock().unwrap(),
        ["three"],
        "`three` came while `one` was being written: it waits for the next time"
    );
}

/// If the journal fails, every entry is there again, in its order.
#[support::test]
fn a_failure_loses_nothing() {
    let entries = entries(&["one", "two"]);
    let mut journal = Journal::new(&entries);
    journal.meanwhile = Some("three");
    journal.room = 5;
    let written = write_out(&entries, &mut journal);
    assert!(written.is_err(), "the disk was full, and nobody was told");
    assert_eq!(
        *entries.lock().unwrap(),
        ["one", "two", "three"],
        "all entries are waiting again, the oldest first"
    );
}

/// While a job runs, others can add jobs; so can the job.
#[support::test]
fn jobs_run_outside_the_lock() {
    let jobs = Mutex::new(VecDeque::from([1, 2]));
    let mut done = Vec::new();
    work_off(&jobs, |job| {
        assert!(
            is_free(&jobs),
            "a job runs while the jobs are locked: how long does the guard in `while let` live?"
        );
        if job < 10 {
            jobs.lock().unwrap().push_back(job * 10);
        }
        done.push(job);
    });
    assert_eq!(done, [1, 2, 10, 20], "each once, from the front");
    assert!(is_free(&jobs), "the lock is held after the work is done");
}

/// While a job runs, the others stay in the queue, where another thread may take them.
#[support::test]
fn jobs_are_taken_one_by_one() {
    let jobs = Mutex::new(VecDeque::from([1, 2, 3]));
    let mut left = Vec::new();
    work_off(&jobs, |_| {
        left.push(jobs.try_lock().expect("the lock is free").len());
    });
    assert_eq!(
        left,
        [2, 1, 0],
        "who takes all jobs at once leaves none for other workers"
    );
}

/// A rate is fetched outside the lock, and known from then on.
#[support::test]
fn a_rate_is_fetched_outside_the_lock() {
    let rates = Mutex::new(HashMap::new());
    let fetched = rate(&rates, "EUR", |_| {
        assert!(
            is_free(&rates),
            "the rate is fetched while the rates are locked: a `match` keeps what its head made"
        );
        7
    });
    assert_eq!(fetched, 7);
    let known = rate(&rates, "EUR", |_| {
        panic!("EUR is known, and was fetched again")
    });
    assert_eq!(known, 7);
}

/// A rate that another thread brought while one was fetched stays.
#[support::test]
fn the_first_to_bring_a_rate_wins() {
    let rates = Mutex::new(HashMap::new());
    let fetched = rate(&rates, "EUR", |currency| {
        let mut rates = rates.try_lock().expect("the lock is free");
        rates.insert(currency.to_owned(), 7);
        8
    });
    assert_eq!(
        (fetched, rates.lock().unwrap()["EUR"]),
        (7, 7),
        "another thread had brought a 7 by then: everybody must see the same rate"
    );
}
