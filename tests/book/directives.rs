//! What directives become, and what is said when they cannot become anything.

use std::collections::BTreeMap;
use std::fs;

use scraper::{Html, Selector};

use crate::harness::{Small, assert_none, built, files, pages, root};

const RECORDING: &str = "---\nsource: x\n---\nhello & <bye>\n----- exit status 3 -----\n";

fn texts(html: &str, selector: &str) -> Vec<String> {
    Html::parse_document(html)
        .select(&Selector::parse(selector).expect("a selector"))
        .map(|element| element.text().collect::<String>().trim().to_owned())
        .collect()
}

#[track_caller]
fn refused(page: &str, expected: &str) {
    let small = Small::new();
    small.write("book/ch01-a/go/x.go", "package main\n\nfunc main() {}\n");
    small.write("book/ch01-a/rust/x.rs", "fn main() {}\n");
    small.write("book/ch01-a/output/x.rs.snap", RECORDING);
    small.page(page);
    let error = small.render().expect_err("the page is wrong");
    assert!(error.contains(expected), "{error}");
}

#[test]
fn nothing_on_the_pages_is_left_unexpanded() {
    let faults: Vec<_> = pages()
        .iter()
        .flat_map(|page| page.faults(root()))
        .collect();
    assert_none(&faults);
    let built: Vec<_> = files(built(), ".html")
        .into_iter()
        .filter(|page| fs::read_to_string(page).is_ok_and(|html| html.contains("<p>{{#")))
        .map(|page| format!("{}: shows a directive", page.display()))
        .collect();
    assert_none(&built);
}

#[test]
fn an_exercise_is_complete_on_its_page() {
    let small = Small::new();
    small.page("# Page\n\n{{#exercise ch01-defer-drop/ex01_lifo}}\n");
    let html = small.render().expect("the page is right");
    let exercise = "section.exercise[data-exercise='ch01-defer-drop/ex01_lifo']";
    let only = |selector: &str| texts(&html, &format!("{exercise} {selector}"));
    assert_eq!(only("h2"), ["Exercise: Last in"]);
    assert_eq!(
        only(".exercise-file code"),
        ["exercises/ch01-defer-drop/ex01_lifo.rs"]
    );
    assert!(only("code.language-rust")[0].contains("todo!"));
    assert_eq!(only("li"), ["last_is_first: The last is the first."]);
    assert_eq!(
        only("code.language-console"),
        ["$ cargo workbook check ex01_lifo\n$ cargo test -p ch01-defer-drop --test ex01_lifo"]
    );
    assert_eq!(only("details.hint summary"), ["Hint 1 of 2", "Hint 2 of 2"]);
    assert_eq!(only("details.hint code"), ["there"]);
    let tests = "details.test-source[data-file='exercises/ch01-defer-drop/tests/ex01_lifo.rs']";
    assert!(only(&format!("{tests} code.language-rust"))[0].contains("fn last_is_first()"));
}

#[test]
fn a_program_is_shown_with_what_it_said() {
    let small = Small::new();
    let code = "fn main() {\n    // ANCHOR: a\n    f::<u8>();\n    // ANCHOR_END: a\n}\n";
    small.write("book/ch01-a/rust/x.rs", code);
    small.write("book/ch01-a/output/x.rs.snap", RECORDING);
    small.page("# Page\n\n{{#program rust/x.rs}}\n\n{{#program rust/x.rs:a}}\n");
    let html = small.render().expect("the page is right");
    let only = |selector: &str| {
        texts(
            &html,
            &format!("[data-program='book/ch01-a/rust/x.rs'] {selector}"),
        )
    };
    assert_eq!(only("figcaption"), ["Rust book/ch01-a/rust/x.rs"; 2]);
    assert_eq!(
        only("code.language-rust"),
        ["fn main() {\n    f::<u8>();\n}", "f::<u8>();"]
    );
    assert_eq!(
        only(".output-label"),
        [
            "Recorded output",
            "exit status 3",
            "Recorded output",
            "exit status 3"
        ]
    );
    assert_eq!(only("code.language-text"), ["hello & <bye>"; 2]);
}

#[test]
fn what_stands_right_below_a_directive_is_markdown() {
    let small = Small::new();
    small.write("book/ch01-a/rust/x.rs", "fn main() {}\n");
    small.write("book/ch01-a/output/x.rs.snap", RECORDING);
    small.page("{{#program rust/x.rs}}\n*one*\n{{#exercise ch01-defer-drop/ex01_lifo}}\n*two*\n");
    let html = small.render().expect("the page is right");
    assert_eq!(texts(&html, "em"), ["one", "two"]);
}

#[test]
fn a_wrong_directive_is_an_error_that_says_where_and_what() {
    refused(
        "# Page\n\n{{#exercise ch01-defer-drop/ex01_life}}\n",
        "book/ch01-a/page.md:3: there is no exercise `ch01-defer-drop/ex01_life`: \
         did you mean `ch01-defer-drop/ex01_lifo`?",
    );
    refused(
        "\n{{#program rust/y.rs}}\n",
        "book/ch01-a/page.md:2: there is no program book/ch01-a/rust/y.rs",
    );
    refused(
        "{{#program rust/x.rs:a}}\n",
        "book/ch01-a/page.md:1: book/ch01-a/rust/x.rs has no `ANCHOR: a` with its end",
    );
    refused(
        "{{#program go/x.go}}\n",
        "book/ch01-a/page.md:1: the output of book/ch01-a/go/x.go is not recorded",
    );
    refused(
        "```text\n{{#include missing.txt}}\n```\n",
        "book/ch01-a/page.md:2: includes missing.txt",
    );
    refused(
        "```rust\n{{#include rust/x.rs:a}}\n```\n",
        "book/ch01-a/page.md:2: includes rust/x.rs, which has no anchor `a`",
    );
    refused(
        "See {{#program rust/x.rs}}.\n",
        "book/ch01-a/page.md:1: `See {{#program rust/x.rs}}.` is no directive",
    );
}

#[test]
fn a_page_that_is_missing_is_not_made() {
    let small = Small::new();
    small.write(
        "book/SUMMARY.md",
        "# Summary\n\n- [Page](ch01-a/other.md)\n",
    );
    let error = small.render().expect_err("the page is not there");
    assert!(error.contains("other.md"), "{error}");
    assert!(!small.root().join("book/ch01-a/other.md").exists());
}

#[test]
fn building_the_book_leaves_the_sources_alone() {
    let small = Small::new();
    let sources = || -> BTreeMap<_, _> {
        files(small.root(), "")
            .into_iter()
            .filter(|path| !path.starts_with(small.root().join("target")))
            .map(|path| (fs::metadata(&path).expect("a file").modified().ok(), path))
            .map(|(modified, path)| (path, modified))
            .collect()
    };
    let before = sources();
    small.render().expect("the page is right");
    assert_eq!(before, sources());
}
