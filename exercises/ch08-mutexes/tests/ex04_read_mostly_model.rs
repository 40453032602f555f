//! In every interleaving, each value is made once, no addition is lost, and readers share.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex04_read_mostly.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex04_read_mostly.rs")]
mod exercise;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use exercise::Cache;
use sync::Arc;

/// Two threads that ask for the same value get the same one, and it was made once.
#[support::test]
fn a_value_is_made_once() {
    support::model(|| {
        // Of std's, so that the model need not look into it: it is there to count.
        let made = std::sync::Arc::new(AtomicU32::new(0));
        let cache = Arc::new(Cache::new());
        let other = {
            let (cache, made) = (Arc::clone(&cache), made.clone());
            thread::spawn(move || cache.get_or_make(1, || 10 + made.fetch_add(1, Relaxed)))
        };
        let mine = cache.get_or_make(1, || 10 + made.fetch_add(1, Relaxed));
        let other = other.join().unwrap();
        assert_eq!(mine, other, "two threads asked for one value, and got two");
        assert_eq!(
            made.load(Relaxed),
            1,
            "one value was asked for: one is made"
        );
    });
}

/// However two additions overlap, both are in the sum.
#[support::test]
fn no_addition_is_lost() {
    support::model(|| {
        let cache = Arc::new(Cache::new());
        cache.get_or_make(1, || 100);
        let other = {
            let cache = Arc::clone(&cache);
            thread::spawn(move || cache.add(1, 10))
        };
        cache.add(1, 1);
        other.join().unwrap();
        assert_eq!(
            cache.get_or_make(1, || 0),
            111,
            "1 and 10 were added to 100: whose addition was overwritten?"
        );
    });
}

/// An addition returns the value that it has made, not what somebody else has made of it.
#[support::test]
fn an_addition_returns_its_own_value() {
    support::model(|| {
        let cache = Arc::new(Cache::new());
        cache.get_or_make(1, || 100);
        let other = {
            let cache = Arc::clone(&cache);
            thread::spawn(move || cache.add(1, 1))
        };
        let mine = cache.add(1, 1);
        let other = other.join().unwrap();
        assert_eq!(
            (mine.min(other), mine.max(other)),
            (Some(101), Some(102)),
            "one of the two was first, and one was second"
        );
    });
}

/// Who asks for a value that is known waits for no other reader.
#[support::test]
fn readers_do_not_wait_for_readers() {
    support::model(|| {
        let cache = Arc::new(Cache::new());
        cache.get_or_make(1, || 10);
        let mut asked = 0;
        cache.for_each(|_, _| {
            // This thread is reading until the other one has read.
            let other = Arc::clone(&cache);
            let other = thread::spawn(move || other.get_or_make(1, || 0));
            assert_eq!(other.join().unwrap(), 10);
            asked += 1;
        });
        assert_eq!(asked, 1, "one value is known");
    });
}
