//! Mistake: a test that fails everything catches everything.
//! Rejected by: the_right_ones_pass

use super::{Stop, model};

/// Explores what `S` does, and panics if it breaks a promise of [`Stop`].
pub fn check<S: Stop>() {
    model(|| {
        let stop = S::new();
        assert!(!stop.request(1), "nobody is ever the first");
    });
}
