//! What one submission gives: at most one answer to each exercise, and what is to be said of the rest.

use std::collections::BTreeMap;

use super::text;
use super::wanted::{Place, Rank, Wanted};

/// Of many problems of one submission the first ones are the useful ones.
const PROBLEMS: usize = 20;

/// What is told of a submission without an answer.
const NOTHING: &str = "holds no file of an exercise. They are looked for in exercises/CHAPTER, in CHAPTER, and with \
    no folder, each with at most one folder around it";

/// The answers of one student, and what is wrong with the submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Why nothing of the submission is taken: an archive that cannot be read, a bomb.
    pub refused: Option<String>,
    /// What was found, by the id of the exercise.
    pub answers: BTreeMap<String, Found>,
    /// What was left out, and why.
    pub problems: Vec<String>,
}

/// A file that is there for an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its text, as the compiler sees it.
    Text(String),
    /// It is not taken, for this reason.
    Refused(String),
}

/// The bytes of a file, or why they are not read.
pub(super) type Bytes = Result<Vec<u8>, String>;

/// Gathers the files of a submission as they come, and keeps one for each exercise.
#[derive(Debug)]
pub(super) struct Gathering<'a> {
    wanted: &'a Wanted,
    found: BTreeMap<String, Candidate>,
    /// What may be meant as an exercise, and as which.
    misnamed: Vec<(String, String)>,
    problems: Vec<String>,
    more_problems: usize,
}

#[derive(Debug)]
struct Candidate {
    path: String,
    rank: Rank,
    bytes: Bytes,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(wanted: &'a Wanted) -> Self {
        Self {
            wanted,
            found: BTreeMap::new(),
            misnamed: Vec::new(),
            problems: Vec::new(),
            more_problems: 0,
        }
    }

    /// Whether no answer was offered yet.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn problem(&mut self, problem: String) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }

    /// Offers the file at `path`, whose parts go down from the submission's own folder. It is read only if it
    /// is an answer.
    ///
    /// # Errors
    ///
    /// If `read` says that reading must end here.
    pub(super) fn offer<E>(
        &mut self,
        path: &[&str],
        read: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<(), E> {
        match self.wanted.place(path) {
            Place::Answer { exercise, rank } => {
                let candidate = Candidate {
                    path: path.join("/"),
                    rank,
                    bytes: read()?,
                };
                self.weigh(exercise, candidate);
            }
            Place::Misnamed(name) => {
                if self.misnamed.len() < PROBLEMS {
                    self.misnamed.push((text::shown(&path.join("/")), name));
                }
            }
            Place::Other => {}
        }
        Ok(())
    }

    fn weigh(&mut self, exercise: String, new: Candidate) {
        let Some(old) = self.found.get_mut(&exercise) else {
            self.found.insert(exercise, new);
            return;
        };
        if old.bytes == new.bytes {
            // The same answer twice is one answer. The better place speaks in what comes after.
            old.rank = old.rank.min(new.rank);
            return;
        }
        if old.rank == new.rank {
            // Whichever were taken, the student could say that the other was meant.
            let [first, second] = [&old.path, &new.path].map(|it| text::shown(it));
            old.bytes = Err(if first == second {
                format!("{first} stands twice in the submission, with different texts")
            } else {
                format!("{first} and {second} are both there, with different texts")
            });
            return;
        }
        let (kept, left) = if new.rank < old.rank {
            let left = std::mem::replace(old, new);
            (text::shown(&old.path), left)
        } else {
            (text::shown(&old.path), new)
        };
        let left = text::shown(&left.path);
        self.problem(format!("{left} is left out: {kept} is what counts"));
    }

    /// What is taken.
    pub(super) fn finish(mut self) -> Contents {
        if self.found.is_empty() && self.misnamed.is_empty() {
            self.problem(NOTHING.to_owned());
        }
        for (shown, name) in std::mem::take(&mut self.misnamed) {
            // Beside an answer it is a copy of it, or of one before.
            let exercise = name.trim_end_matches(".rs");
            if !self.found.contains_key(exercise) {
                self.problem(format!(
                    "{shown} is not taken: names count to the letter, and it is called {name}"
                ));
            }
        }
        if self.more_problems > 0 {
            self.problems
                .push(format!("and {} more problems", self.more_problems));
        }
        let found = |candidate: Candidate| match candidate.bytes.and_then(text::decode) {
            Ok(text) => Found::Text(text),
            Err(reason) => Found::Refused(reason),
        };
        Contents {
            refused: None,
            answers: self
                .found
                .into_iter()
                .map(|(exercise, candidate)| (exercise, found(candidate)))
                .collect(),
            problems: self.problems,
        }
    }
}

impl Contents {
    /// Nothing is taken.
    pub(super) fn refused(reason: String) -> Self {
        Self {
            problems: vec![reason.clone()],
            refused: Some(reason),
            ..Self::default()
        }
    }
}
