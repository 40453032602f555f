//! What is asserted in a quiz is so: its program is built and run, and every answer held against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use workbook::book::{Answer, Outcome, Quiz};
use workbook::catalog::Catalog;
use workbook::programs::go::{Go, GoError, Module};
use workbook::programs::package::Compiled;
use workbook::programs::{self, Language, Program, Run, RunError};

use crate::harness::{
    Small, all_required, assert_none, block_on, compiled, files, kept, pages, quizzes, root,
};

/// The fewest quizzes of a chapter.
const QUIZZES: usize = 3;
/// How often each program is run: one that is not the same every time has no answer.
const RUNS: usize = 3;
/// When a program that ought not to end is believed. Those of quizzes end within milliseconds if they
/// do; a machine that is too slow for that can only hide a wrong answer, and never refuse a right one.
const NEVER: Duration = Duration::from_secs(2);

/// What came of a program.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    /// The names of the compiler's errors. Empty for Go.
    Refused(Vec<String>),
    Ended(Run),
    NeverEnded,
}

impl Seen {
    fn refused(compiled: &Compiled) -> Self {
        let errors = compiled.diagnostics.iter().filter(|it| it.error);
        let names: BTreeSet<String> = errors.map(|it| it.name.clone()).collect();
        Self::Refused(names.into_iter().collect())
    }

    /// Whether this is what an answer says.
    fn is(&self, outcome: &Outcome, language: Language) -> bool {
        // What panics exit with.
        let panic = match language {
            Language::Go => 2,
            Language::Rust => 101,
        };
        let printed = |run: &Run, text: &str| run.stdout.trim_end_matches('\n') == text;
        match (self, outcome) {
            (Self::Refused(seen), Outcome::Refused(codes)) => seen == codes,
            (Self::Ended(run), Outcome::Prints(text)) => run.status.success() && printed(run, text),
            (Self::Ended(run), Outcome::Panics { message, prints }) => {
                run.status.code() == Some(panic)
                    && run.stderr.contains(message)
                    && prints.as_deref().is_none_or(|text| printed(run, text))
            }
            (Self::NeverEnded, Outcome::NeverEnds) => true,
            _ => false,
        }
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(codes) => write!(formatter, "refused {codes:?}"),
            Self::NeverEnded => write!(formatter, "running after {} s", NEVER.as_secs()),
            Self::Ended(run) => write!(
                formatter,
                "{}, stdout {:?}, stderr {:?}",
                run.status, run.stdout, run.stderr
            ),
        }
    }
}

/// Runs the program of a quiz, as often as it takes.
async fn run(quiz: &Quiz, executable: &Path) -> Result<Vec<Seen>, RunError> {
    let endless = |answer: &Answer| answer.right && answer.outcome == Outcome::NeverEnds;
    let (runs, limit) = if quiz.answers.iter().any(endless) {
        (1, NEVER)
    } else {
        (RUNS, programs::LIMIT)
    };
    let mut seen = Vec::new();
    for _ in 0..runs {
        seen.push(match programs::run_within(executable, limit).await {
            Ok(run) => Seen::Ended(run),
            Err(RunError::Endless(_)) => Seen::NeverEnded,
            Err(error) => return Err(error),
        });
    }
    Ok(seen)
}

/// What is wrong with the answers to a quiz.
fn wrong(quiz: &Quiz, seen: &[Seen]) -> Vec<String> {
    let mut wrong = Vec::new();
    for answer in &quiz.answers {
        let at = format!("{}:{}", quiz.path.display(), answer.line);
        let is = |seen: &&Seen| seen.is(&answer.outcome, quiz.language);
        if answer.right {
            wrong.extend(
                seen.iter()
                    .find(|it| !is(it))
                    .map(|seen| format!("{at}: is called right, and is not what happens: {seen}")),
            );
        } else if seen.iter().any(|it| is(&it)) {
            wrong.push(format!("{at}: is called wrong, and is what happens"));
        }
    }
    wrong
}

/// Runs programs that are built, and returns what is wrong with the answers to their quizzes.
fn tried(built: Vec<(Quiz, PathBuf)>) -> Vec<String> {
    let runs = stream::iter(built)
        .map(
            async |(quiz, executable)| match run(&quiz, &executable).await {
                Ok(seen) => wrong(&quiz, &seen),
                Err(error) => vec![format!("{}: {error}", quiz.program.display())],
            },
        )
        .buffer_unordered(8)
        .collect::<Vec<_>>();
    block_on(runs).concat()
}

fn in_language(language: Language) -> Vec<Quiz> {
    let mut quizzes = quizzes().0;
    quizzes.retain(|quiz| quiz.language == language);
    quizzes
}

#[test]
fn every_quiz_is_a_good_one() {
    assert_none(&quizzes().1);
}

#[test]
fn the_answers_about_rust_are_those_of_rustc_and_a_run() {
    let (mut built, mut found) = (Vec::new(), Vec::new());
    for quiz in in_language(Language::Rust) {
        let compiled = &compiled()[&quiz.subject().unique_name()];
        match &compiled.executable {
            Some(executable) => built.push((quiz, executable.clone())),
            None => found.extend(wrong(&quiz, &[Seen::refused(compiled)])),
        }
    }
    found.extend(tried(built));
    assert_none(&found);
}

#[test]
fn the_answers_about_go_are_those_of_go() {
    let quizzes = in_language(Language::Go);
    let go = match block_on(Go::find()) {
        Ok(go) => go,
        Err(error) => {
            assert!(!all_required(), "the Go quizzes cannot be tried: {error}");
            // Not through `eprintln!`, which nobody hears from a test that passes.
            let _ = writeln!(
                std::io::stderr(),
                "\n*** The quizzes about Go are NOT tried: {error}. ***\n"
            );
            return;
        }
    };
    let programs: Vec<Program> = quizzes.iter().map(Quiz::subject).collect();
    let module = Module::prepare(root(), &kept("go-quizzes"), programs.clone()).expect("prepared");
    let (unformatted, vetted, executables) = block_on(async {
        tokio::join!(
            go.unformatted(root(), &programs),
            module.vet(),
            module.build()
        )
    });
    let mut found = Vec::new();
    for file in unformatted.expect("gofmt runs").lines() {
        found.push(format!("{file}: gofmt would write it differently"));
    }
    // What vet refuses is refused, and no other answer to the question would be quite right.
    let vetted = vetted.expect("vet runs");
    if !vetted.is_empty() {
        found.push(format!(
            "go vet refuses what is not said to be refused:\n{vetted}"
        ));
    }
    let executables = executables.unwrap_or_else(|error| panic!("{error}"));
    let mut built = Vec::new();
    for quiz in quizzes {
        let program = quiz.subject();
        match executables.get(&program.unique_name()) {
            Some(executable) => built.push((quiz, executable.clone())),
            None => match block_on(refused(&module, &program)) {
                Ok(()) => found.extend(wrong(&quiz, &[Seen::Refused(Vec::new())])),
                Err(error) => found.push(error.to_string()),
            },
        }
    }
    found.extend(tried(built));
    assert_none(&found);
}

/// Whether the compiler refuses a program, or vet does; an error if neither.
async fn refused(module: &Module, program: &Program) -> Result<(), GoError> {
    match module.refusal(program).await {
        Err(GoError::Accepted(_)) if !module.vet_one(program).await?.is_empty() => Ok(()),
        refusal => refusal.map(drop),
    }
}

#[test]
fn every_chapter_has_quizzes_and_every_quiz_a_page() {
    let mut shown: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in pages().iter().flat_map(|page| page.quizzes()) {
        *shown.entry(path).or_default() += 1;
    }
    let mut found: Vec<String> = shown
        .iter()
        .filter(|(_, pages)| **pages > 1)
        .map(|(path, pages)| format!("{}: is asked {pages} times", path.display()))
        .collect();
    let catalog = Catalog::load(root()).expect("the catalog can be read");
    for chapter in &catalog.chapters {
        let folder = Path::new("book").join(&chapter.id);
        let count = shown.keys().filter(|it| it.starts_with(&folder)).count();
        if count < QUIZZES {
            found.push(format!(
                "{}: has {count} quizzes, and should have {QUIZZES}",
                folder.display()
            ));
        }
    }
    let programs = quizzes().0.into_iter().map(|quiz| quiz.program);
    let known: BTreeSet<PathBuf> = shown.into_keys().chain(programs).collect();
    for file in files(&root().join("book"), "") {
        let file = file.strip_prefix(root()).expect("below the root");
        let of_quizzes = file.parent().and_then(Path::file_name) == Some("quiz".as_ref());
        if of_quizzes && !known.contains(file) {
            found.push(format!("{}: no page asks about it", file.display()));
        }
    }
    assert_none(&found);
}

const QUIZ: &str = r#"
ask = "What does *it* print?"
program = "x.rs"

[[answer]]
prints = "a <b>\n\n  c\n"
right = true
why = "So it is, in `main`."

[[answer]]
refused = "E0382"
label = "It does not compile: `a` is moved."
why = '''
One.

Two.
'''
"#;

fn with_quiz(quiz: &str) -> Small {
    let small = Small::new();
    small.write("book/ch01-a/quiz/x.toml", quiz);
    small.write("book/ch01-a/quiz/x.rs", "fn main() {}\n");
    small.page("# Page\n\n{{#quiz quiz/x.toml}}\n*below*\n");
    small
}

#[test]
fn a_quiz_is_complete_without_a_script() {
    let html = with_quiz(QUIZ).render().expect("the page is right");
    let html = scraper::Html::parse_document(&html);
    let texts = |selector: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(selector).expect("a selector");
        let elements = html.select(&selector);
        elements
            .map(|it| it.text().collect::<String>().trim().to_owned())
            .collect()
    };
    assert_eq!(texts("section.quiz #quiz-ch01-a-x em"), ["it"]);
    assert_eq!(
        texts("section.quiz > pre code.language-rust"),
        ["fn main() {}"]
    );
    assert_eq!(
        texts("section.quiz > details > summary > .quiz-answer"),
        ["a <b>  c", "It does not compile: a is moved."]
    );
    assert_eq!(texts("section.quiz > details.quiz-right samp br").len(), 2);
    // The verdict is told in words.
    assert_eq!(
        texts("section.quiz > details > p"),
        ["Right. So it is, in main.", "Wrong. One.", "Two."]
    );
    assert_eq!(texts("main > p > em"), ["below"]);
}

#[test]
fn a_quiz_that_is_no_good_is_an_error_that_says_where_and_what() {
    let at = "book/ch01-a/page.md:3: book/ch01-a/quiz/x.toml";
    for (good, bad, expected) in [
        ("right = true\n", "", ":1: no answer says `right = true`"),
        ("ask =", "asks =", ":2: unknown field `asks`"),
        (
            "x.rs",
            "y.rs",
            ":3: there is no program book/ch01-a/quiz/y.rs",
        ),
        (
            "[[answer]]\nprints",
            "[[answers]]\nprints",
            ":5: unknown field",
        ),
        ("So it is, in `main`.", " ", ":8: `why` is empty"),
    ] {
        let small = with_quiz(&QUIZ.replacen(good, bad, 1));
        let error = small.render().expect_err("the quiz is no good");
        assert!(error.contains(&format!("{at}{expected}")), "{error}");
    }
    let small = with_quiz(QUIZ);
    fs::remove_file(small.root().join("book/ch01-a/quiz/x.toml")).expect("removed");
    let error = small.render().expect_err("there is no quiz");
    assert!(
        error.contains(&format!("{at}:1: cannot be read")),
        "{error}"
    );
}
