//! The programs of the book that explore a model: what each found, as it is recorded.
//!
//! Such a program is `fn main() { support::model(|| { … }) }`. What the model found is in the report
//! that a test would write, asked for in the same way.

use std::fs;
use std::path::Path;

use interleaving::Interleaving;
use serde::{Deserialize, Serialize};

use super::{CAP, LIMIT, RunError, command};
use crate::check::process;
use crate::check::report;

/// The folder, below a chapter's, of these programs.
pub const FOLDER: &str = "model";

/// Whether the program at this path is one of these.
pub fn is(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::file_name);
    folder == Some(FOLDER.as_ref()) && path.extension() == Some("rs".as_ref())
}

/// What a model found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// How many interleavings were explored.
    pub explored: u64,
    /// The most preemptions in each of them. None if they were not bounded.
    pub preemptions: Option<usize>,
    /// The one that fails. None if all pass.
    pub interleaving: Option<Interleaving>,
}

/// Why nothing is known of what a model finds.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The program was not run to its end.
    #[error(transparent)]
    Run(#[from] RunError),
    /// It ran, and reported nothing.
    #[error(
        "it does not report what it explored: does its `main` call `support::model`? It said:\n{0}"
    )]
    Silent(String),
    /// What was recorded points nowhere.
    #[error("its record cannot be drawn: an index in it leads nowhere")]
    Unsound,
    /// What was recorded is no record.
    #[error("its record cannot be read: {0}")]
    Record(#[from] serde_json::Error),
}

impl Record {
    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let record: Self = serde_json::from_str(text)?;
        match &record.interleaving {
            Some(interleaving) if !interleaving.is_sound() => Err(ModelError::Unsound),
            _ => Ok(record),
        }
    }

    /// The text that is recorded.
    ///
    /// # Errors
    ///
    /// None that anybody has seen.
    pub fn render(&self) -> Result<String, ModelError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Whether both found the same, however long it took.
    pub fn tells_the_same(&self, other: &Self) -> bool {
        let timeless = |record: &Self| {
            let mut record = record.clone();
            if let Some(interleaving) = &mut record.interleaving {
                interleaving.seconds = 0.0;
            }
            record
        };
        timeless(self) == timeless(other)
    }

    /// Reads it off a report. Places below `root` are told relative to it.
    fn of_report(text: &str, root: &Path) -> Result<Option<Self>, ModelError> {
        for fields in report::records(text) {
            match fields.as_slice() {
                [kind, json] if kind == "interleaving" => {
                    let mut interleaving = serde_json::from_str::<Interleaving>(json)?;
                    for place in interleaving.places() {
                        place.file = relative(&place.file, root);
                    }
                    return Ok(Some(Self {
                        explored: interleaving.explored,
                        preemptions: None,
                        interleaving: Some(interleaving),
                    }));
                }
                [kind, explored, _seconds, preemptions] if kind == "explored" => {
                    return Ok(explored.parse().ok().map(|explored| Self {
                        explored,
                        preemptions: preemptions.parse().ok(),
                        interleaving: None,
                    }));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Runs the executable of a program that explores a model, of the workbook at `root`.
///
/// # Errors
///
/// If it cannot be run to its end, or does not report.
pub async fn run(executable: &Path, root: &Path) -> Result<Record, ModelError> {
    let folder = tempfile::tempdir().map_err(RunError::Start)?;
    let report = folder.path().join("report");
    // It reads the lines of its source, as it was compiled from, to tell them.
    let mut command = command(executable, root);
    command.env(report::VARIABLE, &report);
    let finished = process::run(command, LIMIT, CAP)
        .await
        .map_err(RunError::Start)?;
    if finished.status.is_none() {
        return Err(RunError::Endless(LIMIT).into());
    }
    let text = fs::read(&report).unwrap_or_default();
    Record::of_report(&String::from_utf8_lossy(&text), root)?.ok_or_else(|| {
        let said = String::from_utf8_lossy(&finished.stderr.bytes);
        ModelError::Silent(said.into_owned())
    })
}

/// With slashes on every system.
fn relative(file: &str, root: &Path) -> String {
    let path = Path::new(file);
    super::shown(path.strip_prefix(root).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: &str = r#"{"version":1,"threads":[{"name":"main"}],"objects":[],"steps":[{"thread":0,"operation":"panic","object":null,"other":null,"ordering":null,"read":null,"written":null,"read_from":null,"missed":null,"blocked_since":null,"pending":false,"place":{"file":"/w/book/ch01-a/model/x.rs","line":3,"column":1,"source":"f();"}}],"failure":{"kind":"panic","message":"oh","step":0,"thread":0,"place":null},"explored":7,"seconds":0.5}"#;

    #[test]
    fn a_pass_and_a_failure_are_read_off_a_report() {
        let root = Path::new("/w");
        let passed = Record::of_report("explored\t12\t0.25\t2\npassed\n", root);
        let passed = passed.expect("read").expect("a record");
        assert_eq!(passed.explored, 12);
        assert_eq!(passed.preemptions, Some(2));
        assert_eq!(passed.interleaving, None);
        let escaped = FAILED.replace('\\', "\\\\");
        let failed = Record::of_report(&format!("interleaving\t{escaped}\npanic\n"), root);
        let failed = failed.expect("read").expect("a record");
        assert_eq!(failed.explored, 7);
        let interleaving = failed.interleaving.as_ref().expect("one that fails");
        let place = interleaving.steps[0].place.as_ref().expect("a place");
        assert_eq!(place.file, "book/ch01-a/model/x.rs");
        let again = Record::parse(&failed.render().expect("text")).expect("a record");
        assert_eq!(again, failed);
        assert_eq!(Record::of_report("panic\tx\n", root).expect("read"), None);
    }

    #[test]
    fn time_does_not_make_a_difference() {
        let of = |text: &str| Record {
            explored: 7,
            preemptions: None,
            interleaving: serde_json::from_str(text).ok(),
        };
        let (one, slower) = (of(FAILED), of(&FAILED.replace("0.5", "0.75")));
        assert_ne!(one, slower);
        assert!(one.tells_the_same(&slower));
        assert!(!one.tells_the_same(&of(&FAILED.replace("oh", "no"))));
    }
}
