//! The test is yours to write: it must pass every right implementation of `Stop`, and fail every
//! wrong one. This one passes the right ones. It passes the wrong ones, too.

use super::sync::Arc;
use super::{Stop, model, thread};

/// Explores what `S` does, and panics if it breaks a promise of [`Stop`]:
///
/// - `request(reason)` is true for the first request, and for no other.
/// - `wait()` returns when somebody has requested to stop, at once if somebody has already; and it
///   returns the reason of the first request, to everybody who waits.
///
/// Call `model` as often as you like. In each, start two or three threads; what `S` must do in every
/// interleaving of theirs, assert.
pub fn check<S: Stop>() {
    model(|| {
        let stop = Arc::new(S::new());
        let requesting = thread::spawn({
            let stop = Arc::clone(&stop);
            move || stop.request(1)
        });
        let first = requesting.join().unwrap();
        assert!(first, "nobody has requested before");
        assert_eq!(stop.wait(), 1);
    });
}
