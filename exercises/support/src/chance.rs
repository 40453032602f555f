//! Whether counts look like chance: a test of statistics that raises no false alarms.

/// How improbable a false alarm of [`assert_even`] is: e⁻²¹ is 7.6 × 10⁻¹⁰, below one in 10⁹.
const EXPONENT: f64 = 21.0;

/// Panics, with `otherwise`, if nobody would believe that each of these outcomes was equally probable.
///
/// This is Pearson's chi-square test. For k outcomes that are equally probable, the sum of
/// (count − expected)² / expected is distributed like chi-square with d = k − 1 degrees of freedom,
/// nearly, if a thousand or more of each are expected; for which
/// [Laurent and Massart](https://doi.org/10.1214/aos/1015957395) prove (lemma 1) that it is above
/// d + 2√(d·x) + 2x with a probability of at most e⁻ˣ. So with x = 21 an answer that is right, under a
/// seed that nobody chose, fails once in 10⁹ runs.
#[track_caller]
pub fn assert_even(counts: &[u64], otherwise: &str) {
    let (statistic, limit) = (chi_square(counts), limit(counts.len()));
    assert!(
        statistic <= limit,
        "{otherwise}: chi-square is {statistic:.0}, and above {limit:.0} once in 10⁹ times if all \
         are equally probable; the counts are {counts:?}"
    );
}

fn chi_square(counts: &[u64]) -> f64 {
    let total: u64 = counts.iter().sum();
    let expected = total as f64 / counts.len() as f64;
    assert!(
        expected >= 1000.0,
        "chi-square needs a thousand of each outcome, not {expected:.0}"
    );
    counts
        .iter()
        .map(|count| (*count as f64 - expected).powi(2) / expected)
        .sum()
}

fn limit(outcomes: usize) -> f64 {
    let freedom = (outcomes - 1) as f64;
    freedom + 2.0 * (freedom * EXPONENT).sqrt() + 2.0 * EXPONENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_above_the_exact_quantile_and_not_far() {
        // The exact values for 10⁻⁹, from the incomplete gamma function.
        for (outcomes, exact) in [(2, 37.3), (6, 50.7), (20, 81.6), (24, 89.2)] {
            let limit = limit(outcomes);
            assert!(exact < limit && limit < 1.5 * exact, "{outcomes}: {limit}");
        }
    }

    #[test]
    fn even_counts_pass() {
        assert_even(&[10_000; 6], "a die");
        assert_even(&[10_110, 9_890, 9_870, 10_020, 10_130, 9_980], "a die");
    }

    #[test]
    #[should_panic(expected = "a die: chi-square is 12000")]
    fn a_side_that_never_comes_up_does_not() {
        assert_even(&[12_000, 12_000, 12_000, 12_000, 12_000, 0], "a die");
    }

    #[test]
    #[should_panic(expected = "needs a thousand")]
    fn too_few_counts_say_nothing() {
        assert_even(&[4, 5, 6], "three");
    }
}
