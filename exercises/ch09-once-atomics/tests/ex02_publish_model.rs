//! In every interleaving, who sees the limits sees both as they were published.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex02_publish.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex02_publish.rs"
)]
mod exercise;

use exercise::Limits;
use support::sync;
use support::sync::Arc;
use support::thread;

/// A reader gets both numbers or none, at whatever moment it looks.
#[support::test]
fn a_reader_gets_both_or_none() {
    support::model(|| {
        let limits = Arc::new(Limits::new());
        let publisher = {
            let limits = Arc::clone(&limits);
            thread::spawn(move || limits.publish(7, 8))
        };
        let seen = limits.get();
        assert!(
            seen.is_none() || seen == Some((7, 8)),
            "the flag was seen, but not what was stored before it: {seen:?}"
        );
        publisher.join().expect("no panic");
        assert_eq!(limits.get(), Some((7, 8)), "the publisher has ended");
    });
}

/// Two readers may see them at different moments, but neither sees a part.
#[support::test]
fn two_readers_get_both_or_none() {
    support::model(|| {
        let limits = Arc::new(Limits::new());
        let reader = {
            let limits = Arc::clone(&limits);
            thread::spawn(move || {
                let seen = limits.get();
                assert!(seen.is_none() || seen == Some((7, 8)), "{seen:?}");
            })
        };
        let publisher = {
            let limits = Arc::clone(&limits);
            thread::spawn(move || limits.publish(7, 8))
        };
        let seen = limits.get();
        assert!(seen.is_none() || seen == Some((7, 8)), "{seen:?}");
        reader.join().expect("no panic");
        publisher.join().expect("no panic");
    });
}
