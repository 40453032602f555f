//! Whole gradings, by a judge that reads the verdict off the answer.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use workbook::check::Checked;
use workbook::check::event::{Diagnostic, Ended, Outcome, Panic, Tested, Verdict};

use super::*;
use crate::course_for_tests::{Course as Files, EXERCISES};
use crate::hidden::HiddenTests;
use crate::result::GradedWith;

/// An answer passes the tests that it says it passes.
#[derive(Default)]
struct Fake {
    /// What was judged, in that order.
    judged: RefCell<Vec<String>>,
    /// How often something that cannot be judged cannot be.
    fails: usize,
}

impl Judge for Fake {
    async fn judge(&self, exercise: &Exercise, answer: &str, suites: &[Suite]) -> Judged {
        // So that answers overtake each other, and a grading can be dropped between any two.
        for _ in 0..answer.len() % 7 {
            tokio::task::yield_now().await;
        }
        let name = format!("{} {}", exercise.id(), answer.trim());
        let before = self
            .judged
            .borrow()
            .iter()
            .filter(|it| **it == name)
            .count();
        self.judged.borrow_mut().push(name);
        let says = |what: &str| answer.contains(what);
        let passes = |test: &str| says("all pass") || says(&format!("{test} passes"));
        let tested = suites.iter().flat_map(|it| &it.tests).map(|test| Tested {
            target: test.target.clone(),
            name: test.name.clone(),
            outcome: match passes(&test.name) {
                true => Outcome::Passed,
                false => Outcome::Failed,
            },
            seconds: before as f64 + 0.25,
            panics: vec![Panic {
                thread: "main".to_owned(),
                file: "a.rs".to_owned(),
                line: 1,
                column: 1,
                message: answer.to_owned(),
            }],
            output: format!("thread 'main' ({}) panicked at a.rs", before + answer.len()),
            output_cut: 0,
            explored: None,
            preemptions: None,
            interleaving: None,
            replay: None,
        });
        let mut tested: Vec<Tested> = tested.collect();
        let verdict = if says("no Rust") {
            tested.clear();
            Verdict::DoesNotCompile
        } else if says("broken machine") && before < self.fails {
            tested.clear();
            Verdict::NotChecked
        } else if tested.iter().all(|it| it.outcome == Outcome::Passed) {
            Verdict::Passed
        } else {
            Verdict::Failed
        };
        if says("loses a test") {
            tested.remove(0);
        }
        Judged {
            checked: Checked {
                ended: Ended {
                    exercise: exercise.id(),
                    verdict,
                    reason: (verdict == Verdict::NotChecked).then(|| "out of paper".to_owned()),
                    passed: 0,
                    tests: suites.len(),
                    seconds: 7.0,
                },
                diagnostics: vec![Diagnostic {
                    error: verdict == Verdict::DoesNotCompile,
                    code: None,
                    message: "says so".to_owned(),
                    place: None,
                    in_exercise: true,
                    rendered: "says so".to_owned(),
                }],
                tested,
            },
            foreign: match says("reads secrets") {
                true => vec!["/etc/passwd".to_owned()],
                false => Vec::new(),
            },
        }
    }
}

/// A course, submissions to it, and where their grading goes.
struct Desk {
    files: Files,
    hidden: bool,
}

impl Desk {
    fn new() -> Self {
        Self {
            files: Files::new(),
            hidden: false,
        }
    }

    /// With a class in which everything happens.
    fn with_class() -> Self {
        let desk = Self::new();
        let answers = [
            "all pass",
            "first passes",
            "first passes, third passes",
            "no Rust",
            "reads secrets",
            "loses a test, all pass",
            "extern",
            "third passes",
            "// third passes\n",
            "nothing",
        ];
        for student in 0..17 {
            for (index, exercise) in EXERCISES.iter().enumerate() {
                let answer = answers[(student * 7 + index * 3) % answers.len()];
                if (student + index) % 11 != 5 {
                    desk.submit(&format!("s{student:02}"), exercise, answer);
                }
            }
        }
        fs::write(desk.class_folder().join("s90.zip"), "no zip").expect("written");
        desk
    }

    fn class_folder(&self) -> PathBuf {
        self.files.root().join("class")
    }

    fn submit(&self, student: &str, exercise: &str, answer: &str) {
        self.files
            .write(&format!("class/{student}/{exercise}.rs"), answer);
    }

    fn hide(&mut self, path: &str, points: u32, text: &str) {
        let (chapter, name) = path.split_once('/').expect("a chapter and a name");
        let exercise: String = name.splitn(3, '_').take(2).collect::<Vec<_>>().join("_");
        let head = Files::head(chapter, &exercise);
        let text = format!("//! Hidden.\n//! Points: {points}\n\n{head}{text}");
        self.files
            .write(&format!("hidden/{chapter}/tests/{name}.rs"), &text);
        self.hidden = true;
    }

    fn course(&self) -> Course {
        let catalog = self.files.catalog();
        let hidden = match self.hidden {
            true => HiddenTests::read(&self.files.root().join("hidden"), &catalog).expect("hidden"),
            false => HiddenTests::default(),
        };
        let machine = Machine {
            toolchain: "rustc 1.0".to_owned(),
            containment: "none".to_owned(),
        };
        let exercises: Vec<&Exercise> = catalog.exercises().collect();
        let suites = |exercise: &Exercise| {
            Ok(vec![Suite {
                target: exercise.name.clone(),
                tests: catalog.tests(exercise)?,
                text: String::new(),
                hidden: false,
            }])
        };
        Course::new(
            &catalog,
            &exercises,
            &Files::stubs(),
            &hidden,
            machine,
            suites,
        )
        .expect("a course")
    }

    fn output(&self, name: &str) -> PathBuf {
        self.files.root().join(name)
    }

    async fn try_grade(&self, judge: &Fake, to: &str, shard: Shard) -> anyhow::Result<Results> {
        let mut class = Class::find(&self.class_folder(), None)?;
        class.students = shard.of(class.students).collect();
        let mut output = Output::open(&self.output(to), true)?;
        let wanted = Wanted::new(&self.files.catalog());
        let progress = Progress::hidden();
        grade(
            &self.course(),
            &class,
            &wanted,
            judge,
            &mut output,
            &progress,
        )
        .await
    }

    async fn grade(&self, to: &str) -> Results {
        let judge = Fake::default();
        self.try_grade(&judge, to, Shard::ALL)
            .await
            .expect("graded")
    }
}

fn json(results: &Results) -> String {
    serde_json::to_string_pretty(results).expect("JSON")
}

fn answer<'a>(results: &'a Results, student: &str, exercise: &str) -> &'a Answer {
    let index = results
        .exercises
        .iter()
        .position(|it| it.id == exercise)
        .expect(exercise);
    let student = results
        .students
        .iter()
        .find(|it| it.id == student)
        .expect(student);
    &student.answers[index]
}

#[tokio::test]
async fn every_kind_of_answer_stands_and_scores_as_it_should() {
    let desk = Desk::new();
    let exercise = "ch02-d/ex01_e";
    let cases = [
        ("all", "all pass", Status::Passed, 3.0),
        ("one", "first passes, third passes", Status::Failed, 1.5),
        ("broke", "first passes", Status::Failed, 0.0),
        ("stub", "// third passes\n", Status::Untouched, 0.0),
        (
            "windows",
            "\u{feff}// third passes\r\n",
            Status::Untouched,
            0.0,
        ),
        ("comment", "// third passes, too\n", Status::Failed, 0.0),
        ("syntax", "no Rust", Status::DoesNotCompile, 0.0),
        ("spy", "all pass, reads secrets", Status::Refused, 0.0),
        ("unsafe", "all pass; extern", Status::Refused, 0.0),
        ("nul", "all pass \0", Status::Refused, 0.0),
        ("lost", "all pass, loses a test", Status::Failed, 1.5),
    ];
    for (student, text, ..) in cases {
        desk.submit(student, exercise, text);
    }
    // Where the compiler forbids unsafe code, words are just words.
    desk.submit("unsafe", "ch01-a/ex01_b", "all pass; extern");
    let results = desk.grade("out").await;
    for (student, text, status, score) in cases {
        let answer = answer(&results, student, exercise);
        assert_eq!(
            (answer.status, answer.score),
            (status, score),
            "{student}: {text}"
        );
        assert_eq!(
            answer.reason.is_some(),
            status == Status::Refused,
            "{student}"
        );
    }
    assert_eq!(answer(&results, "unsafe", "ch01-a/ex01_b").score, 3.0);
    assert_eq!(
        answer(&results, "all", "ch01-a/ex01_b").status,
        Status::Missing
    );
    let reason = |student| {
        answer(&results, student, exercise)
            .reason
            .clone()
            .unwrap_or_default()
    };
    assert!(reason("spy").contains("/etc/passwd"), "{}", reason("spy"));
    assert!(
        reason("unsafe").contains("`extern` in line 1"),
        "{}",
        reason("unsafe")
    );
    assert!(reason("nul").contains("value 0"), "{}", reason("nul"));
    let assignment = &results.exercises[2];
    let worth: Vec<_> = assignment
        .tests
        .iter()
        .map(|it| (it.points, it.penalty))
        .collect();
    assert_eq!(worth, [(1.5, 0.0), (1.5, 0.0), (0.0, 1.5)]);
    assert_eq!(
        (assignment.points, assignment.chapter.as_str()),
        (3.0, "Title of ch02-d")
    );
    // A refusal has its key, so that whoever looks sees the text.
    let key = answer(&results, "unsafe", exercise)
        .judgment
        .as_ref()
        .expect("a key");
    assert_eq!(results.judgments[key].status, Status::Refused);
}

#[tokio::test]
async fn the_same_answer_is_judged_once_and_a_stub_never_for_a_student() {
    let desk = Desk::new();
    for student in 0..20 {
        desk.submit(&format!("s{student}"), "ch01-a/ex01_b", "all pass");
        desk.submit(&format!("s{student}"), "ch01-a/ex02_c", "all pass");
        desk.submit(
            &format!("s{student}"),
            "ch02-d/ex01_e",
            "// third passes\r\n",
        );
    }
    let judge = Fake::default();
    let first = desk
        .try_grade(&judge, "out", Shard::ALL)
        .await
        .expect("graded");
    let mut judged = judge.judged.take();
    judged.sort();
    let mut expected: Vec<String> = EXERCISES
        .iter()
        .map(|it| format!("{it} // third passes"))
        .collect();
    expected.extend([
        "ch01-a/ex01_b all pass".to_owned(),
        "ch01-a/ex02_c all pass".to_owned(),
    ]);
    expected.sort();
    assert_eq!(judged, expected);
    // And with what is kept, nothing is judged at all.
    let again = desk
        .try_grade(&judge, "out", Shard::ALL)
        .await
        .expect("graded");
    assert_eq!(judge.judged.take(), [""; 0]);
    assert_eq!(json(&again), json(&first));
}

#[tokio::test]
async fn what_cannot_be_judged_is_tried_again_and_not_kept() {
    let desk = Desk::new();
    desk.submit("ada", "ch01-a/ex01_b", "broken machine, all pass");
    let judge = Fake {
        fails: 3,
        ..Fake::default()
    };
    let results = desk
        .try_grade(&judge, "out", Shard::ALL)
        .await
        .expect("graded");
    let ada = answer(&results, "ada", "ch01-a/ex01_b");
    assert_eq!(ada.status, Status::NotGraded);
    assert_eq!(ada.reason.as_deref(), Some("out of paper"));
    // The third try fails as well, the fourth does not.
    let results = desk
        .try_grade(&judge, "out", Shard::ALL)
        .await
        .expect("graded");
    assert_eq!(
        answer(&results, "ada", "ch01-a/ex01_b").status,
        Status::Passed
    );
    assert_eq!(json(&results), json(&desk.grade("other").await));
}

#[tokio::test]
async fn other_tests_or_another_stub_make_verdicts_void_where_they_matter() {
    let desk = Desk::new();
    for exercise in EXERCISES {
        desk.submit("ada", exercise, "all pass");
    }
    let first = desk.grade("out").await;
    let judged = async || {
        let judge = Fake::default();
        let results = desk
            .try_grade(&judge, "out", Shard::ALL)
            .await
            .expect("graded");
        (judge.judged.take().len(), results.graded_with)
    };
    assert_eq!(judged().await, (0, first.graded_with.clone()));
    // A learner's own file is nothing to it.
    desk.files.write("exercises/ch01-a/ex01_b.rs", "solved");
    assert_eq!(judged().await, (0, first.graded_with.clone()));
    let test = "exercises/ch01-a/tests/ex01_b.rs";
    let text = fs::read_to_string(desk.files.root().join(test)).expect("read");
    desk.files.write(test, &(text + "// changed\n"));
    let (count, with) = judged().await;
    assert_eq!(count, 4, "both exercises of the chapter, and their stubs");
    assert_ne!(with, first.graded_with);
    desk.files
        .write("exercises/support/src/lib.rs", "//! changed");
    assert_eq!(judged().await.0, 8);
}

#[tokio::test]
async fn a_grading_that_was_killed_ends_in_the_same_bytes() {
    let desk = Desk::with_class();
    let whole = json(&desk.grade("whole").await);
    let journal = fs::read(desk.output("whole/journal.jsonl")).expect("read");
    let lines = journal.iter().filter(|it| **it == b'\n').count();
    assert!(lines > 20, "{lines} answers were judged");
    // Numbers that look like chance, and are the same every time.
    let mut chance = 12_345_u64;
    let mut below = |limit: usize| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (chance >> 33) as usize % limit
    };
    for round in 0..25 {
        let to = format!("killed{round}");
        // Dropped at some point, three times, and the last line torn each time.
        for _ in 0..3 {
            let judge = Fake::default();
            let mut grading = Box::pin(desk.try_grade(&judge, &to, Shard::ALL));
            for _ in 0..below(120) {
                let poll = futures_util::poll!(&mut grading);
                if poll.is_ready() {
                    break;
                }
            }
            drop(grading);
            let path = desk.output(&to).join("journal.jsonl");
            if let Ok(bytes) = fs::read(&path)
                && !bytes.is_empty()
            {
                let torn = &bytes[..bytes.len() - below(bytes.len().min(300))];
                fs::write(&path, torn).expect("written");
            }
        }
        assert_eq!(json(&desk.grade(&to).await), whole, "round {round}");
    }
}

#[tokio::test]
async fn shards_merged_are_the_whole() {
    let desk = Desk::with_class();
    let whole = desk.grade("whole").await;
    for parts in [1, 2, 3, 20] {
        let mut results = Vec::new();
        for part in 1..=parts {
            let name = format!("{part}of{parts}");
            let shard = format!("{part}/{parts}").parse().expect("a shard");
            let judge = Fake::default();
            let graded = desk.try_grade(&judge, &name, shard).await.expect("graded");
            // As it comes from the disk.
            let read = serde_json::from_str(&json(&graded)).expect("results");
            results.push((name, read));
        }
        results.reverse();
        let (merged, disputed) = merge(results).expect("merged");
        assert_eq!(json(&merged), json(&whole), "{parts}");
        assert_eq!(disputed, [""; 0]);
    }
}

#[tokio::test]
async fn what_does_not_belong_together_is_not_merged() {
    #[track_caller]
    fn refused(a: &Results, b: Results, what: &str) {
        let parts = vec![("a".to_owned(), a.clone()), ("b".to_owned(), b)];
        let error = merge(parts).expect_err(what).to_string();
        assert!(error.contains(what), "{error}");
    }
    let desk = Desk::new();
    desk.submit("ada", "ch01-a/ex01_b", "first passes");
    let ada = desk.grade("out").await;
    refused(&ada, ada.clone(), "the student `ada` is in a and in b");
    let mut bob = ada.clone();
    bob.students[0].id = "bob".to_owned();
    let with = |change: fn(&mut Results)| {
        let mut changed = bob.clone();
        change(&mut changed);
        changed
    };
    refused(
        &ada,
        with(|it| it.version = 7),
        "b has version 7 of the format",
    );
    refused(
        &ada,
        with(|it| it.exercises.truncate(1)),
        "they are of different exercises",
    );
    refused(
        &ada,
        with(|it| {
            it.graded_with = GradedWith {
                toolchain: "rustc 2.0".to_owned(),
                containment: "none".to_owned(),
                course: "0123456789".to_owned(),
            };
        }),
        "and with rustc 2.0, none, tests 01234567…",
    );
    // Judged better there: that holds for both, in whichever order they come.
    let better = with(|it| {
        for judgment in it.judgments.values_mut() {
            judgment.score = 2.5;
        }
    });
    let part = |name: &str, results: &Results| (name.to_owned(), results.clone());
    let (one, disputed) = merge(vec![part("a", &ada), part("b", &better)]).expect("merged");
    let (other, _) = merge(vec![part("b", &better), part("a", &ada)]).expect("merged");
    assert_eq!(json(&one), json(&other));
    assert_eq!(disputed.len(), 1);
    assert!(one.students.iter().all(|it| it.answers[0].score == 2.5));
}

const HIDDEN: &str = "\n/// It holds.\n#[support::test]\nfn dark() {}\n";

#[tokio::test]
async fn hidden_tests_bring_points_of_their_own() {
    let mut desk = Desk::new();
    desk.hide("ch01-a/ex01_b_more", 4, HIDDEN);
    desk.submit(
        "ada",
        "ch01-a/ex01_b",
        "first passes, second passes, third passes",
    );
    desk.submit("bob", "ch01-a/ex01_b", "all pass");
    let results = desk.grade("out").await;
    let ada = answer(&results, "ada", "ch01-a/ex01_b");
    assert_eq!((ada.status, ada.score), (Status::Failed, 3.0));
    let bob = answer(&results, "bob", "ch01-a/ex01_b");
    assert_eq!((bob.status, bob.score), (Status::Passed, 7.0));
    let hidden: Vec<_> = results.exercises[0]
        .tests
        .iter()
        .map(|it| (it.hidden, it.points))
        .collect();
    assert_eq!(
        hidden,
        [(false, 1.5), (false, 1.5), (false, 0.0), (true, 4.0)]
    );
    assert_eq!(results.exercises[0].points, 7.0);
}

#[tokio::test]
async fn hidden_tests_that_hold_nothing_are_refused() {
    let mut desk = Desk::new();
    desk.submit("ada", "ch01-a/ex01_b", "all pass");
    let third = "\n/// As the stub.\n#[support::test]\nfn third() {}\n";
    desk.hide("ch01-a/ex01_b_more", 4, third);
    let judge = Fake::default();
    let refused = |to: &'static str| desk.try_grade(&judge, to, Shard::ALL);
    let error = refused("a").await.expect_err("refused").to_string();
    assert!(
        error.contains("the stub of ch01-a/ex01_b passes all tests of this file"),
        "{error}"
    );
    desk.hide("ch01-a/ex01_b_more", 4, HIDDEN);
    desk.files.write(
        "solutions/ch01-a/ex01_b.rs",
        "first passes, second passes, third passes",
    );
    let refused = |to: &'static str| desk.try_grade(&judge, to, Shard::ALL);
    let error = refused("b").await.expect_err("refused").to_string();
    assert!(
        error.contains("it fails `dark` in ex01_b_more.rs"),
        "{error}"
    );
    desk.files.write("solutions/ch01-a/ex01_b.rs", "all pass");
    desk.grade("c").await;
}

#[test]
fn an_output_folder_is_never_mistaken() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("grades");
    let error = |at: &Path, resume| Output::open(at, resume).expect_err("refused").to_string();
    drop(Output::open(&at, false).expect("a new one"));
    drop(Output::open(&at, false).expect("nothing was found yet"));
    fs::write(at.join("journal.jsonl"), "a line").expect("written");
    assert!(error(&at, false).contains("add --resume"));
    drop(Output::open(&at, true).expect("resumed"));
    assert!(error(folder.path(), false).contains("holds files that are of no grading"));
    assert!(error(folder.path(), true).contains("holds files that are of no grading"));
    fs::write(folder.path().join("file"), "").expect("written");
    assert!(error(&folder.path().join("file"), false).contains("is a file"));
}

#[tokio::test]
async fn a_text_that_was_changed_is_not_judged() {
    let desk = Desk::new();
    desk.submit("ada", "ch01-a/ex01_b", "nothing");
    let text = digest::of_text("nothing");
    desk.files
        .write(&format!("out/answers/{text}.rs"), "all pass");
    desk.files.write("out/journal.jsonl", "");
    let judge = Fake::default();
    let error = desk
        .try_grade(&judge, "out", Shard::ALL)
        .await
        .expect_err("refused");
    assert!(
        error.to_string().contains("is not what its name says"),
        "{error}"
    );
}
