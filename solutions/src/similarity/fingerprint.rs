//! Fingerprints of a program: hashes of runs of tokens, chosen by winnowing, so that two programs that
//! share a passage share a fingerprint wherever in them it stands.
//!
//! Schleimer, Wilkerson, Aiken: [Winnowing: Local Algorithms for Document
//! Fingerprinting](https://theory.stanford.edu/~aiken/publications/papers/sigmod03.pdf), SIGMOD 2003.

use super::token::{Token, mixed};

/// How many tokens a fingerprint stands for: a statement, more or less. What is shorter is not noticed.
pub(super) const RUN: usize = 12;

/// Of so many runs in a row, one is chosen. A shared passage of `RUN + WINDOW - 1` tokens is always noticed.
const WINDOW: usize = 4;

/// The hashes of all runs, in their order.
pub(super) fn runs(tokens: &[Token]) -> Vec<u64> {
    tokens
        .windows(RUN)
        .map(|run| {
            let classes = run.iter().map(|token| token.class);
            mixed(classes.fold(0, |hash: u64, class| {
                (hash.rotate_left(5) ^ class).wrapping_mul(0x517c_c1b7_2722_0a95)
            }))
        })
        .collect()
}

/// The fingerprints of what counts among the runs, each once, in ascending order.
///
/// What does not count is left out first, so that a passage of a program's own is noticed however little
/// of it stands between what everybody has.
pub(super) fn winnow(runs: &[u64], counts: impl Fn(u64) -> bool) -> Vec<u64> {
    let mut chosen = Vec::new();
    for own in runs.split(|&run| !counts(run)) {
        let windows = own.windows(WINDOW.min(own.len().max(1)));
        chosen.extend(windows.filter_map(|window| window.iter().copied().min()));
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::token::tokens;

    #[test]
    fn a_shared_passage_is_noticed_wherever_it_stands() {
        let passage = "let mut held = table.lock().unwrap(); *held += 1;";
        let count = tokens(passage).len();
        assert!(count >= RUN + WINDOW - 1, "{count}");
        let before: Vec<String> = (0..20).map(|n| format!("x[{n}] += y * {n};")).collect();
        let print = |text: &str| winnow(&runs(&tokens(text)), |_| true);
        for n in 0..20 {
            let one = print(&format!("{} {passage} f(z)?;", before[..n].join(" ")));
            let other = print(&format!("if a {{ return; }} {passage}"));
            assert!(one.iter().any(|it| other.contains(it)), "after {n}");
        }
    }

    #[test]
    fn what_is_shorter_than_a_run_has_no_fingerprint() {
        assert!(winnow(&runs(&tokens("a.b().c(d)")), |_| true).is_empty());
        assert_eq!(winnow(&[5, 3, 9], |_| true), [3]);
        assert_eq!(winnow(&[5, 3, 9, 4, 7, 8, 6], |_| true), [3, 4]);
        assert_eq!(winnow(&[5, 3, 9, 4, 7, 8, 6], |it| it != 3), [4, 5]);
    }
}
