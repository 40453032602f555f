//! A class of submissions that are written to get points, to get out, or to get in the way, graded by the real
//! grader. Each gets what it has earned, learns nothing, and leaves nothing behind.
//!
//! `answers` has one file for each attempt. Its first lines say what it tries, which exercise it pretends to
//! answer, and what it scores: `0`, `full`, or how many of the course's tests it earns.

#![cfg(target_os = "linux")]

mod class;
#[path = "../contained/mod.rs"]
mod contained;
mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use solutions::result::{Results, Status};
use solutions::sandbox::Kind;

use class::{Class, HIDDEN_POINTS, SECRET};
use contained::{containment, helper};
use watch::Watch;

/// How long the class may take: less than three minutes alone on two processors, much longer beside others.
const PATIENCE: Duration = Duration::from_secs(1800);

/// How long a process may be seen after the grader has ended.
const GONE: Duration = Duration::from_secs(3);

/// The most memory that the grader may have, in KiB.
const MEMORY: u64 = 256 << 10;

#[test]
fn a_hostile_class_gets_what_it_has_earned() {
    grade(Kind::Bubblewrap);
}

/// Not beside the other: each looks for processes and files that are left.
#[test]
#[ignore = "three minutes more; `tests/trials landlock` runs it"]
fn a_hostile_class_gets_the_same_by_landlock() {
    grade(Kind::Landlock);
}

fn grade(kind: Kind) {
    let Some(contained) = containment(kind, "a hostile class, graded") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let class = Class::make(folder.path());
    let output = folder.path().join("grades");
    let watch = Watch::begin();
    let before = watch::folders();
    let start = Instant::now();
    let mut command = Command::new(helper());
    command
        .arg(class.submissions())
        .arg("--root")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["--exercises", &class.exercises().join(",")])
        .args(["--containment", contained.name()])
        .arg("--hidden")
        .arg(class.hidden())
        .arg("--output")
        .arg(&output)
        .env("WORKBOOK_TEST_SECRET", SECRET)
        .stdin(Stdio::null())
        .stdout(fs::File::create(folder.path().join("stdout")).expect("made"))
        .stderr(fs::File::create(folder.path().join("stderr")).expect("made"));
    let mut child = command.spawn().expect("the grader starts");
    let mut memory = 0;
    let status = loop {
        memory = memory.max(watch::most_memory(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("the class is not graded after {PATIENCE:?}");
        }
        // Nothing tells when somebody else's process has come so far.
        #[allow(clippy::disallowed_methods)]
        std::thread::sleep(Duration::from_millis(100));
    };
    let said = fs::read_to_string(folder.path().join("stderr")).unwrap_or_default();
    assert!(status.success(), "the grader ended with {status}:\n{said}");
    eprintln!(
        "{} submissions in {:.1} s, with {} MiB",
        class.students().len(),
        start.elapsed().as_secs_f64(),
        memory >> 10
    );

    let json = fs::read(output.join("results.json")).expect("there are results");
    let results: Results = serde_json::from_slice(&json).expect("as documented");
    let mut faults = Vec::new();
    for student in class.students() {
        if let Err(fault) = student.check(&results) {
            faults.push(fault);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    // The hidden tests count, so no answer can have all points but one that passes them as well.
    let honest = results.students.iter().find(|it| it.id == "honest");
    let best = &honest.expect("it is there").answers[class.position()];
    assert_eq!(best.status, Status::Passed);
    assert_eq!(
        best.score,
        results.exercises[class.position()].points,
        "of which {HIDDEN_POINTS} are hidden"
    );

    assert!(memory < MEMORY, "the grader had {memory} KiB");
    watch.assert_nobody_came();
    watch::assert_gone(GONE);
    watch::assert_clean(&before);
    for file in files(&output) {
        let bytes = fs::read(&file).expect("it can be read");
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(SECRET),
            "{} tells the secret",
            file.display()
        );
        let is_page = file.extension().is_some_and(|it| it == "html");
        assert!(
            !(is_page && text.contains("<script>alert")),
            "{} runs a student's script",
            file.display()
        );
    }
}

/// All files below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}
