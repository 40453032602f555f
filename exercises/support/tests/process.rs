//! A process whose threads sleep is told from one that is busy, in each of the ways of being busy.

#![cfg(target_os = "linux")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use support::process::{assert_at_rest, threads};

/// Whether a process is at rest in which another thread calls `turn` again and again.
fn is_at_rest(turn: impl Fn() + Sync) -> bool {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                turn();
            }
        });
        let outcome = catch_unwind(AssertUnwindSafe(|| assert_at_rest("a test")));
        over.store(true, Ordering::Relaxed);
        outcome.is_ok()
    })
}

#[support::test]
fn a_loop_is_busy() {
    support::alone!({
        assert!(!is_at_rest(std::hint::spin_loop));
    });
}

#[support::test]
fn a_loop_that_gives_way_is_busy() {
    support::alone!({
        assert!(!is_at_rest(thread::yield_now));
    });
}

#[support::test]
fn looking_every_millisecond_is_busy() {
    support::alone!({
        let (_sender, receiver) = channel::<()>();
        let receiver = Mutex::new(receiver);
        assert!(!is_at_rest(|| {
            let receiver = receiver.lock().expect("no panic");
            let waited = receiver.recv_timeout(Duration::from_millis(1));
            assert_eq!(waited, Err(RecvTimeoutError::Timeout));
        }));
    });
}

/// Those that have worked before are at rest, too, once they sleep.
#[support::test]
fn waiting_is_rest() {
    support::alone!({
        let (sender, receiver) = channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                for _ in 0..10 {
                    thread::yield_now();
                }
                receiver.recv()
            });
            assert_at_rest("a test");
            drop(sender);
        });
    });
}

#[support::test]
fn nobody_is_at_rest() {
    support::alone!({
        assert_at_rest("a test");
    });
}

/// One that ends while the others are looked at does not make the system say nothing.
#[support::test]
fn threads_may_end_meanwhile() {
    support::alone!({
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    thread::spawn(|| ()).join().expect("no panic");
                }
            });
            let told = (0..2_000).all(|_| threads().is_some());
            over.store(true, Ordering::Relaxed);
            assert!(told, "Linux tells, whoever comes and goes");
        });
    });
}

#[support::test]
fn threads_are_counted() {
    support::alone!({
        let before = threads().expect("Linux tells");
        let (sender, receiver) = channel::<()>();
        let other = thread::spawn(move || receiver.recv());
        assert_eq!(threads(), Some(before + 1));
        drop(sender);
        other
            .join()
            .expect("no panic")
            .expect_err("nothing was sent");
        while threads() != Some(before) {
            thread::yield_now();
        }
    });
}
