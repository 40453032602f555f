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
                .map(|(_, test)| {
                    let it = |one: &Tested| one.target == test.target && one.name == test.name;
                    let found = tested.iter().position(it).map(|index| tested.remove(index));
                    found.map_or_else(not_reported, test_result)
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
        reason: checked.ended.reason.map(|it| cut(without_ids(it))),
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

fn test_result(tested: Tested) -> TestResult {
    let passed = tested.outcome == Outcome::Passed;
    let panic = |panic: Panic| Panic {
        message: cut(panic.message),
        thread: cut(panic.thread),
        ..panic
    };
    TestResult {
        panics: tested.panics.into_iter().take(PANICS).map(panic).collect(),
        output: match passed {
            true => String::new(),
            false => cut(without_ids(tested.output)),
        },
        interleaving: tested.interleaving.map(|mut it| {
            it.seconds = 0.0;
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

/// What std's panic hook writes names a thread of the system, which is another one every time.
fn without_ids(text: String) -> String {
    static THREAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^(thread '.*') \(\d+\) panicked at").expect("a valid pattern")
    });
    THREAD.replace_all(&text, "$1 panicked at").into_owned()
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
    fn texts_are_cut_and_know_no_thread_of_the_system() {
        let text = "\nthread 'main' (123) panicked at a.rs:1:2:\nthread 'x' (y)\n".to_owned();
        assert_eq!(
            without_ids(text),
            "\nthread 'main' panicked at a.rs:1:2:\nthread 'x' (y)\n"
        );
        assert_eq!(cut("ä".repeat(BYTES)).chars().count(), BYTES / 2 + 1);
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
