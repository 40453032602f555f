//! A part of the students, for one of several machines.

use std::fmt;
use std::str::FromStr;

/// The `part`th of `parts`. Students are dealt like cards, in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    part: usize,
    parts: usize,
}

impl Shard {
    /// The one part that is all.
    pub const ALL: Self = Self { part: 1, parts: 1 };

    /// The first of all parts into which this one belongs that is not among `shards`.
    pub(super) fn missing_of(self, shards: &[Self]) -> Option<Self> {
        let Self { parts, .. } = self;
        let mut all = (1..=parts).map(|part| Self { part, parts });
        all.find(|it| !shards.contains(it))
    }

    /// Those of `students` that belong to it.
    pub fn of<T>(self, students: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        students.into_iter().skip(self.part - 1).step_by(self.parts)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (part, parts) = text.split_once('/')?;
            let (part, parts): (usize, usize) = (part.parse().ok()?, parts.parse().ok()?);
            (1 <= part && part <= parts).then_some(Self { part, parts })
        };
        read().ok_or_else(|| {
            "give a part and how many there are, as 1/4 to 4/4: parts count from 1".to_owned()
        })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_disjoint_and_together_all() {
        for parts in 1..12 {
            let mut all: Vec<u32> = (1..=parts)
                .flat_map(|part| Shard::of(Shard { part, parts }, 0..10))
                .collect();
            all.sort_unstable();
            assert_eq!(all, Vec::from_iter(0..10), "{parts}");
        }
        let [first, second, third] = [1, 2, 3].map(|part| Shard { part, parts: 3 });
        assert_eq!(first.missing_of(&[first, third]), Some(second));
        assert_eq!(first.missing_of(&[third, first, second]), None);
        assert_eq!("2/3".parse(), Ok(second));
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
