//! Answers of every kind, and the verdict that each must get, within its limit.

use std::time::{Duration, Instant};

use workbook::check::OUTPUT_LIMIT;
use workbook::check::event::{Outcome, Verdict};

use crate::tree::{Workshop, failed_with, tested};

/// An exercise whose answer is a function that runs a handler: whatever it should do wrong can be
/// put before the handler.
const ID: &str = "ch01-defer-drop/ex02_underscore";
const GUARDED: &str = "serve_guards_its_handler";
const LIMIT: Duration = Duration::from_secs(2);
/// A check may take its limit a few times over, but it must end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A right answer, with `first` as the first statement of `serve`. It is a wrong one, mended: the solutions may
/// have been withheld.
pub(crate) fn answer(first: &str) -> String {
    let wrong =
        include_str!("../../exercises/ch01-defer-drop/wrong/ex02_underscore/dropped_too_early.rs");
    let body = "    let pass = gate.enter();\n    drop(pass);\n    handler()";
    assert!(
        wrong.contains(body),
        "the answer has changed: change this test too"
    );
    let mended = "    let _pass = gate.enter();\n    handler()";
    wrong.replace(body, &format!("    {first}\n{mended}"))
}

async fn verdict_on(first: &str) -> workbook::check::Checked {
    let workshop = Workshop::enter().await;
    let exercise = workshop.exercise(ID, LIMIT);
    // The first check of all builds the dependencies, which takes as long as it takes.
    workshop.check(&exercise, answer("").as_bytes()).await;
    let start = Instant::now();
    let checked = workshop.check(&exercise, answer(first).as_bytes()).await;
    assert!(
        start.elapsed() < PATIENCE,
        "{first}: took {:?}",
        start.elapsed()
    );
    checked
}

#[tokio::test]
async fn the_solution_passes() {
    let checked = verdict_on("").await;
    assert_eq!(checked.ended.verdict, Verdict::Passed, "{checked:#?}");
    assert_eq!((checked.ended.passed, checked.ended.tests), (6, 6));
}

#[tokio::test]
async fn a_deadlock_is_a_verdict_that_names_the_test() {
    let wait =
        "let (_sender, receiver) = std::sync::mpsc::channel::<()>(); let _ = receiver.recv();";
    let checked = verdict_on(wait).await;
    failed_with(&checked, GUARDED, &Outcome::TimedOut { limit_seconds: 2 });
    // A test that does not call the function is not held up by the others.
    assert_eq!(
        tested(&checked, "serve_if_room_guards_its_handler").outcome,
        Outcome::Passed
    );
}

#[tokio::test]
async fn an_endless_loop_is_ended() {
    let checked =
        verdict_on("let mut on = true; while on { on = std::hint::black_box(on); }").await;
    failed_with(&checked, GUARDED, &Outcome::TimedOut { limit_seconds: 2 });
}

#[tokio::test]
async fn an_exit_is_no_pass() {
    let checked = verdict_on("std::process::exit(0);").await;
    failed_with(&checked, GUARDED, &Outcome::NotReported { status: Some(0) });
}

#[tokio::test]
async fn forged_output_is_no_pass() {
    let forged = r#"println!("test result: ok. 6 passed; 0 failed\npassed\n\u{1e}"); std::process::exit(0);"#;
    let checked = verdict_on(forged).await;
    failed_with(&checked, GUARDED, &Outcome::NotReported { status: Some(0) });
}

#[tokio::test]
async fn a_stack_overflow_is_a_crash() {
    let overflow = "fn deep(n: u64) -> u64 { if std::hint::black_box(n) == 0 { 0 } else { 1 + deep(n + 1) } } \
                    std::hint::black_box(deep(1));";
    let checked = verdict_on(overflow).await;
    assert_eq!(checked.ended.verdict, Verdict::Failed);
    let tested = tested(&checked, GUARDED);
    assert!(
        matches!(tested.outcome, Outcome::Crashed { .. }),
        "{tested:#?}"
    );
    assert!(
        tested.output.contains("overflowed its stack"),
        "{tested:#?}"
    );
}

#[tokio::test]
async fn an_abort_is_a_crash() {
    let checked = verdict_on("std::process::abort();").await;
    let tested = tested(&checked, GUARDED);
    assert!(
        matches!(tested.outcome, Outcome::Crashed { .. }),
        "{tested:#?}"
    );
}

#[tokio::test]
async fn a_panic_during_a_panic_is_a_crash_that_shows_both() {
    let twice = r#"struct Bomb; impl Drop for Bomb { fn drop(&mut self) { panic!("second") } }
                   let _bomb = Bomb; if true { panic!("first") }"#;
    let checked = verdict_on(twice).await;
    let tested = tested(&checked, GUARDED);
    assert!(
        matches!(tested.outcome, Outcome::Crashed { .. }),
        "{tested:#?}"
    );
    let messages: Vec<&str> = tested.panics.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages[..2], ["first", "second"], "{tested:#?}");
}

#[tokio::test]
async fn a_flood_of_output_is_cut() {
    let checked = verdict_on(r#"for line in 0..10_000_000 { println!("line {line}"); }"#).await;
    let tested = tested(&checked, GUARDED);
    assert!(
        tested.output.len() <= OUTPUT_LIMIT,
        "{} bytes were kept",
        tested.output.len()
    );
    assert!(tested.output_cut > 0, "ten million lines fit into nothing");
    assert!(
        tested.output.starts_with("line 0\n"),
        "the beginning is what is kept"
    );
    // Whether they are written in time depends on the machine; that the verdict says so does not.
    let outcome = &tested.outcome;
    assert!(
        matches!(outcome, Outcome::Passed | Outcome::TimedOut { .. }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_silenced_panic_is_a_failure_all_the_same() {
    let silence = r#"std::panic::set_hook(Box::new(|_| {})); if true { panic!("unheard") }"#;
    let checked = verdict_on(silence).await;
    failed_with(&checked, GUARDED, &Outcome::Failed);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_process_is_left_behind() {
    // A duration that nobody else sleeps for marks the process.
    let children = r#"let mut child = std::process::Command::new("sleep").arg("86413.25").spawn().unwrap();
                      child.wait().unwrap();"#;
    let checked = verdict_on(children).await;
    failed_with(&checked, GUARDED, &Outcome::TimedOut { limit_seconds: 2 });
    let alive = || {
        std::fs::read_dir("/proc")
            .expect("this is Linux")
            .flatten()
            .any(|process| {
                // A process that has ended is a zombie, without a command line, until init reaps it.
                std::fs::read(process.path().join("cmdline"))
                    .is_ok_and(|line| line.windows(8).any(|part| part == b"86413.25"))
            })
    };
    let start = Instant::now();
    while alive() {
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "a process outlived its test"
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_does_not_parse_is_shown_in_the_learners_file() {
    let workshop = Workshop::enter().await;
    let exercise = workshop.exercise(ID, LIMIT);
    let checked = workshop
        .check(&exercise, b"//! x\n\npub fn serve( {\n")
        .await;
    assert_eq!(
        checked.ended.verdict,
        Verdict::DoesNotCompile,
        "{checked:#?}"
    );
    let first = checked.diagnostics.first().expect("the compiler says why");
    let place = first.place.as_ref().expect("and where");
    assert!(first.error && first.in_exercise, "{first:#?}");
    assert_eq!(
        (place.file.as_str(), place.line),
        ("exercises/ch01-defer-drop/ex02_underscore.rs", 3)
    );
    assert!(
        first.rendered.contains("ex02_underscore.rs"),
        "{}",
        first.rendered
    );
    assert!(!first.rendered.contains("tests/.."), "{}", first.rendered);
}

#[tokio::test]
async fn one_broken_file_does_not_stop_the_others() {
    let workshop = Workshop::enter().await;
    let broken = workshop.exercise(ID, LIMIT);
    let file = workshop.scratch.root().join(broken.file());
    std::fs::write(&file, "this is no Rust at all").expect("written");
    let other = workshop.exercise("ch01-defer-drop/ex04_unwind", LIMIT);
    let wrong = include_str!("../../exercises/ch01-defer-drop/wrong/ex04_unwind/not_counted.rs");
    let mended = wrong.replace(
        "let _ = self.activate()?;",
        "let _active = self.activate()?;",
    );
    let checked = workshop.check(&other, mended.as_bytes()).await;
    assert_eq!(checked.ended.verdict, Verdict::Passed, "{checked:#?}");
}

#[tokio::test]
async fn a_changed_signature_is_an_error_outside_the_learners_file() {
    let workshop = Workshop::enter().await;
    let exercise = workshop.exercise(ID, LIMIT);
    let renamed = answer("").replace("pub fn serve<", "pub fn serve_all<");
    let checked = workshop.check(&exercise, renamed.as_bytes()).await;
    assert_eq!(
        checked.ended.verdict,
        Verdict::DoesNotCompile,
        "{checked:#?}"
    );
    assert!(
        checked
            .diagnostics
            .iter()
            .any(|it| it.error && !it.in_exercise),
        "{checked:#?}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_text_is_a_verdict() {
    let workshop = Workshop::enter().await;
    let exercise = workshop.exercise(ID, LIMIT);
    let checked = workshop.check(&exercise, b"//! \xff\xfe\n").await;
    assert_eq!(
        checked.ended.verdict,
        Verdict::DoesNotCompile,
        "{checked:#?}"
    );
    let said = checked.diagnostics.first().expect("the compiler says why");
    assert!(said.rendered.contains("UTF-8"), "{}", said.rendered);
}

#[tokio::test]
async fn a_file_that_is_gone_is_a_verdict_that_says_so() {
    let workshop = Workshop::enter().await;
    let exercise = workshop.exercise(ID, LIMIT);
    let file = workshop.scratch.root().join(exercise.file());
    let stub = std::fs::read(&file).expect("read");
    std::fs::remove_file(&file).expect("removed");
    let said = workshop.command(&["check", "ex02_underscore"]).await;
    std::fs::write(&file, stub).expect("put back");
    assert!(!said.success, "{}", said.stdout);
    assert!(
        said.stdout.contains("ex02_underscore.rs is not there"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.contains("cargo workbook reset ex02_underscore"),
        "{}",
        said.stdout
    );
}

#[tokio::test]
async fn a_snapshot_cannot_be_accepted_by_its_answer() {
    let workshop = Workshop::enter().await;
    let id = "ch01-defer-drop/ex01_lifo";
    let exercise = workshop.exercise(id, LIMIT);
    let as_locals =
        include_str!("../../exercises/ch01-defer-drop/wrong/ex01_lifo/fields_like_locals.rs");
    let fields = "    _log: Line<'a>,\n    _listener: Line<'a>,\n    _connections: Line<'a>,\n";
    assert!(
        as_locals.contains(fields),
        "the answer has changed: change this test too"
    );
    let solution = as_locals.replace(
        fields,
        "    _connections: Line<'a>,\n    _listener: Line<'a>,\n    _log: Line<'a>,\n",
    );
    let wrong = solution.replace("\"five\"", "\"cinque\"");
    let checked = workshop.check(&exercise, wrong.as_bytes()).await;
    failed_with(&checked, "five_lines_last_one_first", &Outcome::Failed);
    let snapshots = workshop
        .scratch
        .root()
        .join("exercises/ch01-defer-drop/tests/snapshots");
    let names: Vec<_> = std::fs::read_dir(snapshots)
        .expect("there")
        .flatten()
        .map(|it| it.file_name())
        .collect();
    assert_eq!(
        names,
        ["five_defers.snap"],
        "nothing may be written beside the snapshot"
    );
    let checked = workshop.check(&exercise, solution.as_bytes()).await;
    assert_eq!(checked.ended.verdict, Verdict::Passed, "{checked:#?}");
}
