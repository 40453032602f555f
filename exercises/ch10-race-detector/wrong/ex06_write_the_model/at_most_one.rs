//! Mistake: that two are not both the first is asserted; that one of them must be is not.
//! Rejected by: two_seconds_are_caught

use super::sync::Arc;
use super::{Stop, model, thread};

/// Explores what `S` does, and panics if it breaks a promise of [`Stop`]:
///
/// - `request(reason)` is true for the first request, and for no other.
/// - `wait()` returns when somebody has requested to stop, at once if somebody has already; and it
///   returns the reason of the first request, to everybody who waits.
pub fn check<S: Stop>() {
    // Two may both be asleep when the request comes, or one of them only just about to be.
    model(|| {
        let stop = Arc::new(S::new());
        let waiting = [(); 2].map(|()| {
            let stop = Arc::clone(&stop);
            thread::spawn(move || stop.wait())
        });
        assert!(stop.request(1), "nobody has requested before");
        for waiting in waiting {
            assert_eq!(waiting.join().unwrap(), 1, "everybody hears the reason");
        }
        assert_eq!(stop.wait(), 1, "and so does whoever comes late");
    });
    // Whoever is first, the other one is not, and it is the first one's reason that counts.
    model(|| {
        let stop = Arc::new(S::new());
        let requesting = thread::spawn({
            let stop = Arc::clone(&stop);
            move || stop.request(1)
        });
        let two = stop.request(2);
        let heard = stop.wait();
        let one = requesting.join().unwrap();
        assert!(!(one && two), "two were told that they were the first");
        let first = if one { 1 } else { 2 };
        if one || two {
            assert_eq!(heard, first, "the reason is that of the first request");
            assert_eq!(stop.wait(), first, "and stays so");
        }
    });
}
