//! Submissions that are more alike than chance and the course explain: leads for a person, never a verdict.
//!
//! Answers are compared by what is left of them without names, comments and layout (`token`), in runs of
//! twelve tokens (`fingerprint`), whatever their order. What the course itself has counts nothing
//! (`course`), and what is left counts the more, the fewer students have it (`compare`). A pair becomes a
//! lead only if there is enough of that, in several exercises, and more than most pairs have: a small
//! exercise has one sensible answer, and two who give it have nothing to explain. For leads, what they share is found in their texts (`passage`).

mod compare;
mod course;
mod fingerprint;
mod page;
mod passage;
mod table;
mod token;

use std::io;
use std::path::Path;

use workbook::atomic_file::write_atomically;

pub use compare::find;
pub use course::Course;

/// How many leads are shown; there is no use in more.
pub const MOST_LEADS: usize = 100;

/// In how many exercises a pair must share something rare, to be a lead; in all, if fewer were graded.
pub const FEWEST_EXERCISES: usize = 3;

/// What was found in a class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similarities {
    /// The pairs that a person should look at, those with the highest scores first.
    pub leads: Vec<Lead>,
    /// How many more there were, with lower scores, than [`MOST_LEADS`].
    pub left_out: usize,
    /// How many students were compared.
    pub students: usize,
    /// How many exercises were compared.
    pub exercises: usize,
    /// How many different answers were compared.
    pub answers: usize,
    /// How many answers could not be, because their text was not there.
    pub missing: usize,
}

/// Two students, and what they share.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// The one with the smaller id.
    pub first: Person,
    /// The other.
    pub second: Person,
    /// The sum of what the exercises count.
    pub score: f64,
    /// What they share, in the order of the course.
    pub shared: Vec<Shared>,
}

/// A student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As in the results.
    pub id: String,
    /// As in the results.
    pub name: Option<String>,
}

/// What two students share in an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The id of the exercise.
    pub exercise: String,
    /// Its title.
    pub title: String,
    /// What it counts.
    pub score: f64,
    /// How much of what is neither the course's nor the class's is shared, of the answer that has less of
    /// it: from 0 to 1.
    pub share: f64,
    /// Whether the answers are the same, byte for byte.
    pub identical: bool,
    /// The answer of the first.
    pub first: Marked,
    /// The answer of the second.
    pub second: Marked,
}

/// An answer, and the passages of it that another one has, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The whole answer.
    pub text: String,
    /// The passages, in the order of the text. They do not overlap.
    pub passages: Vec<Passage>,
}

/// A passage of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Which passage of the other text is like it: the one with the same number. From 1.
    pub number: usize,
    /// Where it stands, in bytes.
    pub place: std::ops::Range<usize>,
}

/// Writes `similarity.csv` and `similarity.html` to the folder.
///
/// # Errors
///
/// If one of them cannot be written.
pub fn write(similarities: &Similarities, folder: &Path) -> io::Result<()> {
    write_atomically(
        &folder.join("similarity.csv"),
        &table::render(similarities)?,
    )?;
    write_atomically(&folder.join("similarity.html"), &page::render(similarities))
}
