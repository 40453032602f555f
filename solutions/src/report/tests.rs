//! Every report of the sample, as it is; what hostile text comes to; a schema that means it; a large class.

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use serde_json::Value;

use super::{Answers, json, sample, terminal, write};
use crate::result::Results;

/// The reports of `results`, in a folder that goes with the value.
struct Written(tempfile::TempDir);

impl Written {
    fn of(results: &Results) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let answers = folder.path().join("answers");
        fs::create_dir(&answers).expect("a folder");
        sample::write_answers(&answers);
        let out = folder.path().join("out");
        write(results, &Answers::at(answers), &sample::stubs(), &out).expect("reports");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("out").join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file, with its text.
    fn all(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(&self.path(""), "", &mut files);
        files.sort();
        files
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, fs::read_to_string(entry.path()).expect("UTF-8")));
        }
    }
}

fn json(results: &Results) -> String {
    let mut bytes = Vec::new();
    json::write(results, &mut bytes).expect("JSON");
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn there_is_a_file_for_everything() {
    let written = Written::of(&sample::results());
    let names: Vec<String> = written.all().into_iter().map(|(name, _)| name).collect();
    assert_snapshot!("files", names.join("\n"));
}

#[test]
fn tables() {
    let written = Written::of(&sample::results());
    assert_snapshot!("scores.csv", written.read("scores.csv"));
    assert_snapshot!("tests.csv", written.read("tests.csv"));
}

#[test]
fn junit() {
    let written = Written::of(&sample::results());
    for student in ["alice", "bob", "carol", "dave", "eve"] {
        let text = written.read(&format!("junit/{student}.xml"));
        assert_snapshot!(format!("junit-{student}.xml"), text);
    }
}

#[test]
fn gradescope() {
    let written = Written::of(&sample::results());
    for student in ["alice", "bob"] {
        let text = written.read(&format!("gradescope/{student}.json"));
        assert_snapshot!(format!("gradescope-{student}.json"), text);
    }
}

#[test]
fn annotations() {
    let written = Written::of(&sample::results());
    let students = ["alice", "bob", "carol", "dave", "eve"];
    let texts = students.map(|it| format!("{it}:\n{}", written.read(&format!("github/{it}.txt"))));
    assert_snapshot!("github", texts.join("\n"));
}

/// The compiler quotes lines of tests, and with them those that students do not have.
#[test]
fn an_error_that_quotes_a_hidden_test_is_held_back() {
    let mut results = sample::results();
    for it in results.judgments.values_mut() {
        for it in &mut it.diagnostics {
            it.rendered =
                "error: no `secret`\n --> exercises/ch01/tests/hidden_gate.rs:7:5\n".to_owned();
        }
    }
    let written = Written::of(&results);
    let annotations = written.read("github/alice.txt");
    assert!(!annotations.contains("mismatched types"), "{annotations}");
    assert!(
        annotations.contains("a test that you do not have"),
        "{annotations}"
    );
    let gradescope: Value =
        serde_json::from_str(&written.read("gradescope/alice.json")).expect("JSON");
    let tests = gradescope["tests"].as_array().expect("tests");
    let mut quoted = 0;
    for test in tests {
        if test["output"]
            .as_str()
            .is_some_and(|it| it.contains("secret`"))
        {
            assert_eq!(test["visibility"], "hidden");
            quoted += 1;
        }
    }
    assert_eq!(quoted, 1, "the instructor sees it");
}

#[test]
fn a_students_own_log_tells_nothing_of_hidden_tests() {
    let mut results = sample::results();
    for exercise in &mut results.exercises {
        for test in &mut exercise.tests {
            test.hidden = true;
        }
    }
    for (name, text) in Written::of(&results).all() {
        if name.starts_with("github/") {
            assert!(!text.contains("closes_in_order"), "{name}: {text}");
            assert!(!text.contains("the last one in"), "{name}: {text}");
        }
    }
}

#[test]
fn summary() {
    let results = sample::results();
    let plain = |width| anstream::adapter::strip_str(&terminal(&results, width)).to_string();
    assert_snapshot!("terminal-100", plain(100));
    assert_snapshot!("terminal-52", plain(52));
    for width in [40, 41, 50, 60, 80, 200] {
        let text = plain(width);
        let head: Vec<&str> = text.lines().skip(2).take(7).collect();
        for line in head {
            let wide = unicode_width::UnicodeWidthStr::width(line);
            assert!(
                wide <= width,
                "{wide} cells where there are {width}:\n{text}"
            );
        }
    }
}

#[test]
fn page() {
    let written = Written::of(&sample::results());
    let report = written.read("report.html");
    let (_, body) = report.split_once("<body>").expect("a body");
    // What a drawing looks like is for its own tests to say.
    let body = without(body, "<figure class=\"interleaving\"", "</figure>");
    assert_snapshot!("report.html", body.replace("><", ">\n<"));
}

/// What many got wrong comes before what many got right, and has room before what one did.
#[test]
fn what_many_did_wrong_comes_first() {
    let mut results = sample::results();
    let right = results.students[1].answers[0].clone();
    for student in &mut results.students {
        if matches!(student.id.as_str(), "carol" | "eve") {
            student.answers[0] = right.clone();
        }
    }
    let report = Written::of(&results).read("report.html");
    let place = |it: &str| report.find(it).unwrap_or_else(|| panic!("{it}"));
    assert!(place("<strong>2 students</strong>") < place("<strong>3 students</strong>"));
}

fn without(text: &str, begin: &str, end: &str) -> String {
    let mut parts = text.split(begin);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once(end).expect("an end");
        kept.push_str("[a drawing]");
        kept.push_str(rest);
    }
    kept
}

#[test]
fn the_same_results_are_the_same_bytes() {
    let results = sample::results();
    let once = Written::of(&results);
    let read = json::read(&once.path("results.json")).expect("results");
    assert_eq!(read, results);
    assert!(Written::of(&read).all() == once.all());
}

#[test]
fn files_of_students_who_are_gone_go() {
    let mut results = sample::results();
    let written = Written::of(&results);
    results.students.retain(|it| it.id == "bob");
    for left in ["out/.writing-1", "out/junit/.writing-2"] {
        fs::write(written.0.path().join(left), "half").expect("a file");
    }
    let answers = Answers::default();
    write(&results, &answers, &sample::stubs(), &written.path("")).expect("reports");
    let names: Vec<String> = written.all().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"junit/bob.xml".to_owned()), "{names:?}");
    assert!(!names.contains(&"junit/alice.xml".to_owned()), "{names:?}");
    assert!(
        !names.iter().any(|it| it.contains(".writing-")),
        "{names:?}"
    );
}

#[test]
fn hostile_text_stays_text() {
    let mut results = sample::results();
    for exercise in &mut results.exercises {
        for text in [&mut exercise.title, &mut exercise.chapter] {
            text.push_str(sample::HOSTILE);
        }
        for test in &mut exercise.tests {
            test.name.push_str(sample::HOSTILE);
            test.states.push_str(sample::HOSTILE);
        }
    }
    for student in &mut results.students {
        student.id.push_str(sample::HOSTILE);
        student.problems.push(sample::HOSTILE.to_owned());
        student.email = Some(sample::HOSTILE.to_owned());
        for answer in &mut student.answers {
            answer.reason = Some(sample::HOSTILE.to_owned());
        }
    }
    for judgment in results.judgments.values_mut() {
        judgment.reason = Some(sample::HOSTILE.to_owned());
        for it in &mut judgment.diagnostics {
            (it.message, it.rendered) = (sample::HOSTILE.to_owned(), sample::HOSTILE.to_owned());
            it.code = Some(sample::HOSTILE.to_owned());
        }
        for it in judgment
            .tests
            .iter_mut()
            .filter_map(|it| it.interleaving.as_mut())
        {
            it.failure.message = sample::HOSTILE.to_owned();
            it.threads[1].name = sample::HOSTILE.to_owned();
            it.objects[0].name = sample::HOSTILE.to_owned();
            for place in it.places() {
                place.source = Some(sample::HOSTILE.to_owned());
            }
        }
    }
    let written = Written::of(&results);
    for (name, text) in written.all() {
        let json = name.ends_with(".json");
        let hidden = |it: char| it.is_control() && !matches!(it, '\n' | '\t') || it == '\u{202e}';
        if name != "results.json" {
            assert!(!text.contains(hidden), "{name} hides characters");
            assert!(json || !text.contains('\u{fffe}'), "{name}");
        }
        if name.ends_with(".html") {
            assert!(!text.contains("<script"), "{name}");
            assert!(text.contains("&lt;script&gt;"), "{name}");
        }
        if name.ends_with(".xml") {
            well_formed(&name, &text);
        }
        if name.starts_with("github/") {
            for line in text.lines() {
                assert!(
                    line.starts_with("::error file=exercises/") || line.starts_with("::notice ")
                );
            }
        }
        if name.ends_with(".csv") {
            let mut table = ::csv::Reader::from_reader(text.as_bytes());
            for row in table.records() {
                let row = row.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(row.iter().all(|it| !it.starts_with('=')), "{name}: {row:?}");
            }
        }
    }
    let summary = terminal(&results, 80);
    let summary = anstream::adapter::strip_str(&summary).to_string();
    assert!(
        !summary.contains(|it: char| it.is_control() && it != '\n'),
        "{summary}"
    );
}

fn well_formed(name: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

/// The schema, in which everything that is not described is refused.
fn strict() -> Value {
    let mut schema: Value = serde_json::from_str(json::SCHEMA).expect("JSON");
    close(&mut schema);
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && fields.contains_key("type") {
                fields.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn against(schema: Value, results: &Value) -> Result<(), String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let name = "results.schema.json";
    compiler.add_resource(name, schema).expect("a schema");
    let index = compiler.compile(name, &mut schemas).expect("a schema");
    schemas
        .validate(results, index)
        .map_err(|it| it.to_string())
}

#[test]
fn the_schema_describes_all_that_is_written() {
    let text = json(&sample::results());
    let results: Value = serde_json::from_str(&text).expect("JSON");
    against(strict(), &results).expect("every field is described");
}

#[test]
fn the_schema_refuses_what_is_broken() {
    let text = json(&sample::results());
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    let schema: Value = serde_json::from_str(json::SCHEMA).expect("JSON");
    let mut more = whole.clone();
    more["students"][0]["nickname"] = "x".into();
    against(schema.clone(), &more).expect("new fields may come");
    let key = whole["students"][1]["answers"][0]["judgment"]
        .as_str()
        .expect("a key")
        .to_owned();
    let broken: [(&str, Value); 9] = [
        ("/version", 2.into()),
        ("/students/1/answers/0/status", "solved".into()),
        ("/students/1/answers/0/score", (-1).into()),
        ("/students/1/answers/0/judgment", "ch01/ex01".into()),
        ("/students/1/id", Value::Null),
        ("/exercises/0/tests/0/hidden", "no".into()),
        ("/exercises/0/points", "1".into()),
        ("/graded_with", Value::Null),
        ("/judgments", Value::Array(Vec::new())),
    ];
    for (place, value) in broken {
        let mut results = whole.clone();
        *results.pointer_mut(place).expect(place) = value;
        assert!(against(schema.clone(), &results).is_err(), "{place}");
    }
    let mut results = whole.clone();
    let test = &mut results["judgments"][&key]["tests"][0];
    *test = serde_json::json!({ "outcome": "timed-out" });
    assert!(against(schema, &results).is_err(), "a limit is missing");
}

#[test]
fn results_that_cannot_be_used_say_why() {
    let text = json(&sample::results());
    let why = |text: &str| format!("{:#}", json::parse(text).expect_err("a reason"));
    assert_snapshot!(why(&text.replacen("\"version\": 1", "\"version\": 7", 1)), @"it is of version 7, and this grader knows version 1: use the grader that wrote it, or grade again");
    assert_snapshot!(why(&text[..text.len() / 2]), @"it is no whole results.json, which is an object with a `version`; if it was cut off, grade again: EOF while parsing an object at line 301 column 5");
    assert_snapshot!(why("[]"), @"it is no whole results.json, which is an object with a `version`; if it was cut off, grade again: invalid length 0, expected struct Head with 1 element at line 1 column 2");
    let mut results = sample::results();
    results.students[1].answers.pop();
    assert_snapshot!(why(&json(&results)), @r#"student "alice" has 2 answers, and there are 3 exercises"#);
    let mut results = sample::results();
    results.judgments.pop_first();
    assert_snapshot!(why(&json(&results)), @r#"student "bob" has the judgment "ch01-defer-drop/ex01_lifo:34a3693447877b86c5f03e371a42c8d23604beb2ab6ecf982d6524af7cbf5a1b", which is not there"#);
    let mut results = sample::results();
    for judgment in results.judgments.values_mut() {
        for it in judgment
            .tests
            .iter_mut()
            .filter_map(|it| it.interleaving.as_mut())
        {
            it.steps[0].thread = 99;
        }
    }
    assert_snapshot!(why(&json(&results)), @r#"the judgment "ch08-mutexes/ex01_count:d9e4f71f70da1a2fbb0477c4fc1f84c9f4016af9ac318b315c7e5f970601cd3a" has an interleaving with a step that leads nowhere"#);
}

/// The reports of a large class: what they weigh, and that each stays a file that a browser takes.
#[test]
fn a_large_class() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = large(folder.path());
    let size = |name: &str| fs::metadata(out.join(name)).expect(name).len();
    let report = size("report.html");
    assert!(report < 16 << 20, "report.html has {report} bytes");
    for entry in fs::read_dir(out.join("students")).expect("pages") {
        let entry = entry.expect("a page");
        let size = entry.metadata().expect("a size").len();
        assert!(
            size < 4 << 20,
            "{} has {size} bytes",
            entry.path().display()
        );
    }
    let text = fs::read_to_string(out.join("report.html")).expect("a report");
    let ids: std::collections::BTreeSet<&str> = attributes(&text, " id=\"").collect();
    assert_eq!(
        ids.len(),
        attributes(&text, " id=\"").count(),
        "an id is there twice"
    );
    for link in attributes(&text, " href=\"") {
        match link.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "{link} leads nowhere"),
            // It is written beside, by `similarity`.
            None if link == "similarity.html" => {}
            None => {
                let file = link.split('#').next().unwrap_or(link);
                assert!(out.join(file).is_file(), "{link} leads nowhere");
            }
        }
    }
}

fn attributes<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(name)
        .skip(1)
        .filter_map(|it| it.split('"').next())
}

fn large(folder: &Path) -> PathBuf {
    let answers = folder.join("answers");
    fs::create_dir_all(&answers).expect("a folder");
    let results = sample::class(200, 70, &answers);
    let out = folder.join("out");
    let start = std::time::Instant::now();
    super::write_all(&results, &Answers::at(answers), &out).expect("reports");
    let sizes = ["report.html", "results.json", "tests.csv"].map(|name| {
        let size = fs::metadata(out.join(name)).expect(name).len();
        format!("{name} {:.1} MB", size as f64 / 1e6)
    });
    println!("{:.1?}, {}", start.elapsed(), sizes.join(", "));
    out
}

#[test]
#[ignore = "writes into target/reports, to be looked at"]
fn to_be_looked_at() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/reports");
    let answers = root.join("small/answers");
    fs::create_dir_all(&answers).expect("a folder");
    sample::write_answers(&answers);
    let out = root.join("small/out");
    write(
        &sample::results(),
        &Answers::at(answers),
        &sample::stubs(),
        &out,
    )
    .expect("reports");
    large(&root.join("large"));
    let answers = root.join("middle/answers");
    fs::create_dir_all(&answers).expect("a folder");
    let results = sample::class(12, 20, &answers);
    super::write_all(&results, &Answers::at(answers), &root.join("middle/out")).expect("reports");
    println!("{}", anstream::adapter::strip_str(&terminal(&results, 100)));
}
