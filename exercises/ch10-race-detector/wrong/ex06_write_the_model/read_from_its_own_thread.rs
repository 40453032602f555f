//! Mistake: only the thread that requested looks at the reason, which of course it sees.
//! Rejected by: a_flag_without_an_order_is_caught

use super::sync::Arc;
use super::{Stop, model, thread};

/// Explores what `S` does, and panics if it breaks a promise of [`Stop`].
pub fn check<S: Stop>() {
    model(|| {
        let stop = Arc::new(S::new());
        let requesting = [1, 2].map(|reason| {
            let stop = Arc::clone(&stop);
            thread::spawn(move || (stop.request(reason), stop.wait()))
        });
        let [(one, heard_by_one), (two, heard_by_two)] =
            requesting.map(|requesting| requesting.join().unwrap());
        assert!(one != two, "one request is the first");
        let first = if one { 1 } else { 2 };
        if one {
            assert_eq!(heard_by_one, first);
        } else {
            assert_eq!(heard_by_two, first);
        }
    });
}
