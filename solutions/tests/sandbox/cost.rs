//! What containment costs: `cargo test -p solutions --test sandbox -- --ignored --nocapture cost`.

use std::time::Duration;

use super::harness::{Trial, containments};
use workbook::judge::{Containment, Ended, Trusting};

/// Prints how long a contained process takes that does nothing, from start to end.
#[test]
#[ignore = "a measurement"]
fn cost_of_a_contained_process() {
    let median = |containment: &dyn Containment| {
        let mut times: Vec<Duration> = (0..101)
            .map(|_| {
                let trial = Trial::new("nothing", [""]);
                let tried = trial.run(containment);
                assert_eq!(tried.ended, Some(Ended::Exited(0)), "{tried:?}");
                tried.elapsed
            })
            .collect();
        times.sort_unstable();
        (times[50], times[90])
    };
    let (plain, _) = median(&Trusting);
    println!("not contained: {plain:?}");
    for (kind, containment) in containments() {
        let (half, most) = median(containment.as_ref());
        println!("{kind}: median {half:?}, nine of ten within {most:?}");
    }
}
