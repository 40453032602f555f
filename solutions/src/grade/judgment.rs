//! From what was found about an answer to what is kept of it: nothing of time and place, and of much only the
//! first.

use std::sync::LazyLock;

use regex::Regex;
use workbook::check::event::{Diagnostic, Outcome, Panic, Tested, Verdict};
use workbook::judge::Judged;

use super::Task;
use crate::result::{Judgment, Status, TestResult};

/// What the compiler says that is kept: the first messages.
const DIAGNOSTICS: usize = 20;
/// The panics of a test that are kept.
const PANICS: usize = 10;
/// The bytes of a text that are kept.
const BYTES: usize = 4096;
/// The foreign files that a refusal names.
const FOREIGN: usize = 3;

/// What is kept of `judged`. It has no score yet.
pub(super) fn of(task: &Task, judged: Judged) -> Judgment {
    let Judged { checked, foreign } = judged;
    if !foreign.is_empty() {
        let more = match foreign.len().checked_sub(FOREIGN) {
            Some(more) if more > 0 => format!(" and {more} more"),
            _ => String::new(),
        };
        let named: Vec<String> = foreign
            .iter()
            .take(FOREIGN)
            .map(|it| crate::submission::text::shown(it))
            .collect();
        let reason = format!(
            "it has the compiler read what is not its own: {}{more}",
            named.join(", ")
        );
        return empty(Status::Refused, reason);
    }
    let status = match checked.ended.verdict {
        Verdict::Passed => Status::Passed,
        Verdict::Failed => Status::Failed,
        Verdict::DoesNotCompile => Status::DoesNotCompile,
        Verdict::NotChecked => {
            return empty(Status::NotGraded, checked.ended.reason.unwrap_or_default());
        }
    };
    let tests: Vec<TestResult> = match status {
        Status::DoesNotCompile => Vec::new(),
        _ => {
            let mut tested = checked.tested;
            task.tests()
                .map(|(suite, test)| {
                    let it = |one: &Tested| one.target == test.target && one.name == test.name;
                    let found = tested.iter().position(it).map(|index| tested.remove(index));
                    let text = Text {
                        target: suite.hidden.then_some(&suite.target),
                    };
                    found.map_or_else(not_reported, |it| test_result(it, text))
                })
                .collect()
        }
    };
    // A pass is not what is said, but that every test of the course says so.
    let all = tests.iter().all(|it| it.outcome == Outcome::Passed);
    Judgment {
        status: match status {
            Status::Passed if !all => Status::Failed,
            other => other,
        },
        score: 0.0,
        reason: checked
            .ended
            .reason
            .map(|it| Text { target: None }.kept(&it)),
        diagnostics: diagnostics(checked.diagnostics),
        tests,
    }
}

/// A judgment of an answer that was not run.
pub(super) fn empty(status: Status, reason: String) -> Judgment {
    Judgment {
        status,
        score: 0.0,
        reason: Some(reason),
        diagnostics: Vec::new(),
        tests: Vec::new(),
    }
}

/// Those of the answer's own file, and if none of them is an error, those errors that are elsewhere: a test
/// that calls what the answer does not have.
fn diagnostics(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let own_error = all.iter().any(|it| it.error && it.in_exercise);
    let mut kept: Vec<Diagnostic> = Vec::new();
    for mut diagnostic in all {
        let told = diagnostic.in_exercise || diagnostic.error && !own_error;
        if !told || kept.len() == DIAGNOSTICS {
            continue;
        }
        // As it will be when it is read back.
        diagnostic.rendered = anstream::adapter::strip_str(&diagnostic.rendered).to_string();
        diagnostic.rendered = cut(diagnostic.rendered);
        diagnostic.message = cut(diagnostic.message);
        // Each target compiles the answer, and says the same of it.
        if !kept.contains(&diagnostic) {
            kept.push(diagnostic);
        }
    }
    kept
}

fn test_result(tested: Tested, text: Text<'_>) -> TestResult {
    let passed = tested.outcome == Outcome::Passed;
    let panic = |panic: Panic| Panic {
        message: text.kept(&panic.message),
        thread: text.kept(&panic.thread),
        file: text.kept(&panic.file),
        ..panic
    };
    TestResult {
        panics: tested.panics.into_iter().take(PANICS).map(panic).collect(),
        output: match passed {
            true => String::new(),
            false => text.kept(&tested.output),
        },
        interleaving: tested.interleaving.map(|mut it| {
            it.seconds = 0.0;
            it.failure.message = text.kept(&it.failure.message);
            for place in it.places() {
                place.file = text.kept(&place.file);
            }
            it
        }),
        outcome: tested.outcome,
    }
}

fn not_reported() -> TestResult {
    TestResult {
        outcome: Outcome::NotReported { status: None },
        panics: Vec::new(),
        output: String::new(),
        interleaving: None,
    }
}

/// How texts of one test are kept.
#[derive(Clone, Copy)]
struct Text<'a> {
    /// The target of the test, if it is hidden.
    target: Option<&'a String>,
}

impl Text<'_> {
    /// The text without what is another in every run: threads of the system, which std's panic hook names;
    /// addresses; and the names that files of hidden tests have while an answer is judged.
    fn kept(self, text: &str) -> String {
        static THREAD: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"(?m)^(thread '.*') \(\d+\) (panicked at|has overflowed)"));
        static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b0x[0-9a-f]{12}\b"));
        static FILE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bhidden_[0-9a-f]{16}\b"));
        let text = THREAD.replace_all(text, "$1 $2");
        let text = ADDRESS.replace_all(&text, "0x…");
        match self.target {
            Some(target) => cut(FILE.replace_all(&text, target).into_owned()),
            None => cut(text.into_owned()),
        }
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

fn cut(mut text: String) -> String {
    if text.len() > BYTES {
        text.truncate(text.floor_char_boundary(BYTES));
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_another_in_every_run_is_not_kept() {
        let target = "ex01_b_dark".to_owned();
        let [text, hidden] = [None, Some(&target)].map(|target| Text { target });
        for (said, kept) in [
            (
                "\nthread 'main' (123) panicked at a.rs:1:2:\nthread 'x' (y)\n",
                "\nthread 'main' panicked at a.rs:1:2:\nthread 'x' (y)\n",
            ),
            (
                "thread 'main' (1) has overflowed its stack",
                "thread 'main' has overflowed its stack",
            ),
            (
                "left: (4, 0x7feff0000d80), right: 0xdeadbeef",
                "left: (4, 0x…), right: 0xdeadbeef",
            ),
        ] {
            assert_eq!(text.kept(said), kept);
        }
        let file = "exercises/ch01-a/tests/hidden_7f8e13d43d60aa81.rs";
        assert_eq!(text.kept(file), file);
        assert_eq!(hidden.kept(file), "exercises/ch01-a/tests/ex01_b_dark.rs");
        assert_eq!(text.kept(&"ä".repeat(BYTES)).chars().count(), BYTES / 2 + 1);
    }

    #[test]
    fn of_the_compiler_the_own_errors_are_kept_else_those_of_others() {
        let message = |message: &str, error, in_exercise| Diagnostic {
            error,
            code: None,
            message: message.to_owned(),
            place: None,
            in_exercise,
            rendered: format!("\u{1b}[1m{message}\u{1b}[0m"),
        };
        let kept = |all: Vec<Diagnostic>| -> Vec<String> {
            diagnostics(all).into_iter().map(|it| it.rendered).collect()
        };
        let own = message("own", true, true);
        let (warning, other) = (
            message("warning", false, true),
            message("other", true, false),
        );
        let elsewhere = message("elsewhere", false, false);
        let all = vec![
            other.clone(),
            warning.clone(),
            own.clone(),
            own,
            elsewhere.clone(),
        ];
        assert_eq!(kept(all), ["warning", "own"]);
        assert_eq!(kept(vec![other, warning, elsewhere]), ["other", "warning"]);
        let many = (0..50).map(|it| message(&it.to_string(), true, true));
        assert_eq!(kept(many.collect()).len(), DIAGNOSTICS);
    }
}
