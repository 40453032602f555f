//! A process at rest is told from one that is busy, in each of the ways of being busy.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use support::process::{assert_at_rest, threads, usage};

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

#[cfg(unix)]
#[support::test]
fn a_loop_is_busy() {
    support::alone!({
        assert!(!is_at_rest(std::hint::spin_loop));
    });
}

#[cfg(unix)]
#[support::test]
fn a_loop_that_gives_way_is_busy() {
    support::alone!({
        assert!(!is_at_rest(thread::yield_now));
    });
}

#[cfg(unix)]
#[support::test]
fn looking_every_millisecond_is_busy() {
    support::alone!({
        let (_sender, receiver) = channel::<()>();
        let receiver = Mutex::new(receiver);
        assert!(!is_at_rest(|| {
            let waited = receiver
                .lock()
                .expect("no panic")
                .recv_timeout(Duration::from_millis(1));
            assert_eq!(waited, Err(RecvTimeoutError::Timeout));
        }));
    });
}

#[support::test]
fn waiting_is_no_work() {
    support::alone!({
        let (sender, receiver) = channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || receiver.recv());
            assert_at_rest("a test");
            drop(sender);
        });
    });
}

#[cfg(unix)]
#[support::test]
fn what_is_used_is_counted() {
    support::alone!({
        let before = usage().expect("Unix tells");
        let (_sender, receiver) = channel::<()>();
        for _ in 0..10 {
            let waited = receiver.recv_timeout(Duration::from_millis(1));
            assert_eq!(waited, Err(RecvTimeoutError::Timeout));
        }
        let mut sum = 0_u64;
        let mut after = before;
        while after.cpu < before.cpu + Duration::from_millis(5) {
            sum = (0..10_000).fold(sum, u64::wrapping_add);
            after = usage().expect("Unix tells");
        }
        assert!(
            after.switches >= before.switches + 10,
            "{before:?} {after:?}"
        );
    });
}

#[cfg(target_os = "linux")]
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
