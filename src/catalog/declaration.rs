//! `chapter.toml`: what a chapter declares of its exercises.

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use super::{Chapter, Exercise};
use crate::refusal;

/// The limit of a test that declares none, and the most that one may declare: a plain `cargo test`
/// ends every test after this time (`support::case::LIMIT`), whatever the declaration says.
const LIMIT_SECONDS: u64 = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declaration {
    title: String,
    #[serde(default, rename = "exercise")]
    exercises: Vec<DeclaredExercise>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaredExercise {
    name: Spanned<String>,
    title: String,
    points: Spanned<u32>,
    kind: Kind,
    unsolved: Unsolved,
    limit: Option<Spanned<u64>>,
    #[serde(default)]
    network: bool,
    hints: Vec<String>,
}

/// What the tests of an exercise are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Plain assertions.
    Test,
    /// Also checked in every interleaving.
    Model,
    /// The output is compared with a recorded one.
    Snapshot,
    /// The lesson is a compile error, which the learner removes.
    Compile,
    /// Measured under load.
    Load,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Test => "test",
            Self::Model => "model",
            Self::Snapshot => "snapshot",
            Self::Compile => "compile",
            Self::Load => "load",
        })
    }
}

/// How the stub of an exercise, as shipped, fails.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Unsolved {
    /// A test panics in the learner's file, at a `todo!()`.
    Panics,
    /// The compiler refuses it with an error of this [name](crate::refusal), as `E0499`.
    DoesNotCompile(String),
    /// A test's own assertion fails.
    Wrong,
    /// A test never ends.
    Deadlocks,
}

impl TryFrom<String> for Unsolved {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "panics" => Ok(Self::Panics),
            "wrong" => Ok(Self::Wrong),
            "deadlocks" => Ok(Self::Deadlocks),
            other => match other.strip_prefix("does-not-compile ") {
                Some(name) if is_error(name) => Ok(Self::DoesNotCompile(name.to_owned())),
                _ => Err(format!(
                    "`{other}` is no way to be unsolved: expected `panics`, `wrong`, `deadlocks` \
                     or `does-not-compile E0000` with the compiler's code, or with its message's words, \
                     joined-by-hyphens, if it has none"
                )),
            },
        }
    }
}

impl fmt::Display for Unsolved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panics => formatter.write_str("panics"),
            Self::DoesNotCompile(name) => write!(formatter, "does-not-compile {name}"),
            Self::Wrong => formatter.write_str("wrong"),
            Self::Deadlocks => formatter.write_str("deadlocks"),
        }
    }
}

/// Whether `text` may name one of the compiler's errors: `E` and four digits, or a message's words.
pub(super) fn is_error(text: &str) -> bool {
    let is_code = text
        .strip_prefix('E')
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|it| it.is_ascii_digit()));
    is_code || refusal::is_message(text)
}

impl Declaration {
    /// Reads a `chapter.toml`. An error is the line, from 1, and what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let declaration: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            (line_of(text, start), error.message().to_owned())
        })?;
        declaration
            .validate()
            .map_err(|(offset, message)| (line_of(text, offset), message))?;
        Ok(declaration)
    }

    /// An error is the offset of the value that is wrong, and why.
    fn validate(&self) -> Result<(), (usize, String)> {
        let mut names = HashSet::new();
        for exercise in &self.exercises {
            let name = exercise.name.get_ref();
            let at_name = |message: String| Err((exercise.name.span().start, message));
            let well_formed = name.starts_with("ex")
                && name
                    .bytes()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
            if !well_formed {
                return at_name(format!(
                    "the exercise `{name}` needs a name like `ex01_join_all`: it is a file's and a module's"
                ));
            }
            if !names.insert(name) {
                return at_name(format!("the exercise `{name}` is declared twice"));
            }
            if exercise.hints.iter().all(|hint| hint.trim().is_empty()) {
                return at_name(format!("the exercise `{name}` has no hints"));
            }
            if *exercise.points.get_ref() == 0 {
                let offset = exercise.points.span().start;
                return Err((
                    offset,
                    format!("the exercise `{name}` must be worth a point"),
                ));
            }
            if let Some(limit) = &exercise.limit
                && !(1..=LIMIT_SECONDS).contains(limit.get_ref())
            {
                return Err((
                    limit.span().start,
                    format!(
                        "the limit of `{name}` is {} s: give 1 to {LIMIT_SECONDS} seconds a test",
                        limit.get_ref()
                    ),
                ));
            }
        }
        Ok(())
    }

    pub(super) fn into_chapter(self, id: &str) -> Chapter {
        let exercises = self.exercises.into_iter().map(|declared| Exercise {
            chapter: id.to_owned(),
            name: declared.name.into_inner(),
            title: declared.title,
            points: declared.points.into_inner(),
            kind: declared.kind,
            unsolved: declared.unsolved,
            limit: Duration::from_secs(declared.limit.map_or(LIMIT_SECONDS, Spanned::into_inner)),
            network: declared.network,
            hints: declared.hints,
        });
        Chapter {
            id: id.to_owned(),
            title: self.title,
            exercises: exercises.collect(),
        }
    }
}

/// The line, from 1, in which the byte `offset` of `text` stands.
fn line_of(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXERCISE: &str = r#"
[[exercise]]
name = "ex01_a"
title = "A"
points = 1
kind = "test"
unsolved = "panics"
hints = ["Look."]
"#;

    #[track_caller]
    fn refuses(declaration: &str, line: usize, message: &str) {
        let (found_line, found) = Declaration::parse(declaration)
            .err()
            .expect("the declaration is refused");
        assert_eq!(
            (found_line, found.contains(message)),
            (line, true),
            "{found_line}: {found}"
        );
    }

    #[test]
    fn a_declaration_is_read() {
        let text = format!("title = \"T\"\n{EXERCISE}");
        let chapter = Declaration::parse(&text)
            .expect("valid")
            .into_chapter("ch01-t");
        assert_eq!(chapter.exercises[0].id(), "ch01-t/ex01_a");
        assert_eq!(chapter.exercises[0].limit, Duration::from_secs(10));
        assert_eq!(chapter.exercises[0].unsolved, Unsolved::Panics);
    }

    #[test]
    fn mistakes_are_refused_at_their_line() {
        let with = |from: &str, to: &str| format!("title = \"T\"\n{}", EXERCISE.replace(from, to));
        refuses("titel = \"T\"\n", 1, "unknown field `titel`");
        refuses(
            &with("points = 1", "points = 1\npoint = 2"),
            7,
            "unknown field `point`",
        );
        refuses(
            &with("points = 1", "points = 0"),
            6,
            "must be worth a point",
        );
        refuses(&with("points = 1", "points = 1\nlimit = 60"), 7, "is 60 s");
        refuses(&with("\"Look.\"", ""), 4, "has no hints");
        refuses(&with("ex01_a", "../ex01_a"), 4, "needs a name like");
        refuses(
            &with("\"panics\"", "\"explodes\""),
            8,
            "`explodes` is no way to be unsolved",
        );
        refuses(
            &with("\"panics\"", "\"does-not-compile 499\""),
            8,
            "is no way to be unsolved",
        );
        refuses(&with("\"test\"", "\"tset\""), 7, "unknown variant `tset`");
        refuses(
            &format!("title = \"T\"\n{EXERCISE}{EXERCISE}"),
            12,
            "is declared twice",
        );
        refuses("title = \"T\"\n[[exercise]\n", 2, "");
    }
}
