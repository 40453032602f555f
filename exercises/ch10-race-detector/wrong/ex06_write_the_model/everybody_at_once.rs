//! Mistake: one model for everything: it is too large to be explored to its end, and proves nothing.
//! Rejected by: the_right_ones_pass

use super::sync::Arc;
use super::{Stop, model, thread};

pub fn check<S: Stop>() {
    model(|| {
        let stop = Arc::new(S::new());
        let waiting = [(); 2].map(|()| {
            let stop = Arc::clone(&stop);
            thread::spawn(move || stop.wait())
        });
        let requesting = {
            let stop = Arc::clone(&stop);
            thread::spawn(move || stop.request(1))
        };
        let two = stop.request(2);
        let one = requesting.join().unwrap();
        assert!(one != two);
        let first = if one { 1 } else { 2 };
        for waiting in waiting {
            assert_eq!(waiting.join().unwrap(), first);
        }
        assert_eq!(stop.wait(), first);
    });
}
