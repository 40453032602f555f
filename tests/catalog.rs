//! The tree is as its declarations say, and what is not is found, with file and line.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use workbook::catalog::audit;
use workbook::stubs::{self, Stubs};

#[test]
fn the_tree_is_as_it_is_declared() {
    let findings = audit(Path::new(env!("CARGO_MANIFEST_DIR")), stubs::shipped());
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// A tree with one chapter and one exercise, in which nothing is wrong.
struct Tree(TempDir);

const TEST_FILE: &str = r#"//! It holds.

#[cfg_attr(not(solution), path = "../ex01_b.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-a/ex01_b.rs")]
mod exercise;

/// It holds.
#[support::test]
fn holds() {}
"#;

const DECLARATION: &str = r#"title = "A"

[[exercise]]
name = "ex01_b"
title = "B"
points = 1
kind = "test"
unsolved = "panics"
hints = ["Look."]
"#;

const WRONG: &str = "//! Mistake: none.\n//! Rejected by: holds\n";

impl Tree {
    fn new() -> Self {
        let tree = Self(tempfile::tempdir().expect("a folder"));
        tree.write(
            "exercises/ch01-a/Cargo.toml",
            "[package]\nname = \"ch01-a\"\n",
        );
        tree.write("exercises/ch01-a/chapter.toml", DECLARATION);
        tree.write(
            "exercises/ch01-a/ex01_b.rs",
            "this is no Rust, and that is fine",
        );
        tree.write("exercises/ch01-a/tests/ex01_b.rs", TEST_FILE);
        for name in ["one", "two", "three"] {
            tree.write(&format!("exercises/ch01-a/wrong/ex01_b/{name}.rs"), WRONG);
        }
        tree.write("solutions/ch01-a/ex01_b.rs", "");
        tree.write(
            "book/SUMMARY.md",
            "- [A](ch01-a/README.md)\n- [B](ch01-a/ex01_b.md)\n",
        );
        tree.write("book/ch01-a/README.md", "# A\n");
        tree.write(
            "book/ch01-a/ex01_b.md",
            "# B\n\n{{#exercise ch01-a/ex01_b}}\n",
        );
        tree
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.0.path().join(path)).expect("removed");
    }

    fn findings(&self) -> Vec<String> {
        let stubs: Stubs = [("ch01-a/ex01_b".to_owned(), String::new())]
            .into_iter()
            .collect();
        audit(self.0.path(), &stubs)
            .iter()
            .map(|it| it.to_string().replace('\\', "/"))
            .collect()
    }

    #[track_caller]
    fn finds(&self, place: &str, message: &str) {
        let findings = self.findings();
        let found = findings
            .iter()
            .any(|it| it.starts_with(place) && it.contains(message));
        assert!(found, "no finding `{place}…{message}` in {findings:#?}");
    }
}

#[test]
fn a_tree_without_faults_has_no_findings() {
    assert_eq!(Tree::new().findings(), [""; 0]);
}

#[test]
fn a_declaration_that_cannot_be_read_is_found_at_its_line() {
    let tree = Tree::new();
    tree.write(
        "exercises/ch01-a/chapter.toml",
        &DECLARATION.replace("points", "pionts"),
    );
    tree.finds("exercises/ch01-a/chapter.toml:6:", "unknown field `pionts`");
    tree.write(
        "exercises/ch01-a/chapter.toml",
        &format!("{DECLARATION}{}", &DECLARATION[11..]),
    );
    tree.finds(
        "exercises/ch01-a/chapter.toml:13:",
        "`ex01_b` is declared twice",
    );
    tree.write(
        "exercises/ch01-a/chapter.toml",
        &DECLARATION.replace("\"Look.\"", ""),
    );
    tree.finds("exercises/ch01-a/chapter.toml:4:", "`ex01_b` has no hints");
    tree.remove("exercises/ch01-a/chapter.toml");
    tree.finds("exercises/ch01-a/chapter.toml:1:", "cannot be read");
}

#[test]
fn files_that_are_missing_are_found() {
    for (path, message) in [
        (
            "exercises/ch01-a/tests/ex01_b.rs",
            "the exercise's test file cannot be read",
        ),
        (
            "exercises/ch01-a/Cargo.toml",
            "the chapter's package cannot be read",
        ),
        (
            "solutions/ch01-a/ex01_b.rs",
            "the reference solution cannot be read",
        ),
        (
            "book/ch01-a/ex01_b.md",
            "the exercise's page cannot be read",
        ),
        ("book/ch01-a/README.md", "the chapter's page cannot be read"),
        ("book/SUMMARY.md", "the book's summary cannot be read"),
    ] {
        let tree = Tree::new();
        tree.remove(path);
        tree.finds(&format!("{path}:1:"), message);
    }
    let tree = Tree::new();
    tree.remove("exercises/ch01-a/wrong/ex01_b/two.rs");
    tree.finds("exercises/ch01-a/wrong/ex01_b:1:", "has 2 wrong answers");
}

#[test]
fn files_that_nobody_declared_are_found() {
    for (path, message) in [
        (
            "exercises/ch01-a/ex02_c.rs",
            "an exercise that the chapter's chapter.toml does not declare",
        ),
        (
            "exercises/ch01-a/tests/ex02_c.rs",
            "tests that the chapter's chapter.toml does not declare",
        ),
        ("exercises/ch01-a/wrong/ex02_c/x.rs", "wrong answers that"),
    ] {
        let tree = Tree::new();
        tree.write(path, "");
        let place = path.trim_end_matches("/x.rs");
        tree.finds(&format!("{place}:1:"), message);
    }
    let tree = Tree::new();
    tree.write(
        "exercises/ch01-a/ex01_b.1.old.rs",
        "a learner's earlier version",
    );
    assert_eq!(tree.findings(), [""; 0]);
}

#[test]
fn a_test_file_with_another_head_is_found_at_its_line() {
    let tree = Tree::new();
    let test = "exercises/ch01-a/tests/ex01_b.rs";
    tree.write(
        test,
        &TEST_FILE.replace("../ex01_b.rs", "../wrong/ex01_b/one.rs"),
    );
    tree.finds(&format!("{test}:3:"), "the head of the test file");
    tree.write(test, &TEST_FILE.replace("#[support::test]", "#[test]"));
    tree.finds(&format!("{test}:8:"), "would escape the report");
    tree.write(test, &TEST_FILE.replace("/// It holds.\n", ""));
    tree.finds(&format!("{test}:8:"), "`holds` needs a doc comment");
}

#[test]
fn pages_and_exercises_that_miss_each_other_are_found() {
    let tree = Tree::new();
    tree.write("book/ch01-a/ex01_b.md", "# B\n");
    tree.finds(
        "book/ch01-a/ex01_b.md:1:",
        "must have the line `{{#exercise ch01-a/ex01_b}}` once",
    );
    let tree = Tree::new();
    tree.write(
        "book/ch01-a/ex01_b.md",
        "# B\n\n{{#exercise ch01-a/ex01_b}}\n{{#exercise ch01-a/ex09_z}}\n",
    );
    tree.finds(
        "book/ch01-a/ex01_b.md:4:",
        "there is no exercise `ch01-a/ex09_z`",
    );
    let tree = Tree::new();
    tree.write(
        "book/ch01-a/README.md",
        "# A\n\n{{#exercise ch01-a/ex01_b}}\n",
    );
    tree.finds(
        "book/ch01-a/README.md:3:",
        "belongs on book/ch01-a/ex01_b.md",
    );
    let tree = Tree::new();
    tree.write("book/ch01-a/ex02_c.md", "# C\n");
    tree.finds("book/SUMMARY.md:1:", "it has no link (ch01-a/ex02_c.md)");
}

#[test]
fn what_contradicts_its_declaration_is_found() {
    let tree = Tree::new();
    tree.write(
        "exercises/ch01-a/Cargo.toml",
        "[package]\nname = \"ch01\"\n",
    );
    tree.finds("exercises/ch01-a/Cargo.toml:1:", "must be named `ch01-a`");
    let tree = Tree::new();
    let compile = DECLARATION.replace("\"panics\"", "\"does-not-compile E0499\"");
    tree.write("exercises/ch01-a/chapter.toml", &compile);
    tree.finds(
        "exercises/ch01-a/Cargo.toml:1:",
        "needs a [[test]] with `test = false`",
    );
    let tree = Tree::new();
    tree.write(
        "exercises/ch01-a/chapter.toml",
        &DECLARATION.replace("\"test\"", "\"model\""),
    );
    tree.finds(
        "exercises/ch01-a/tests/ex01_b_model.rs:1:",
        "a test file for the model",
    );
    let tree = Tree::new();
    tree.write("exercises/ch01-a/wrong/ex01_b/one.rs", "fn f() {}");
    tree.finds(
        "exercises/ch01-a/wrong/ex01_b/one.rs:1:",
        "must begin with `//! Mistake: `",
    );
    let tree = Tree::new();
    tree.write(
        "exercises/ch01-a/wrong/ex01_b/one.rs",
        &WRONG.replace("holds", "missing"),
    );
    tree.finds(
        "exercises/ch01-a/wrong/ex01_b/one.rs:2:",
        "the exercise has no test `missing`",
    );
}
