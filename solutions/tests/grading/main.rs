//! `cargo run -p solutions -- DIR`, run as an instructor runs it, on a class of five, contained.

#![cfg(target_os = "linux")]

mod class;
#[path = "../contained/mod.rs"]
mod contained;
mod example;
mod machines;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Output;

use rustix::process::Signal;
use solutions::result::Status;
use workbook::check::event::Outcome;

use class::{Class, EXERCISE, REPORTS, can_contain, points, results, said, succeeded, texts};

#[test]
fn a_class_is_graded_with_all_reports() {
    let Some(class) = Class::graded() else { return };
    let results = results(&class.grades());
    assert_eq!(results.graded_with.containment, "bubblewrap");
    let possible: f64 = results.exercises.iter().map(|it| it.points).sum();
    let by_id: BTreeMap<&str, _> = results
        .students
        .iter()
        .map(|it| (it.id.as_str(), it))
        .collect();
    let score = |id: &str| by_id[id].answers.iter().map(|it| it.score).sum::<f64>();
    let all_are = |id: &str, status: Status| by_id[id].answers.iter().all(|it| it.status == status);
    assert!(all_are("ada", Status::Passed), "{:#?}", by_id["ada"]);
    assert_eq!(score("ada"), possible);
    assert!(all_are("bob", Status::Untouched), "{:#?}", by_id["bob"]);
    assert_eq!(score("bob"), 0.0);
    assert!(all_are("cyd", Status::Failed), "{:#?}", by_id["cyd"]);
    assert!(score("cyd") < possible);
    assert!(all_are("eve", Status::Missing), "{:#?}", by_id["eve"]);
    assert_eq!(by_id["ada"].name.as_deref(), Some("Ada Ångström"));
    assert_eq!(by_id["cyd"].submission.as_deref(), Some("cyd.tar.gz"));
    assert_eq!(by_id["eve"].submission, None);
    for name in REPORTS {
        assert!(class.grades().join(name).exists(), "{name}");
    }
}

/// What dan hands in is made to win by something else than by being right.
#[test]
fn who_cheats_wins_nothing() {
    let Some(class) = Class::graded() else { return };
    let results = results(&class.grades());
    let dan = results.students.iter().find(|it| it.id == "dan");
    for (exercise, answer) in results.exercises.iter().zip(&dan.expect("dan").answers) {
        assert_eq!(answer.score, 0.0, "{}: {answer:?}", exercise.id);
        let judgment = answer
            .judgment
            .as_ref()
            .and_then(|it| results.judgments.get(it));
        match exercise.id.rsplit('/').next() {
            Some("ex01_lifo" | "ex02_underscore" | "ex03_scope_guard") => {
                assert_eq!(
                    answer.status,
                    Status::Refused,
                    "{}: {answer:?}",
                    exercise.id
                );
            }
            Some("ex04_unwind") => {
                let tests = &judgment.expect("it was run").tests;
                let gone = |it: &Outcome| matches!(it, Outcome::NotReported { status: Some(0) });
                assert!(tests.iter().any(|it| gone(&it.outcome)), "{tests:#?}");
            }
            _ => assert_eq!(answer.status, Status::DoesNotCompile, "{answer:?}"),
        }
    }
}

#[test]
fn what_is_there_is_not_graded_over_and_resumed_at_once() {
    let Some(class) = Class::graded() else { return };
    let grades = class.copy_of_grades("again");
    let refused = class.grade(&grades, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("--resume"), "{}", said(&refused));
    let journal = fs::read(grades.join("journal.jsonl")).expect("a journal");
    let before = texts(&grades);
    fs::remove_file(grades.join("results.json")).expect("removed");
    succeeded(&class.grade(&grades, &["--resume"]));
    assert_eq!(texts(&grades), before);
    let after = fs::read(grades.join("journal.jsonl")).expect("a journal");
    assert!(journal == after, "nothing was judged anew");
}

#[test]
fn shards_that_are_merged_are_the_whole() {
    let Some(class) = Class::graded() else { return };
    let parts = [1, 2].map(|part| {
        let folder = class.folder(&format!("part-{part}"));
        succeeded(&class.grade(&folder, &["--shard", &format!("{part}/2")]));
        folder
    });
    let merged = class.folder("merged");
    let parts: Vec<&str> = parts.iter().map(|it| it.to_str().expect("UTF-8")).collect();
    let to = merged.to_str().expect("UTF-8");
    succeeded(&class.run(&["merge", parts[0], parts[1], "--output", to]));
    assert_eq!(texts(&merged), texts(&class.grades()));
    let twice = class.folder("twice");
    let to = twice.to_str().expect("UTF-8");
    let refused = class.run(&["merge", parts[0], parts[0], "--output", to]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    let refused = class.run(&["merge", parts[0], "--output", to]);
    assert!(
        said(&refused).contains("shard 2/2 is missing"),
        "{}",
        said(&refused)
    );
    assert!(!twice.exists(), "nothing was written");
    // The first part once more, asked otherwise.
    let again = class.grade(Path::new(parts[0]), &["--shard", "2/2", "--resume"]);
    succeeded(&again);
    assert!(
        said(&again).contains("shard 2/2 in place of 1/2"),
        "{}",
        said(&again)
    );
}

#[test]
fn a_grading_that_is_killed_ends_as_one_that_is_not() {
    let Some(class) = Class::graded() else { return };
    let grades = class.folder("killed");
    for (index, times) in [1, 3, 2].into_iter().enumerate() {
        let resume: &[&str] = if index == 0 { &[] } else { &["--resume"] };
        let killed = class.grade_until(&grades, resume, times, Signal::KILL);
        assert_eq!(killed.status.signal(), Some(9), "{}", said(&killed));
        assert!(!grades.join("results.json").exists());
        // And its last line may be torn.
        let journal = grades.join("journal.jsonl");
        let mut text = fs::read(&journal).expect("a journal");
        text.extend_from_slice(b"{\"key\":\"ch01-de");
        fs::write(&journal, text).expect("written");
    }
    succeeded(&class.grade(&grades, &["--resume"]));
    assert_eq!(texts(&grades), texts(&class.grades()));
}

#[test]
fn an_interrupted_grading_says_how_to_go_on() {
    let Some(class) = Class::graded() else { return };
    let grades = class.folder("interrupted");
    let output = class.grade_until(&grades, &[], 1, Signal::INT);
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let said = said(&output);
    let hint = said.lines().last().expect("a hint");
    assert!(
        hint.starts_with("cargo run -p solutions -- ") && hint.ends_with(" --resume"),
        "{said}"
    );
    succeeded(&class.grade(&grades, &["--resume"]));
    assert_eq!(texts(&grades), texts(&class.grades()));
}

#[test]
fn hidden_tests_bring_points_and_must_be_good_for_something() {
    let Some(class) = Class::graded() else { return };
    let hidden = class.folder("hidden");
    let file = hidden.join("ch01-defer-drop/tests/ex02_underscore_hidden.rs");
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    let with = |body: &str| {
        let text = format!(
            "//! Points: 4\n\n#[cfg_attr(not(solution), path = \"../ex02_underscore.rs\")]\n\
             #[cfg_attr(solution, path = \"../../../solutions/ch01-defer-drop/ex02_underscore.rs\")]\n\
             mod exercise;\n\nuse exercise::{{Gate, serve}};\n\n\
             /// Whoever is served is inside.\n#[support::test]\nfn is_inside() {{\n    {body}\n}}\n"
        );
        fs::write(&file, text).expect("written");
    };
    let grade = |name: &str| -> (Output, std::path::PathBuf) {
        let grades = class.folder(name);
        let hidden = hidden.to_str().expect("UTF-8");
        let output = class.grade(&grades, &["--hidden", hidden, "--exercises", EXERCISE]);
        (output, grades)
    };
    with("let gate = Gate::default();\n    assert_eq!(serve(&gate, || gate.inside()), 1);");
    let (output, grades) = grade("with-hidden");
    succeeded(&output);
    let found = results(&grades);
    let own = points(EXERCISE);
    assert_eq!(found.exercises[0].points, own + 4.0);
    let ada = found.students.iter().find(|it| it.id == "ada");
    assert_eq!(ada.expect("ada").answers[0].score, own + 4.0);

    for (name, body, why) in [
        ("no-use", "let _ = Gate::default();", "passes all tests"),
        (
            "too-much",
            "assert_eq!(Gate::default().inside(), 1);",
            "must pass on",
        ),
        (
            "no-rust",
            "no_such_function();",
            "does not compile with the stub",
        ),
    ] {
        with(body);
        let (output, _) = grade(name);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
        assert!(said(&output).contains(why), "{name}: {}", said(&output));
    }
    fs::rename(&file, hidden.join("ch01-defer-drop/tests/ex99_none.rs")).expect("renamed");
    let (output, _) = grade("no-exercise");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("ex99_none.rs"), "{}", said(&output));
}

#[test]
fn what_an_instructor_mistakes_is_said_at_once() {
    if !can_contain() {
        return;
    }
    let class = Class::new();
    let missing = Path::new("/no/such/folder");
    let inside = class.submissions().join("grades");
    for (arguments, why) in [
        (vec!["--shard", "3/2"], "1/4 to 4/4"),
        (vec!["--exercises", "ch77"], "ch77"),
        (
            vec!["--roster", "/no/such/roster.csv"],
            "/no/such/roster.csv",
        ),
        (vec!["--hidden", "/no/such/tests"], "/no/such/tests"),
        (vec!["--jobs", "0"], "--jobs"),
        (
            vec!["--exercises", "ch18", "--leave-out", "ch18"],
            "name one that is graded",
        ),
    ] {
        let output = class.grade(&class.folder("mistaken"), &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            said(&output).contains(why),
            "{arguments:?}: {}",
            said(&output)
        );
    }
    let elsewhere = tempfile::tempdir().expect("a folder");
    let bob = class.submissions().join("bob");
    let above = class.folder(".");
    for (folder, why) in [
        (&bob, "is the folder of one student"),
        (&above, "nobody on the roster"),
    ] {
        let roster = class.folder("roster.csv");
        let [folder, roster] = [folder, &roster].map(|it| it.to_str().expect("UTF-8"));
        let output = elsewhere.path().join("grades");
        let output = output.to_str().expect("UTF-8");
        let arguments = [
            folder,
            "--roster",
            roster,
            "--exercises",
            EXERCISE,
            "--output",
            output,
        ];
        let output = class.run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{folder}");
        assert!(said(&output).contains(why), "{folder}: {}", said(&output));
    }
    let (submissions, mistaken) = (class.submissions(), class.folder("mistaken"));
    let [submissions, mistaken] = [&submissions, &mistaken].map(|it| it.to_str().expect("UTF-8"));
    let bound = ["--containment", "landlock", "--exercises", "ch18"];
    let output = class.run(&[&[submissions, "--output", mistaken], &bound[..]].concat());
    let without = "--leave-out ch18-limits/ex03_emfile,ch18-limits/ex04_count";
    // Where there is no Landlock, that is what is said.
    let no_landlock = said(&output).contains("security/lsm");
    assert!(
        no_landlock || said(&output).contains(without),
        "{}",
        said(&output)
    );
    let output = class.grade(&inside, &[]);
    assert!(said(&output).contains("inside of"), "{}", said(&output));
    let output = class.run(&[missing.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("/no/such/folder"),
        "{}",
        said(&output)
    );
    assert!(!class.folder("mistaken").exists(), "nothing was written");
}
