//! An exercise under the model: what its failure looks like, and what becomes of the schedule later.

use std::fs;
use std::path::PathBuf;

use crate::tree::{Copy, Workshop};

const NAME: &str = "ex01_count";

const PARTS: [(&str, &str); 4] = [
    (
        "Cargo.toml",
        "[package]\nname = \"ch90-models\"\nedition.workspace = true\npublish.workspace = true\n\n\
         [dev-dependencies]\nsupport.workspace = true\n\n[lints]\nworkspace = true\n",
    ),
    (
        "chapter.toml",
        "title = \"Models\"\n\n[[exercise]]\nname = \"ex01_count\"\ntitle = \"Count\"\npoints = 1\n\
         kind = \"model\"\nunsolved = \"wrong\"\nhints = [\"Once more.\"]\n",
    ),
    (
        "tests/ex01_count.rs",
        "//! Two threads count to two.\n\nuse std::sync;\n\n#[path = \"../ex01_count.rs\"]\nmod exercise;\n\n\
         /// One thread counts to one.\n#[support::test]\nfn one_counts() {\n    \
         let count = exercise::Count::new();\n    count.add();\n    assert_eq!(count.get(), 1);\n}\n",
    ),
    (
        "tests/ex01_count_model.rs",
        "//! Two threads count to two, in every interleaving.\n\nuse support::{sync, thread};\n\n\
         #[path = \"../ex01_count.rs\"]\nmod exercise;\n\n\
         /// Two threads count to two.\n#[support::test]\nfn two_count() {\n    support::model(|| {\n        \
         let count = sync::Arc::new(exercise::Count::new());\n        \
         let its = sync::Arc::clone(&count);\n        \
         let other = thread::spawn(move || its.add());\n        count.add();\n        \
         other.join().unwrap();\n        assert_eq!(count.get(), 2);\n    });\n}\n",
    ),
];

const BROKEN: &str = "\
use super::sync::atomic::{AtomicUsize, Ordering};

pub struct Count {
    count: AtomicUsize,
}

impl Count {
    pub fn new() -> Self {
        Self { count: AtomicUsize::new(0) }
    }

    pub fn add(&self) {
        let seen = self.count.load(Ordering::Relaxed);
        self.count.store(seen + 1, Ordering::Relaxed);
    }

    pub fn get(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}
";

/// A chapter that is there for one test.
struct Chapter(PathBuf);

impl Chapter {
    fn within(root: &std::path::Path) -> Self {
        let folder = root.join("exercises/ch90-models");
        let chapter = Self(folder);
        for (path, text) in PARTS {
            chapter.write(path, text);
        }
        chapter
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn answer(&self, text: &str) {
        self.write("ex01_count.rs", text);
    }
}

impl Drop for Chapter {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_failing_schedule_is_kept_shown_again_and_followed() {
    let workshop = Workshop::enter().await;
    let root = workshop.scratch.root();
    let chapter = Chapter::within(root);

    chapter.answer(BROKEN);
    let said = workshop.command(&["check", NAME]).await;
    assert!(!said.success);
    for part in [
        "✗ two_count",
        "load count",
        "store count",
        "left: 1",
        "is lost",
    ] {
        assert!(
            said.stdout.contains(part),
            "{part}\n{}\n{}",
            said.stdout,
            said.stderr
        );
    }
    let kept = root.join(".workbook/interleavings/ch90-models/ex01_count");
    let kept = kept.join("ex01_count_model.two_count.json");
    let then = fs::read_to_string(&kept).expect("it is kept");

    let again = workshop.command(&["check", "--replay", NAME]).await;
    assert!(!again.success);
    let drawing = |text: &str| {
        let drawing = text.split("step line").nth(1).expect("a drawing");
        drawing
            .split("Time runs")
            .next()
            .expect("its end")
            .to_owned()
    };
    assert_eq!(
        drawing(&again.stdout),
        drawing(&said.stdout),
        "the same schedule"
    );

    // In one step.
    let read = "let seen = self.count.load(Ordering::Relaxed);\n";
    let mended = BROKEN.replace(read, "").replace(
        "self.count.store(seen + 1, Ordering::Relaxed)",
        "self.count.fetch_add(1, Ordering::Relaxed)",
    );
    chapter.answer(&mended);
    let said = workshop.command(&["check", "--replay", NAME]).await;
    assert!(said.success, "{}", said.stdout);
    for part in [
        "interleavings explored, all pass",
        "The schedule that failed: main, thread 1, main.",
        "It cannot happen any more: ",
        "update count 0\u{a0}→\u{a0}1",
    ] {
        assert!(said.stdout.contains(part), "{part}\n{}", said.stdout);
    }

    // Another failure is shown, and what is kept stays.
    chapter.answer(&mended.replace("fetch_add(1,", "fetch_add(2,"));
    let said = workshop.command(&["check", "--replay", NAME]).await;
    assert!(!said.success);
    assert_eq!(fs::read_to_string(&kept).expect("it is kept"), then);
}

#[tokio::test]
async fn without_a_failure_there_is_nothing_to_replay() {
    let copy = Copy::new();
    let said = copy
        .command(&["check", "--replay", "ex02_underscore"])
        .await;
    assert!(!said.success);
    let hint = "there is nothing to replay: no interleaving in which `ch01-defer-drop/ex02_underscore` failed";
    assert!(said.stderr.contains(hint), "{}", said.stderr);
}

/// To the model it is one step, so the race is not found; and a grader refuses it.
#[tokio::test]
async fn what_the_model_does_not_see_passes_with_a_remark() {
    let workshop = Workshop::enter().await;
    let chapter = Chapter::within(workshop.scratch.root());
    chapter.answer(&BROKEN.replace("super::sync", "std::sync"));
    let said = workshop.command(&["check", NAME]).await;
    assert!(said.success, "{}\n{}", said.stdout, said.stderr);
    for part in [
        "✓ two_count",
        "this is refused where answers are graded, whatever the tests say",
        "exercises/ch90-models/ex01_count.rs:1:5",
        "the model of this exercise sees what is shared through `super::sync`",
        "✓ solved",
        "Where answers are graded, yours would be refused, see above.",
    ] {
        assert!(said.stdout.contains(part), "{part}\n{}", said.stdout);
    }
    assert!(
        !said.stdout.contains("The compiler has a remark"),
        "{}",
        said.stdout
    );
}

/// The learner's file is compiled once for each of its two targets.
#[tokio::test]
async fn what_the_compiler_says_of_both_targets_is_told_once() {
    let workshop = Workshop::enter().await;
    let chapter = Chapter::within(workshop.scratch.root());
    chapter.answer(&format!(
        "{BROKEN}\nfn idle() {{ let never: u8 = \"\"; }}\n"
    ));
    let said = workshop.command(&["check", NAME]).await;
    assert!(!said.success, "{}", said.stdout);
    assert_eq!(
        said.stdout.matches("error[E0308]").count(),
        1,
        "{}",
        said.stdout
    );
}
