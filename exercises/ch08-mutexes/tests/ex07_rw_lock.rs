//! Readers share, a writer is alone, and is not kept waiting by readers who came later.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex07_rw_lock.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex07_rw_lock.rs")]
mod exercise;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use exercise::RwLock;

/// Two may read at the same time, and a third may try.
#[support::test]
fn readers_share_the_lock() {
    let lock = RwLock::new();
    let one = lock.read();
    let two = lock.try_read();
    assert!(two.is_some(), "one is reading, and nobody writes or waits");
    let three = lock.read();
    drop((one, two, three));
    drop(lock.write());
    drop(lock.read());
}

/// While one writes, nobody may read; afterwards everybody may.
#[support::test]
fn nobody_reads_while_one_writes() {
    let lock = RwLock::new();
    let writing = lock.write();
    assert!(lock.try_read().is_none(), "somebody is writing");
    drop(writing);
    assert!(lock.try_read().is_some(), "nobody is writing any more");
}

/// Once a writer waits, no new reader gets in before it.
#[support::test]
fn a_waiting_writer_is_next() {
    let lock = RwLock::new();
    thread::scope(|scope| {
        let reading = lock.read();
        let writer = scope.spawn(|| drop(lock.write()));
        // Sooner or later the writer waits. If new readers still get in then, this never ends.
        while lock.try_read().is_some() {
            thread::yield_now();
        }
        drop(reading);
        writer.join().expect("the writer gets in");
        assert!(
            lock.try_read().is_some(),
            "the writer came and went, and readers are still kept out"
        );
    });
}

/// Two threads write. (A plain run tries one interleaving of many.)
#[support::test]
fn two_threads_write() {
    let (lock, written) = (RwLock::new(), AtomicU32::new(0));
    let write = || {
        let _writing = lock.write();
        // In two steps, which only the lock makes one.
        let before = written.load(Relaxed);
        written.store(before + 1, Relaxed);
    };
    thread::scope(|scope| {
        scope.spawn(write);
        scope.spawn(write);
    });
    assert_eq!(written.into_inner(), 2, "two wrote, one after the other");
}
