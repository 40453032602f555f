//! A process whose threads sleep is told from one that is busy, in each of the ways of being busy.

#![cfg(target_os = "linux")]

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use support::process::{assert_at_rest, threads, wait_until_at_rest_or};

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

/// Two that wake each other are never both at rest, however short the time that they run.
#[support::test]
fn waking_each_other_is_no_rest() {
    support::alone!({
        let (there, from_there) = channel();
        let (back, from_back) = channel();
        let (end, at_end) = channel::<()>();
        let rounds = AtomicUsize::new(0);
        thread::scope(|scope| {
            scope.spawn(move || from_there.iter().all(|it| back.send(it).is_ok()));
            let rounds = &rounds;
            scope.spawn(move || {
                for round in 1..=20_000 {
                    there.send(round).expect("the other is there");
                    assert_eq!(from_back.recv(), Ok(round));
                    rounds.store(round, Ordering::Relaxed);
                }
                at_end.recv()
            });
            wait_until_at_rest_or(|| false);
            drop(end);
            assert_eq!(rounds.load(Ordering::Relaxed), 20_000);
        });
    });
}

/// Who is told something in the meantime does not wait for those who are busy.
#[support::test]
fn who_is_told_waits_no_longer() {
    support::alone!({
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
            let looks = Cell::new(0);
            wait_until_at_rest_or(|| looks.replace(looks.get() + 1) == 100);
            over.store(true, Ordering::Relaxed);
            assert_eq!(looks.get(), 101);
        });
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
