//! The passages that two answers share, found in both texts.

use std::collections::HashMap;

use super::fingerprint::{RUN, runs};
use super::token::Token;
use super::{Marked, Passage};

/// At how many places a run is looked for in a text. A text that repeats itself is not more alike for it.
const PLACES: usize = 8;

/// Marks what the two texts share, the longest passages first: runs of tokens that count, around one that
/// is rare.
pub(super) fn mark(
    first: (&str, &[Token]),
    second: (&str, &[Token]),
    rare: impl Fn(u64) -> bool,
    counts: impl Fn(u64) -> bool,
) -> (Marked, Marked) {
    let (one, other) = (runs(first.1), runs(second.1));
    let same = |i: usize, j: usize| one[i] == other[j] && counts(one[i]);

    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (place, run) in other.iter().enumerate() {
        let places = places.entry(*run).or_default();
        if places.len() < PLACES {
            places.push(place);
        }
    }
    // Where a stretch of the same runs begins in both, how long it is, and whether a rare one is in it.
    let mut stretches = Vec::new();
    for i in 0..one.len() {
        for &j in places.get(&one[i]).into_iter().flatten() {
            let begins = i == 0 || j == 0 || !same(i - 1, j - 1);
            if !begins || !same(i, j) {
                continue;
            }
            let most = (one.len() - i).min(other.len() - j);
            let length = (0..most).take_while(|&n| same(i + n, j + n)).count();
            if one[i..i + length].iter().any(|&run| rare(run)) {
                stretches.push((length, i, j));
            }
        }
    }
    stretches.sort_unstable_by_key(|&(length, i, j)| (std::cmp::Reverse(length), i, j));

    let mut taken = (vec![false; first.1.len()], vec![false; second.1.len()]);
    let mut chosen = Vec::new();
    for (length, i, j) in stretches {
        let tokens = length + RUN - 1;
        let free = (0..tokens).filter(|&n| !taken.0[i + n] && !taken.1[j + n]);
        let free: Vec<usize> = free.collect();
        // The longest part of the stretch that is in no longer one, if it is worth a mark.
        let part = free
            .chunk_by(|one, other| one + 1 == *other)
            .max_by_key(|part| part.len())
            .filter(|part| part.len() >= RUN);
        if let Some(&[start, .., end]) = part {
            taken.0[i + start..=i + end].fill(true);
            taken.1[j + start..=j + end].fill(true);
            chosen.push((i + start..i + end + 1, j + start..j + end + 1));
        }
    }
    chosen.sort_unstable_by_key(|(one, _)| one.start);
    let passages = |(text, tokens): (&str, &[Token]), side: fn(&Chosen) -> Range| {
        let mut passages: Vec<Passage> = chosen
            .iter()
            .zip(1..)
            .map(|(chosen, number)| {
                let tokens = &tokens[side(chosen)];
                let place = tokens[0].place.start..tokens[tokens.len() - 1].place.end;
                Passage { number, place }
            })
            .collect();
        passages.sort_unstable_by_key(|passage| passage.place.start);
        Marked {
            text: text.to_owned(),
            passages,
        }
    };
    (
        passages(first, |chosen| chosen.0.clone()),
        passages(second, |chosen| chosen.1.clone()),
    )
}

type Range = std::ops::Range<usize>;
type Chosen = (Range, Range);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::token::tokens;

    fn marked(one: &str, other: &str) -> (Vec<String>, Vec<String>) {
        let (first, second) = (tokens(one), tokens(other));
        let (first, second) = mark((one, &first), (other, &second), |_| true, |_| true);
        let parts = |marked: &Marked| {
            let parts = marked.passages.iter();
            parts
                .map(|it| format!("{} {}", it.number, &marked.text[it.place.clone()]))
                .collect()
        };
        (parts(&first), parts(&second))
    }

    #[test]
    fn what_changed_places_is_found_in_both() {
        let lock = |name: &str| format!("let mut {name} = table.lock().unwrap(); *{name} += 1;");
        let send = |name: &str| format!("for it in 0..9 {{ {name}.send(it).unwrap(); }}");
        let one = format!("{} {}", lock("held"), send("out"));
        let other = format!("{}\n// then\n  {}", send("to"), lock("n"));
        let (first, second) = marked(&one, &other);
        assert_eq!(
            first,
            [format!("1 {}", lock("held")), format!("2 {}", send("out"))]
        );
        assert_eq!(
            second,
            [format!("2 {}", send("to")), format!("1 {}", lock("n"))]
        );
    }

    #[test]
    fn a_text_that_repeats_itself_ends() {
        let one = "a.b(c); ".repeat(5_000);
        let (first, second) = marked(&one, &one);
        assert_eq!((first.len(), second.len()), (1, 1));
        let (first, _) = marked(&one, "a.b(c); a.b(c); a.b(c);");
        assert_eq!(first.len(), 1);
    }
}
