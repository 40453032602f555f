//! In every interleaving, what comes in while the lock is free is neither lost nor done twice.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex02_guard_scope.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex02_guard_scope.rs")]
mod exercise;

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
// Of std's, so that the model need not look into it: it is there to count.
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use exercise::{rate, work_off, write_out};
use sync::{Arc, Mutex};

/// Records `two`, at some moment, while this thread does `work` on a list that has `one` in it.
fn while_another_records(work: impl FnOnce(&Mutex<Vec<String>>)) -> Vec<String> {
    let entries = Arc::new(Mutex::new(vec!["one".to_owned()]));
    let recording = {
        let entries = Arc::clone(&entries);
        thread::spawn(move || entries.lock().unwrap().push("two".to_owned()))
    };
    work(&entries);
    recording.join().unwrap();
    entries.lock().unwrap().clone()
}

/// Whenever another thread records an entry, it is written, or it waits.
#[support::test]
fn no_entry_is_lost() {
    support::model(|| {
        let mut journal = Vec::new();
        let waiting = while_another_records(|entries| {
            write_out(entries, &mut journal).expect("there is room");
        });
        let written = String::from_utf8_lossy(&journal);
        assert!(
            (&*written, &waiting[..]) == ("one\n", &["two".to_owned()])
                || (&*written, &waiting[..]) == ("one\ntwo\n", &[]),
            "`one` was there, and `two` came: {written:?} was written, and {waiting:?} wait"
        );
    });
}

/// A journal that has no room for anything.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is full"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Nor does a failure lose what another thread records, whenever it does.
#[support::test]
fn no_entry_is_lost_by_a_failure() {
    support::model(|| {
        let waiting = while_another_records(|entries| {
            write_out(entries, &mut Full).expect_err("there is no room");
        });
        assert_eq!(
            waiting,
            ["one", "two"],
            "nothing was written, so `one` and `two` must both be waiting again"
        );
    });
}

/// Two workers do each job once, and both come to an end.
#[support::test]
fn two_workers_share_the_jobs() {
    support::model(|| {
        let jobs = Arc::new(Mutex::new(VecDeque::from([1, 2])));
        let done = std::sync::Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let worker = {
            let (jobs, done) = (Arc::clone(&jobs), done.clone());
            move || {
                work_off(&jobs, |job| {
                    done[job as usize - 1].fetch_add(1, Relaxed);
                });
            }
        };
        let other = thread::spawn(worker.clone());
        worker();
        other.join().unwrap();
        let done = [done[0].load(Relaxed), done[1].load(Relaxed)];
        assert_eq!(done, [1, 1], "how often the jobs 1 and 2 were run");
    });
}

/// Two threads that fetch the same rate see the same one, from then on.
#[support::test]
fn two_who_fetch_agree() {
    support::model(|| {
        let rates = Arc::new(Mutex::new(HashMap::new()));
        let other = {
            let rates = Arc::clone(&rates);
            thread::spawn(move || rate(&rates, "EUR", |_| 7))
        };
        let mine = rate(&rates, "EUR", |_| 8);
        let other = other.join().unwrap();
        let known = rates.lock().unwrap()["EUR"];
        assert_eq!(
            (mine, other),
            (known, known),
            "a rate that is known by the time another one is brought stays, and both see it"
        );
    });
}
