//! The subcommands, run as a person would run them.

use std::fs;

use workbook::check::event::{Event, VERSION, Verdict};

use crate::answers::answer;
use crate::tree::{Copy, Workshop, root};

const FILE: &str = "exercises/ch01-defer-drop/ex02_underscore.rs";

#[tokio::test]
async fn check_prints_its_events_as_json() {
    let workshop = Workshop::enter().await;
    let said = workshop
        .command(&["check", "--json", "ex02_underscore"])
        .await;
    assert!(!said.success, "the stub does not pass");
    let events: Vec<Event> = said
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let Some(Event::Started {
        version,
        exercise,
        file,
        tests,
    }) = events.first()
    else {
        panic!("{events:#?}");
    };
    assert_eq!(
        (*version, exercise.as_str()),
        (VERSION, "ch01-defer-drop/ex02_underscore")
    );
    assert_eq!((file.as_str(), tests.len()), (FILE, 6));
    let Some(Event::Ended(ended)) = events.last() else {
        panic!("{events:#?}")
    };
    assert_eq!(
        (ended.verdict, ended.passed, ended.tests),
        (Verdict::Failed, 2, 6)
    );
    let tested = events
        .iter()
        .filter(|event| matches!(event, Event::Tested(_)))
        .count();
    assert_eq!(tested, 6, "every test ends in one event");
    assert!(!said.stdout.contains('\u{1b}'), "JSON has no colors");
}

#[test]
fn the_events_on_the_page_are_events() {
    let page = include_str!("../../book/command.md");
    let block = page
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let lines: Vec<&str> = block.expect("the page shows events").lines().collect();
    assert!(lines.len() >= 5, "{lines:#?}");
    for line in lines {
        let event: Event =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let again = serde_json::to_value(&event).expect("an event is data");
        let shown: serde_json::Value = serde_json::from_str(line).expect("it was just read");
        assert_eq!(
            again, shown,
            "the page has fields that the event has not, or the other way"
        );
    }
}

#[tokio::test]
async fn check_tells_a_person_what_failed_and_where() {
    let workshop = Workshop::enter().await;
    let said = workshop.command(&["check", "ch01/ex02"]).await;
    for part in [
        "✗ serve_guards_its_handler",
        "While the handler of `serve` runs, one is inside.",
        "the handler ran after its pass was dropped",
        "at exercises/ch01-defer-drop/tests/ex02_underscore.rs:",
        "✓ the_pass_ends_with_the_handler",
        "✗ not yet ch01-defer-drop/ex02_underscore: 2 of 6 tests pass",
    ] {
        assert!(
            said.stdout.contains(part),
            "`{part}` is not in:\n{}",
            said.stdout
        );
    }
    assert!(!said.stdout.contains('\u{1b}'), "a pipe gets no colors");
    assert_eq!(said.stderr, "", "and no spinner");
}

#[tokio::test]
async fn withheld_solutions_are_neither_promised_nor_verified() {
    let copy = Copy::new();
    let solution = copy.command(&["solution", "ex02_underscore"]).await;
    let verify = copy.command(&["verify"]).await;
    for said in [solution, verify] {
        assert!(
            !said.success && said.stderr.contains("withheld") && !said.stderr.contains("--peek"),
            "{}",
            said.stderr
        );
    }
}

#[tokio::test]
async fn a_pass_is_remembered_and_opens_the_solution() {
    let workshop = Workshop::enter().await;
    let solutions = workshop.scratch.root().join("solutions/ch01-defer-drop");
    fs::create_dir_all(&solutions).expect("made");
    fs::write(solutions.join("ex02_underscore.rs"), answer("")).expect("written");
    let refused = workshop.command(&["solution", "ex02_underscore"]).await;
    assert!(
        !refused.success && refused.stderr.contains("has not passed yet"),
        "{}",
        refused.stderr
    );
    let peek = workshop
        .command(&["solution", "ex02_underscore", "--peek"])
        .await;
    assert!(
        peek.success && peek.stdout.contains("+     let _pass = gate.enter();"),
        "{}",
        peek.stdout
    );

    let stub = fs::read(workshop.scratch.root().join(FILE)).expect("read");
    fs::write(workshop.scratch.root().join(FILE), answer("")).expect("written");
    let passed = workshop.command(&["check", "ex02_underscore"]).await;
    assert!(
        passed.success && passed.stdout.contains("✓ solved"),
        "{}",
        passed.stdout
    );
    let solution = workshop.command(&["solution", "ex02_underscore"]).await;
    assert!(
        solution.stdout.contains("are the same"),
        "{}",
        solution.stdout
    );
    let progress = workshop.command(&["progress"]).await;
    assert!(progress.stdout.contains("1 of 5"), "{}", progress.stdout);
    let list = workshop.command(&["list"]).await;
    assert!(list.stdout.contains("✓ ex02_underscore"), "{}", list.stdout);

    fs::write(workshop.scratch.root().join(FILE), stub).expect("written");
}

#[tokio::test]
async fn hints_come_one_by_one_and_are_counted() {
    let copy = Copy::new();
    let first = copy.command(&["hint", "ex02_underscore"]).await.stdout;
    assert!(
        first.contains("hint 1 of 3") && first.contains("2 more are left"),
        "{first}"
    );
    let second = copy.command(&["hint", "ex02_underscore"]).await.stdout;
    assert!(
        second.contains("hint 2 of 3") && second.contains("One more is left"),
        "{second}"
    );
    let third = copy.command(&["hint", "ex02_underscore"]).await.stdout;
    assert!(
        third.contains("hint 3 of 3") && third.contains("last one"),
        "{third}"
    );
    let all = copy.command(&["hint", "ex02_underscore"]).await.stdout;
    assert!(
        all.contains("hint 1 of 3") && all.contains("hint 3 of 3"),
        "{all}"
    );
    let again = copy
        .command(&["hint", "ex02_underscore", "--again"])
        .await
        .stdout;
    assert!(
        again.contains("hint 1 of 3") && !again.contains("hint 2 of 3"),
        "{again}"
    );
}

#[tokio::test]
async fn reset_keeps_every_version() {
    let copy = Copy::new();
    let stub = copy.read(FILE);
    copy.write(FILE, "my first try\n");
    let said = copy.command(&["reset", "ex02_underscore"]).await.stdout;
    assert!(said.contains("ex02_underscore.1.old.rs"), "{said}");
    copy.write(FILE, "my second try\n");
    copy.command(&["reset", FILE]).await;
    assert_eq!(copy.read(FILE), stub);
    assert_eq!(
        copy.read("exercises/ch01-defer-drop/ex02_underscore.1.old.rs"),
        "my first try\n"
    );
    assert_eq!(
        copy.read("exercises/ch01-defer-drop/ex02_underscore.2.old.rs"),
        "my second try\n"
    );
    let untouched = copy.command(&["reset", "ex02_underscore"]).await.stdout;
    assert!(!untouched.contains("kept"), "{untouched}");
}

#[tokio::test]
async fn the_list_knows_what_was_touched() {
    let copy = Copy::new();
    let before = copy.command(&["list"]).await.stdout;
    assert!(
        before.contains("· ex01_lifo") && before.contains("← next"),
        "{before}"
    );
    copy.write(FILE, "edited\n");
    let after = copy.command(&["list"]).await.stdout;
    assert!(
        after.contains("◐ ex02_underscore") && after.contains("· ex01_lifo"),
        "{after}"
    );
}

#[tokio::test]
async fn names_that_mean_nothing_or_too_much_are_explained() {
    let copy = Copy::new();
    let unknown = copy.command(&["hint", "ex02_underscroe"]).await;
    assert!(!unknown.success);
    assert!(
        unknown.stderr.contains("did you mean") && unknown.stderr.contains("ex02_underscore"),
        "{}",
        unknown.stderr
    );
    let ambiguous = copy.command(&["hint", "ex01"]).await;
    assert!(!ambiguous.success);
    assert!(
        ambiguous
            .stderr
            .contains("ch01-defer-drop/ex01_lifo, ch02-slices-vec/ex01_append"),
        "{}",
        ambiguous.stderr
    );
}

#[tokio::test]
async fn a_broken_declaration_is_named_with_its_line() {
    let copy = Copy::new();
    let text = copy.read("exercises/ch01-defer-drop/chapter.toml");
    copy.write(
        "exercises/ch01-defer-drop/chapter.toml",
        &text.replacen("points", "pionts", 1),
    );
    let said = copy.command(&["list"]).await;
    assert!(!said.success);
    assert!(
        said.stderr
            .contains("chapter.toml:6: unknown field `pionts`"),
        "{}",
        said.stderr
    );
}

#[tokio::test]
async fn a_damaged_progress_is_kept_and_told() {
    let copy = Copy::new();
    copy.write(".workbook/progress.json", "{ half");
    let said = copy.command(&["progress"]).await;
    assert!(
        said.success && said.stderr.contains("progress.damaged-1.json"),
        "{}",
        said.stderr
    );
    assert_eq!(copy.read(".workbook/progress.damaged-1.json"), "{ half");
    // A command that writes it finds it just as damaged.
    copy.write(".workbook/progress.json", "");
    let said = copy.command(&["hint", "ex01_lifo"]).await;
    assert!(
        said.success && said.stderr.contains("progress.damaged-2.json"),
        "{}",
        said.stderr
    );
}

#[tokio::test]
async fn outside_of_a_workbook_the_command_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = crate::tree::command(folder.path(), None, &["list"]).await;
    assert!(
        !said.success && said.stderr.contains("is not inside the workbook"),
        "{}",
        said.stderr
    );
}

#[tokio::test]
async fn build_does_not_empty_a_folder_of_something_else() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("thesis.txt"), "years").expect("written");
    let output = folder.path().to_string_lossy().into_owned();
    let said = crate::tree::command(root(), None, &["build", "--output", &output]).await;
    assert!(
        !said.success && said.stderr.contains("would be emptied"),
        "{}",
        said.stderr
    );
    assert!(folder.path().join("thesis.txt").exists());
}

#[tokio::test]
async fn completions_are_printed_for_every_shell() {
    let copy = Copy::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = copy.command(&["completions", shell]).await;
        assert!(
            said.success && said.stdout.contains("workbook"),
            "{shell}: {}",
            said.stderr
        );
    }
}
