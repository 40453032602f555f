//! In every interleaving, readers share, a writer is alone, and nobody waits for ever.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex07_rw_lock.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex07_rw_lock.rs")]
mod exercise;

use std::sync::atomic::AtomicBool;

use exercise::RwLock;
use support::model::Model;
use sync::Arc;
use sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Explores with at most three preemptions: all of them would take ten times as long, and the bugs
/// that are known here need one or two.
fn with_three_threads(body: impl Fn() + Send + Sync + 'static) {
    Model::new().preemptions(3).check(body);
}

/// What the lock guards: two accounts, which hold 10 together, and how often they were changed.
struct Bank {
    lock: RwLock,
    one: AtomicU32,
    other: AtomicU32,
    changes: AtomicU32,
}

impl Bank {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            lock: RwLock::new(),
            one: AtomicU32::new(10),
            other: AtomicU32::new(0),
            changes: AtomicU32::new(0),
        })
    }

    /// Stores without looking: loom forgets a reader's load of an atomic once the writer has loaded it
    /// (0.7.3), and only the model's second look, which is slower, would let them meet.
    fn divide(&self, one: u32) {
        let _writing = self.lock.write();
        self.one.store(one, Relaxed);
        self.other.store(10 - one, Relaxed);
    }

    fn total(&self) -> u32 {
        let _reading = self.lock.read();
        self.one.load(Relaxed) + self.other.load(Relaxed)
    }

    /// In two steps, which only the lock makes one.
    fn count_a_change(&self) {
        let _writing = self.lock.write();
        let before = self.changes.load(Relaxed);
        self.changes.store(before + 1, Relaxed);
    }
}

/// Whoever reads while one writes sees all of what was written, or nothing.
#[support::test]
fn a_reader_sees_all_or_nothing() {
    support::model(|| {
        let bank = Bank::new();
        let writer = Arc::clone(&bank);
        let writer = thread::spawn(move || writer.divide(3));
        assert_eq!(
            bank.total(),
            10,
            "a reader saw the middle of a change: reader and writer were both inside"
        );
        writer.join().unwrap();
    });
}

/// Two writers write one after the other.
#[support::test]
fn two_writers_take_turns() {
    support::model(|| {
        let bank = Bank::new();
        let writer = Arc::clone(&bank);
        let writer = thread::spawn(move || writer.count_a_change());
        bank.count_a_change();
        writer.join().unwrap();
        let changes = bank.changes.load(Relaxed);
        assert_eq!(changes, 2, "two writers were inside");
    });
}

/// So do three, also when one of them is woken and another one is faster.
#[support::test]
fn three_writers_take_turns() {
    with_three_threads(|| {
        let bank = Bank::new();
        let writers = [(); 2].map(|()| {
            let bank = Arc::clone(&bank);
            thread::spawn(move || bank.count_a_change())
        });
        bank.count_a_change();
        for writer in writers {
            writer.join().unwrap();
        }
        let changes = bank.changes.load(Relaxed);
        assert_eq!(changes, 3, "two of three writers were inside");
    });
}

/// While one reads and a writer waits, another reader is refused.
#[support::test]
fn a_new_reader_is_refused_when_a_writer_waits() {
    // Of std's, and outside: they remember what was seen in any interleaving.
    let seen = std::sync::Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
    let [came_in, was_refused] = &*seen;
    let noted = seen.clone();
    support::model(move || {
        let lock = Arc::new(RwLock::new());
        let writer = Arc::clone(&lock);
        let reading = lock.read();
        let writer = thread::spawn(move || drop(writer.write()));
        let another = lock.try_read();
        noted[usize::from(another.is_none())].store(true, Relaxed);
        drop((reading, another));
        writer.join().unwrap();
    });
    assert!(
        came_in.load(Relaxed),
        "before there is a writer, all may read"
    );
    assert!(
        was_refused.load(Relaxed),
        "there is no interleaving in which a reader is refused since a writer waits"
    );
}

/// A reader who comes when a writer waits already reads what that one has written.
#[support::test]
fn who_comes_later_reads_later() {
    with_three_threads(|| {
        let bank = Bank::new();
        let reading = bank.lock.read();
        let writer = Arc::clone(&bank);
        let writer = thread::spawn(move || writer.divide(3));
        let a_writer_waits = bank.lock.try_read().is_none();
        let reader = a_writer_waits.then(|| {
            let bank = Arc::clone(&bank);
            thread::spawn(move || {
                let _reading = bank.lock.read();
                let one = bank.one.load(Relaxed);
                assert_eq!(
                    one, 3,
                    "a reader came after the writer, and got in before it"
                );
            })
        });
        drop(reading);
        for thread in [Some(writer), reader].into_iter().flatten() {
            thread.join().unwrap();
        }
    });
}

/// Two writers and a reader: all of them get in, and out, and the reader sees no change half done.
#[support::test]
fn everybody_gets_in() {
    with_three_threads(|| {
        let bank = Bank::new();
        let writers = [3, 6].map(|one| {
            let bank = Arc::clone(&bank);
            thread::spawn(move || bank.divide(one))
        });
        assert_eq!(
            bank.total(),
            10,
            "a reader saw the middle of a change: reader and writer were both inside"
        );
        for writer in writers {
            writer.join().unwrap();
        }
    });
}

/// Readers that wait behind a writer all get in when it is done.
#[support::test]
fn all_waiting_readers_get_in() {
    with_three_threads(|| {
        let lock = Arc::new(RwLock::new());
        let writing = lock.write();
        let readers = [(); 2].map(|()| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || drop(lock.read()))
        });
        drop(writing);
        for reader in readers {
            reader.join().unwrap();
        }
    });
}
