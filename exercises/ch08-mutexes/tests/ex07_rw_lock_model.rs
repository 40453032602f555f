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

/// What the lock guards: two accounts, which hold 10 together.
#[derive(Default)]
struct Bank {
    lock: RwLock,
    one: AtomicU32,
    other: AtomicU32,
}

impl Bank {
    fn new() -> (Arc<Self>, Arc<Self>) {
        let bank = Self {
            one: AtomicU32::new(10),
            ..Self::default()
        };
        let bank = Arc::new(bank);
        (Arc::clone(&bank), bank)
    }

    fn transfer(&self, amount: u32) {
        let _writing = self.lock.write();
        self.one.store(self.one.load(Relaxed) - amount, Relaxed);
        self.other.store(self.other.load(Relaxed) + amount, Relaxed);
    }

    fn total(&self) -> u32 {
        let _reading = self.lock.read();
        self.one.load(Relaxed) + self.other.load(Relaxed)
    }
}

/// Whoever reads while one writes sees all of what was written, or nothing.
#[support::test]
fn a_reader_sees_all_or_nothing() {
    support::model(|| {
        let (mine, other) = Bank::new();
        let writer = thread::spawn(move || other.transfer(3));
        assert_eq!(
            mine.total(),
            10,
            "a reader saw the middle of a transfer: both were inside"
        );
        writer.join().unwrap();
    });
}

/// Two writers write one after the other.
#[support::test]
fn two_writers_take_turns() {
    support::model(|| {
        let (mine, other) = Bank::new();
        let writer = thread::spawn(move || other.transfer(3));
        mine.transfer(4);
        writer.join().unwrap();
        assert_eq!(mine.total(), 10);
        assert_eq!(
            mine.other.load(Relaxed),
            7,
            "3 and 4 were moved: two writers were inside"
        );
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
        let lock = Arc::new(RwLock::default());
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

/// Two writers and a reader: all of them get in, and out.
#[support::test]
fn everybody_gets_in() {
    with_three_threads(|| {
        let lock = Arc::new(RwLock::default());
        let writers = [(); 2].map(|()| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || drop(lock.write()))
        });
        drop(lock.read());
        for writer in writers {
            writer.join().unwrap();
        }
    });
}

/// Readers that wait behind a writer all get in when it is done.
#[support::test]
fn all_waiting_readers_get_in() {
    with_three_threads(|| {
        let lock = Arc::new(RwLock::default());
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
