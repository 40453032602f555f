//! What a page asks of the server, and what the server tells the pages: one JSON object a message,
//! over one WebSocket a page. Both ends are of this repository and of one version; `src/page` has the
//! other end.

use std::collections::BTreeMap;

use interleaving::drawing::{Drawing, Extent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::event::{Event, Verdict};
use crate::programs::live::Step;

/// What a page asks. The `exercise` is always an id of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Ask {
    /// The learner's file, its hints and its latest check, for an editor.
    Open { exercise: String },
    /// Write the file, if it still is what the page last knew it as: `base`, none for no file.
    Save {
        exercise: String,
        text: String,
        base: Option<String>,
        /// Copy what is on the disk beside the file first: the learner has chosen to overwrite it.
        #[serde(default)]
        keep: bool,
    },
    /// Write the file likewise, and check it when its turn comes.
    Check {
        exercise: String,
        text: String,
        base: Option<String>,
    },
    /// Show one more hint.
    Hint { exercise: String },
    /// Put the file back as it was shipped, keeping what is there beside it.
    Reset { exercise: String },
    /// Show the reference solution.
    Solution { exercise: String },
    /// Build and run a program of the book when its turn comes, by its path: `book/ch01-…/go/x.go`.
    Run { program: String },
    /// End a job that runs, or take back one that waits.
    Cancel { job: Job },
}

/// Something that takes time: one is done after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Job {
    /// The check of the exercise with this id.
    Check(String),
    /// The run of the program with this path.
    Run(String),
}

/// What the server tells.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "tell", rename_all = "kebab-case")]
pub(super) enum Tell {
    /// The first message on every connection.
    Hello {
        /// Tells servers apart: another one has other jobs.
        server: String,
        /// Why Go programs cannot be run here; none if they can.
        no_go: Option<String>,
    },
    /// The text of the learner's file, on the disk, now. None if there is no file.
    File {
        exercise: String,
        text: Option<String>,
    },
    /// The file is there and cannot be shown or written; or another wish was not granted.
    Refused {
        exercise: Option<String>,
        program: Option<String>,
        why: String,
    },
    /// The file has the text that the page wanted it to have.
    Saved { exercise: String, text: String },
    /// The file was not written: it has this text instead of the one that the page went by.
    Conflict {
        exercise: String,
        text: Option<String>,
    },
    /// How many rungs of its ladder of hints are to be seen.
    Hints { exercise: String, shown: usize },
    /// The file was reset; `kept` is where the version before it is, relative to the root.
    Reset {
        exercise: String,
        kept: Option<String>,
    },
    /// The reference solution.
    Solution { exercise: String, text: String },
    /// What is being done, and what waits for its turn.
    Jobs {
        running: Option<Job>,
        waiting: Vec<Job>,
    },
    /// A check goes on.
    Checking {
        exercise: String,
        event: Box<Event>,
        /// The interleaving of the event, drawn; the event is told without it.
        #[serde(skip_serializing_if = "Option::is_none")]
        drawing: Option<Box<Drawn>>,
    },
    /// A run goes on.
    Running { program: String, step: Step },
    /// A job was ended before its time.
    Canceled { job: Job },
    /// The learner's progress.
    Progress {
        exercises: BTreeMap<String, Progress>,
        /// The first exercise that is not solved; none if all are.
        next: Option<String>,
    },
    /// The book was built anew.
    Reload,
    /// The book could not be built, and stays as it was. None: it has been mended.
    Book { broken: Option<String> },
}

/// An interleaving, drawn.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Drawn {
    /// The steps that matter.
    pub(super) short: Drawing,
    /// All of them, if that is more, and not too many.
    pub(super) whole: Option<Drawing>,
}

impl Tell {
    /// That a check goes on.
    pub(super) fn checking(exercise: &str, mut event: Event) -> Self {
        let mut drawing = None;
        if let Event::Tested(tested) = &mut event
            && let Some(interleaving) = tested.interleaving.take()
        {
            let name = format!("{exercise}-{}", tested.name);
            let id = name.replace(|it: char| !it.is_ascii_alphanumeric(), "-");
            let draw = |extent| Drawing::new(&interleaving, &id, extent);
            drawing = Some(Box::new(Drawn {
                short: draw(Extent::Shortened),
                whole: Drawing::can_be_whole(&interleaving).then(|| draw(Extent::Whole)),
            }));
        }
        Self::Checking {
            exercise: exercise.to_owned(),
            event: Box::new(event),
            drawing,
        }
    }
}

/// How far the learner is with one exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Progress {
    pub(super) state: State,
    /// When it was first solved.
    pub(super) solved: Option<Timestamp>,
    /// The latest verdict and its time.
    pub(super) latest: Option<(Verdict, Timestamp)>,
    /// How many hints were shown.
    pub(super) hints: usize,
}

/// As [`crate::progress::State`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    Untouched,
    Tried,
    Solved,
}

impl From<crate::progress::State> for State {
    fn from(state: crate::progress::State) -> Self {
        match state {
            crate::progress::State::Untouched => Self::Untouched,
            crate::progress::State::Tried => Self::Tried,
            crate::progress::State::Solved => Self::Solved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read_strictly() {
        let read = |text: &str| serde_json::from_str::<Ask>(text);
        assert_eq!(
            read(r#"{"ask":"cancel","job":{"check":"ch01-a/ex01_b"}}"#).expect("a cancel"),
            Ask::Cancel {
                job: Job::Check("ch01-a/ex01_b".to_owned())
            }
        );
        for wrong in [
            r#"{"ask":"open"}"#,
            r#"{"ask":"delete","exercise":"a"}"#,
            r#"{"ask":"open","exercise":"a","path":"/etc/passwd"}"#,
            "[]",
            "",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
