//! Programs that explore a model, and the interleaving that each is shown with.

use std::fs;

use scraper::{Html, Selector};
use workbook::book::{self, Built};
use workbook::programs::model::{self, Record};
use workbook::programs::{Language, recording};

use crate::harness::{Small, assert_none, block_on, compiled, programs, root};

const PROGRAM: &str = include_str!("models/lost_update.rs");
const RECORD: &str = include_str!("models/lost_update.model.json");

/// A workbook with a page that shows the program.
fn small(record: Option<&str>) -> Small {
    let small = Small::new();
    small.write("book/ch01-a/model/lost_update.rs", PROGRAM);
    if let Some(record) = record {
        small.write("book/ch01-a/output/lost_update.model.json", record);
    }
    small.page("# Page\n\n{{#model model/lost_update.rs}}\n*one*\n");
    small
}

fn texts(html: &str, selector: &str) -> Vec<String> {
    Html::parse_document(html)
        .select(&Selector::parse(selector).expect("a selector"))
        .map(|element| element.text().collect::<String>().trim().to_owned())
        .collect()
}

/// With `INSTA_UPDATE=always` the records are written anew.
#[test]
fn models_find_what_is_recorded() {
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always");
    let mut wrong = Vec::new();
    for program in programs(Language::Rust).iter().filter(|it| it.model) {
        let shown = program.shown();
        let Some(executable) = &compiled()[&program.unique_name()].executable else {
            // Said by the test of programs.
            continue;
        };
        let found = match block_on(model::run(executable, root())) {
            Ok(found) => found,
            Err(error) => {
                wrong.push(format!("{shown}: {error}"));
                continue;
            }
        };
        let path = root().join(recording(&program.path));
        let recorded = fs::read_to_string(&path)
            .ok()
            .and_then(|text| Record::parse(&text).ok());
        if recorded.is_some_and(|it| it.tells_the_same(&found)) {
            continue;
        }
        if update {
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(&path, found.render().expect("plain data")).expect("written");
        } else {
            wrong.push(format!(
                "{shown}: it does not find what is recorded; if that is right, record it: \
                 `INSTA_UPDATE=always cargo test --test book models`"
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_model_is_shown_with_the_interleaving_that_breaks_it() {
    let html = small(Some(RECORD)).render().expect("the page is right");
    let code = texts(&html, ".modelled figure.program code.language-rust");
    assert!(
        code[0].contains("count.store(seen + 1, SeqCst);"),
        "{code:?}"
    );
    let title = texts(&html, ".modelled figure.interleaving .interleaving-title");
    assert_eq!(title, ["✗ main panicked"]);
    for drawing in ["wide", "narrow"] {
        let selector = format!(".interleaving-{drawing} svg[role=img] [data-step]");
        assert!(texts(&html, &selector).len() > 4, "{drawing}");
    }
    let text = texts(&html, "details.interleaving-text pre");
    assert!(text[0].contains("● load count → 0"), "{text:?}");
    assert!(text[0].contains("\n\nstep line  main"), "{text:?}");
    // What stands below it is Markdown, and nothing of the drawing is taken for Markdown.
    assert_eq!(texts(&html, "em"), ["one"]);
    assert!(
        !html.contains("data-moments"),
        "only a served page needs them"
    );
}

#[test]
fn a_served_model_has_what_its_stepper_needs() {
    let small = small(Some(RECORD));
    let output = small.root().join("target/served");
    book::render(small.root(), &output, Built::ToBeServed).expect("the page is right");
    let html = fs::read_to_string(output.join("ch01-a/page.html")).expect("the page is built");
    let document = Html::parse_document(&html);
    let moments = Selector::parse("[data-moments]").expect("a selector");
    let moments = document.select(&moments).next().expect("moments");
    let moments = moments.value().attr("data-moments").expect("there");
    let moments: serde_json::Value = serde_json::from_str(moments).expect("JSON");
    let steps = moments.as_array().expect("a list").len();
    let drawn = texts(&html, ".interleaving-wide [data-step]");
    assert_eq!(drawn.len(), steps);
    // Each line that is shown has its number.
    let program = Selector::parse("figure.program[data-lines]").expect("a selector");
    let program = document.select(&program).next().expect("the program");
    let lines = program.value().attr("data-lines").expect("there");
    assert_eq!(lines.split(',').count(), PROGRAM.trim_end().lines().count());
}

#[test]
fn a_model_that_passes_says_how_much_was_explored() {
    let passed = r#"{"explored": 1204, "preemptions": null, "interleaving": null}"#;
    let html = small(Some(passed)).render().expect("the page is right");
    assert_eq!(
        texts(&html, ".interleaving-passed"),
        ["1,204 interleavings explored, all pass."]
    );
    let bounded = passed.replace("null, \"inter", "2, \"inter");
    let html = small(Some(&bounded)).render().expect("the page is right");
    assert_eq!(
        texts(&html, ".interleaving-passed"),
        ["1,204 interleavings explored, all pass, with at most 2 preemptions in each."]
    );
}

#[test]
fn what_is_wrong_with_a_model_is_an_error_that_says_so() {
    let refused = |small: &Small, expected: &str| {
        let error = small.render().expect_err("the page is wrong");
        assert!(error.contains(expected), "{error}");
    };
    refused(
        &small(None),
        "book/ch01-a/page.md:3: what the model in book/ch01-a/model/lost_update.rs finds is not recorded",
    );
    refused(
        &small(Some("{}")),
        "book/ch01-a/page.md:3: book/ch01-a/model/lost_update.rs: its record cannot be read",
    );
    let changed = small(Some(RECORD));
    let program = PROGRAM.replace("let seen =", "let known =");
    changed.write("book/ch01-a/model/lost_update.rs", &program);
    refused(
        &changed,
        "book/ch01-a/model/lost_update.rs is not what it was when it was recorded: its line",
    );
    let elsewhere = small(Some(RECORD));
    elsewhere.write("book/ch01-a/rust/x.rs", "fn main() {}\n");
    for (page, expected) in [
        (
            "{{#model model/other.rs}}\n",
            "book/ch01-a/page.md:1: there is no program book/ch01-a/model/other.rs",
        ),
        (
            "{{#model rust/x.rs}}\n",
            "book/ch01-a/rust/x.rs is no Rust program in a folder `model`",
        ),
        (
            "{{#model model/lost_update.rs:a}}\n",
            "book/ch01-a/model/lost_update.rs has no `ANCHOR: a` with its end",
        ),
        (
            "{{#program model/lost_update.rs}}\n",
            "book/ch01-a/model/lost_update.rs explores a model, and is shown by `{{#model …}}`",
        ),
    ] {
        elsewhere.page(page);
        refused(&elsewhere, expected);
    }
}

/// What the other tests show is what the model finds.
#[test]
fn the_record_of_these_tests_is_that_of_their_program() {
    let executable = compiled()["lost_update"].executable.as_ref();
    let executable = executable.expect("it compiles");
    let mut found = block_on(model::run(executable, root())).expect("it reports");
    let interleaving = found.interleaving.as_mut().expect("one that fails");
    for place in interleaving.places() {
        assert_eq!(place.file, "tests/book/models/lost_update.rs");
        let line = PROGRAM.lines().nth(place.line - 1).map(str::trim);
        assert_eq!(line, place.source.as_deref(), "{}", place.line);
        place.file = "book/ch01-a/model/lost_update.rs".to_owned();
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        let path = root().join("tests/book/models/lost_update.model.json");
        fs::write(path, found.render().expect("plain data")).expect("written");
    } else {
        let recorded = Record::parse(RECORD).expect("a record");
        assert!(recorded.tells_the_same(&found), "{found:#?}");
    }
}

/// A program that asks for no model cannot be shown with what one found.
#[test]
fn a_program_without_a_model_is_no_model() {
    let rust = programs(Language::Rust);
    let other = rust.iter().find(|it| !it.model).expect("a program");
    let executable = compiled()[&other.unique_name()].executable.as_ref();
    let run = block_on(model::run(executable.expect("it compiles"), root()));
    let error = run.expect_err("it reports nothing").to_string();
    assert!(
        error.contains("does its `main` call `support::model`?"),
        "{error}"
    );
}

/// The page "The command" shows an interleaving in JSON. It is one.
#[test]
fn the_json_that_is_documented_is_read() {
    let page = fs::read_to_string(root().join("book/command.md")).expect("the page");
    let blocks = page.split("```json\n").skip(1);
    let blocks = blocks.filter_map(|it| it.split("```").next());
    let read: Vec<interleaving::Interleaving> = blocks
        .filter_map(|it| serde_json::from_str(it).ok())
        .collect();
    assert_eq!(read.len(), 1);
    assert!(read[0].is_sound());
    for (operation, name) in [
        (
            interleaving::Operation::ReadModifyWrite,
            "read-modify-write",
        ),
        (
            interleaving::Operation::TryWriteLockFailed,
            "try-write-lock-failed",
        ),
    ] {
        assert_eq!(serde_json::to_value(operation).expect("plain"), name);
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}
