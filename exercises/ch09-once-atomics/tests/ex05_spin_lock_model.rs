//! In every interleaving of two threads, one at a time has the value, and the next sees what it did.

// A lock hands out what it guards through an `UnsafeCell`, so here the learner may be unsafe.
#[allow(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex05_spin_lock.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex05_spin_lock.rs"
)]
mod exercise;

use exercise::SpinLock;
use support::cell;
use support::hint;
use support::sync;
use support::sync::Arc;
use support::thread;

/// Two threads that add under the lock lose nothing.
#[support::test]
fn two_threads_lose_nothing() {
    support::model(|| {
        let lock = Arc::new(SpinLock::new(0));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.lock() += 1)
        };
        *lock.lock() += 1;
        other.join().expect("no panic");
        assert_eq!(*lock.lock(), 2, "one of two additions was lost");
    });
}

/// Who succeeds to lock without waiting sees what was done under the lock before.
#[support::test]
fn who_gets_it_at_once_sees_all() {
    support::model(|| {
        let lock = Arc::new(SpinLock::new((0, 0)));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                let mut guard = lock.lock();
                guard.0 = 1;
                guard.1 = 1;
            })
        };
        if let Some(guard) = lock.try_lock() {
            assert_eq!(guard.0, guard.1, "seen in the middle of a change");
        }
        other.join().expect("no panic");
    });
}
