//! A quiz on a page: a program, what may come of it, and why.
//!
//! `{{#quiz quiz/NAME.toml}}` becomes HTML that needs no script and no server: each answer is a door, a
//! `<details>`, and behind it stand the verdict, in words, and the explanation. What an answer asserts
//! is data, an [`Outcome`], so that a test can hold it against the compiler and a run.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::program::push_fenced;
use super::snippet::is_error_code;
use crate::catalog::Finding;
use crate::programs::{Language, Program, Treatment, shown};

/// How many answers a quiz has at least and at most.
const ANSWERS: std::ops::RangeInclusive<usize> = 2..=5;

/// A question about a program, with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiz {
    /// Its declaration, relative to the root: `book/ch01-defer-drop/quiz/underscore.toml`.
    pub path: PathBuf,
    /// The question, in Markdown.
    pub ask: String,
    /// The program that it is about, relative to the root.
    pub program: PathBuf,
    /// What that is written in.
    pub language: Language,
    /// In the order in which they are shown. One is right.
    pub answers: Vec<Answer>,
}

/// One answer of a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The line at which it is declared, from 1.
    pub line: usize,
    /// What it says will happen.
    pub outcome: Outcome,
    /// What is shown instead of the outcome's plain form: text, with code between backticks.
    pub label: Option<String>,
    /// Whether this is what happens.
    pub right: bool,
    /// Why it is so, or why somebody would think so; in Markdown.
    pub why: String,
}

/// What may come of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ends well, having printed this, without the last line's end.
    Prints(String),
    /// It is refused. In Rust, with errors of exactly these [names](crate::refusal), sorted.
    Refused(Vec<String>),
    /// It panics.
    Panics {
        /// A part of what it says then.
        message: String,
        /// All that it printed, as in [`Outcome::Prints`]; anything if none.
        prints: Option<String>,
    },
    /// It never ends.
    NeverEnds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    ask: Spanned<String>,
    program: Spanned<String>,
    #[serde(default, rename = "answer")]
    answers: Vec<Spanned<DeclaredAnswer>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaredAnswer {
    prints: Option<String>,
    refused: Option<Refused>,
    panics: Option<String>,
    never_ends: Option<bool>,
    label: Option<String>,
    #[serde(default)]
    right: bool,
    why: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected the compiler's code for Rust, as \"E0382\", and `true` for Go"
)]
enum Refused {
    Codes(String),
    Yes(bool),
}

/// Where in the declaration something is wrong, and what.
type Fault = (usize, String);

impl Quiz {
    /// Reads the quiz at `path`, which is relative to `root`.
    ///
    /// # Errors
    ///
    /// If it or its program cannot be read, or it is no good quiz.
    pub fn load(root: &Path, path: &Path) -> Result<Self, Finding> {
        let finding = |line, message| Finding {
            path: path.to_owned(),
            line,
            message,
        };
        let text = fs::read_to_string(root.join(path))
            .map_err(|error| finding(1, format!("cannot be read: {error}")))?;
        let located = |(offset, message)| {
            let line = text[..offset].matches('\n').count() + 1;
            finding(line, message)
        };
        Self::parse(path, &text, &|program| root.join(program).is_file()).map_err(located)
    }

    /// The program that it is about, as one that can be built.
    pub fn subject(&self) -> Program {
        let refused = self
            .answers
            .iter()
            .any(|it| it.right && matches!(it.outcome, Outcome::Refused(_)));
        Program {
            path: self.program.clone(),
            language: self.language,
            treatment: if refused && self.language == Language::Go {
                Treatment::Uncompilable
            } else {
                Treatment::Plain
            },
            model: false,
        }
    }

    fn parse(path: &Path, text: &str, exists: &dyn Fn(&Path) -> bool) -> Result<Self, Fault> {
        let declared: Declared = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            (at, error.message().to_owned())
        })?;
        is_prose(&declared.ask, "the question")?;
        let at_program = |message: String| Err((declared.program.span().start, message));
        let name = declared.program.get_ref();
        let Some(language) = Language::of(Path::new(name)).filter(|_| !name.contains(['/', '\\']))
        else {
            return at_program(format!(
                "`{name}` names no Go or Rust program in this folder"
            ));
        };
        let program = path.with_file_name(name);
        if !exists(&program) {
            return at_program(format!("there is no program {}", shown(&program)));
        }
        let answers = declared
            .answers
            .into_iter()
            .map(|answer| Answer::new(answer, text, language))
            .collect::<Result<Vec<_>, Fault>>()?;
        let quiz = Self {
            path: path.to_owned(),
            ask: declared.ask.into_inner(),
            program,
            language,
            answers: answers.iter().map(|(_, answer)| answer.clone()).collect(),
        };
        quiz.is_answerable(&answers.iter().map(|(at, _)| *at).collect::<Vec<_>>())?;
        Ok(quiz)
    }

    /// `offsets` are those of the answers.
    fn is_answerable(&self, offsets: &[usize]) -> Result<(), Fault> {
        let count = self.answers.len();
        if !ANSWERS.contains(&count) {
            return Err((
                0,
                format!(
                    "answers: there are {count}, and should be {} to {}",
                    ANSWERS.start(),
                    ANSWERS.end()
                ),
            ));
        }
        let mut right = self.answers.iter().zip(offsets).filter(|it| it.0.right);
        match (right.next(), right.next()) {
            (None, _) => return Err((0, "no answer says `right = true`".to_owned())),
            (_, Some((_, offset))) => {
                return Err((*offset, "is the second answer that is right".to_owned()));
            }
            _ => {}
        }
        let mut forms = HashSet::new();
        for (index, (answer, offset)) in self.answers.iter().zip(offsets).enumerate() {
            let before = &self.answers[..index];
            if before.iter().any(|it| it.outcome == answer.outcome) {
                return Err((*offset, "has the outcome of another answer".to_owned()));
            }
            if !forms.insert(self.form(answer)) {
                return Err((
                    *offset,
                    "reads like another answer: give one of them a `label`".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Its place in the HTML of any page.
    fn id(&self) -> String {
        let parts = self.path.with_extension("");
        let parts: Vec<_> = parts
            .iter()
            .skip(1)
            .filter(|it| *it != "quiz")
            .map(|it| it.to_string_lossy())
            .collect();
        format!("quiz-{}", parts.join("-"))
    }

    /// What is to be read of an answer before its door is opened: HTML without an empty line, at which
    /// Markdown would begin.
    fn form(&self, answer: &Answer) -> String {
        if let Some(label) = &answer.label {
            return with_code(label);
        }
        match &answer.outcome {
            Outcome::Prints(text) => output(text),
            Outcome::Refused(_) => "It does not compile.".to_owned(),
            Outcome::Panics { message, prints } => {
                let panics = format!("It panics: <code>{}</code>", escaped(message));
                match prints.as_deref() {
                    None | Some("") => panics,
                    Some(text) => format!("{}{panics}", output(text)),
                }
            }
            Outcome::NeverEnds => "It never ends.".to_owned(),
        }
    }

    /// Markdown with HTML around it; `code` is that of the program.
    pub(super) fn expand(&self, code: &str) -> String {
        let id = self.id();
        let mut text = String::new();
        // Writing to a String cannot fail.
        let mut write = |arguments: std::fmt::Arguments<'_>| {
            text.write_fmt(arguments).expect("a String grows");
        };
        write(format_args!(
            "\n<section class=\"quiz\" role=\"group\" aria-labelledby=\"{id}\">\n\
             <p class=\"quiz-kind\">Quiz <span>{}</span></p>\n\
             <div class=\"quiz-ask\" id=\"{id}\">\n\n{}\n\n</div>\n\n",
            self.language.names().0,
            self.ask.trim()
        ));
        let mut fenced = String::new();
        push_fenced(&mut fenced, self.language.names().1, code.trim_end());
        write(format_args!("{fenced}"));
        for (answer, letter) in self.answers.iter().zip('A'..) {
            let (class, verdict) = if answer.right {
                ("quiz-right", "Right.")
            } else {
                ("quiz-wrong", "Wrong.")
            };
            write(format_args!(
                "<details class=\"{class}\">\n\
                 <summary><span class=\"quiz-letter\">{letter}</span> \
                 <span class=\"quiz-answer\">{}</span></summary>\n\n\
                 <strong class=\"quiz-verdict\">{verdict}</strong> {}\n\n",
                self.form(answer),
                answer.why.trim()
            ));
            if let (true, Outcome::Refused(codes)) = (answer.right, &answer.outcome) {
                for code in codes.iter().filter(|it| it.starts_with('E')) {
                    write(format_args!(
                        "<p class=\"quiz-code\">The compiler's code: \
                         <a href=\"https://doc.rust-lang.org/error_codes/{code}.html\">{code}</a></p>\n\n"
                    ));
                }
            }
            write(format_args!("</details>\n\n"));
        }
        write(format_args!("</section>\n\n"));
        text
    }
}

impl Answer {
    /// With the offset of its declaration in `text`.
    fn new(
        declared: Spanned<DeclaredAnswer>,
        text: &str,
        language: Language,
    ) -> Result<(usize, Self), Fault> {
        let at = declared.span().start;
        let declared = declared.into_inner();
        is_prose(&declared.why, "`why`")?;
        let settled = |text: String| text.trim_end_matches('\n').to_owned();
        let outcome = match (
            declared.prints.map(settled),
            declared.refused,
            declared.panics,
            declared.never_ends,
        ) {
            (Some(text), None, None, None) => Outcome::Prints(text),
            (None, Some(refused), None, None) => {
                Outcome::Refused(codes(refused, language).map_err(|message| (at, message))?)
            }
            (_, None, Some(message), None) if message.trim().is_empty() => {
                return Err((at, "`panics` is a part of the message".to_owned()));
            }
            (prints, None, Some(message), None) => Outcome::Panics { message, prints },
            (None, None, None, Some(true)) => Outcome::NeverEnds,
            _ => {
                return Err((
                    at,
                    "an answer has one of `prints`, `refused`, `panics` and `never_ends = true`; \
                     only `panics` may have `prints` beside it"
                        .to_owned(),
                ));
            }
        };
        let answer = Self {
            line: text[..at].matches('\n').count() + 1,
            outcome,
            label: declared.label,
            right: declared.right,
            why: declared.why.into_inner(),
        };
        Ok((at, answer))
    }
}

/// The codes of a refusal, sorted. Go's compiler has none.
fn codes(refused: Refused, language: Language) -> Result<Vec<String>, String> {
    match (refused, language) {
        (Refused::Yes(true), Language::Go) => Ok(Vec::new()),
        (Refused::Codes(codes), Language::Rust) => {
            let mut codes: Vec<String> = codes.split_whitespace().map(str::to_owned).collect();
            codes.sort();
            codes.dedup();
            if codes.is_empty() || !codes.iter().all(|it| is_error_code(it)) {
                return Err("`refused` needs the compiler's code, as \"E0382\"".to_owned());
            }
            Ok(codes)
        }
        (_, Language::Go) => Err("`refused` is `true` for a Go program".to_owned()),
        (_, Language::Rust) => Err("`refused` needs the compiler's code, as \"E0382\"".to_owned()),
    }
}

/// Whether there is text, and no block of code, which nobody would compile.
fn is_prose(text: &Spanned<String>, what: &str) -> Result<(), Fault> {
    let fault = |message: String| Err((text.span().start, message));
    let lines = || text.get_ref().lines().map(str::trim_start);
    if lines().all(str::is_empty) {
        return fault(format!("{what} is empty"));
    }
    if lines().any(|it| it.starts_with("```") || it.starts_with("~~~")) {
        return fault(format!(
            "{what} has a block of code, which nobody would compile: put it into the program"
        ));
    }
    Ok(())
}

/// As `<samp>`, which unlike `<pre>` may stand in a `<summary>`, and which no script colors.
fn output(text: &str) -> String {
    if text.is_empty() {
        return "It prints nothing.".to_owned();
    }
    let lines: Vec<String> = text.lines().map(escaped).collect();
    format!("<samp>{}</samp>", lines.join("<br>"))
}

/// Text with code between backticks.
fn with_code(text: &str) -> String {
    let parts = text.trim().split('`').map(escaped).enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => part,
            _ => format!("<code>{part}</code>"),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "ask = \"What?\"\nprogram = \"x.rs\"\n";
    const RIGHT: &str = "[[answer]]\nprints = \"a\\n\"\nright = true\nwhy = \"So.\"\n";
    const WRONG: &str = "[[answer]]\nrefused = \"E0382\"\nwhy = \"No.\"\n";

    fn parse(text: &str) -> Result<Quiz, (usize, String)> {
        let exists = |path: &Path| path.starts_with("book/ch01-a/quiz");
        Quiz::parse(Path::new("book/ch01-a/quiz/x.toml"), text, &exists)
            .map_err(|(at, message)| (text[..at].matches('\n').count() + 1, message))
    }

    #[track_caller]
    fn refused(text: &str, line: usize, expected: &str) {
        let (at, message) = parse(text).expect_err("it is no good quiz");
        assert!(message.contains(expected), "{message}");
        assert_eq!(at, line, "{message}");
    }

    #[test]
    fn a_quiz_is_read() {
        let quiz = parse(&format!("{HEAD}{RIGHT}{WRONG}")).expect("a good quiz");
        assert_eq!(quiz.program, Path::new("book/ch01-a/quiz/x.rs"));
        assert_eq!(quiz.id(), "quiz-ch01-a-x");
        let outcomes: Vec<_> = quiz.answers.iter().map(|it| &it.outcome).collect();
        assert_eq!(
            outcomes,
            [
                &Outcome::Prints("a".to_owned()),
                &Outcome::Refused(vec!["E0382".to_owned()])
            ]
        );
        assert_eq!((quiz.answers[1].line, quiz.answers[1].right), (7, false));
        let panics = "[[answer]]\npanics = \"oh\"\nprints = \"b\\n\"\nwhy = \"No.\"\n";
        let quiz = parse(&format!("{HEAD}{RIGHT}{panics}")).expect("a good quiz");
        let expected = Outcome::Panics {
            message: "oh".to_owned(),
            prints: Some("b".to_owned()),
        };
        assert_eq!(quiz.answers[1].outcome, expected);
    }

    #[test]
    fn what_is_no_good_quiz_is_refused_at_its_line() {
        let both = format!("{RIGHT}{WRONG}");
        refused(
            &format!("{HEAD}asks = 1\n{both}"),
            3,
            "unknown field `asks`",
        );
        refused(
            &format!("{HEAD}{RIGHT}{WRONG}hint = \"x\"\n"),
            10,
            "unknown field `hint`",
        );
        refused(
            &format!("ask = \" \"\nprogram = \"x.rs\"\n{both}"),
            1,
            "empty",
        );
        for program in ["x.py", "../rust/x.rs", "x"] {
            let text = format!("ask = \"?\"\nprogram = \"{program}\"\n{both}");
            refused(&text, 2, "names no Go or Rust program");
        }
        refused(HEAD, 1, "there are 0");
        refused(&format!("{HEAD}{RIGHT}"), 1, "there are 1");
        let many: String = (0..5)
            .map(|it| WRONG.replace("E0382", &format!("E000{it}")))
            .collect();
        refused(&format!("{HEAD}{RIGHT}{many}"), 1, "there are 6");
        let two = format!("{HEAD}{RIGHT}{}", RIGHT.replace("a\\n", "b"));
        refused(&two, 7, "second answer that is right");
        let none = format!("{HEAD}{WRONG}{}", RIGHT.replace("true", "false"));
        refused(&none, 1, "no answer says `right = true`");
        let same = RIGHT.replace("a\\n", "a").replace("true", "false");
        refused(
            &format!("{HEAD}{RIGHT}{same}"),
            7,
            "the outcome of another answer",
        );
        let like = WRONG.replace("E0382", "E0499");
        refused(
            &format!("{HEAD}{RIGHT}{WRONG}{like}"),
            10,
            "reads like another",
        );
        let empty = WRONG.replace("No.", "");
        refused(&format!("{HEAD}{RIGHT}{empty}"), 9, "`why` is empty");
        let code = "[[answer]]\nnever_ends = true\nwhy = '''\nNo.\n```rust\n```\n'''\n";
        refused(&format!("{HEAD}{RIGHT}{code}"), 9, "a block of code");
    }

    #[test]
    fn an_answer_has_one_outcome_of_its_language() {
        for outcome in [
            "",
            "never_ends = false",
            "never_ends = true\nprints = \"b\"",
            "prints = \"b\"\nrefused = \"E0001\"",
        ] {
            let wrong = format!("[[answer]]\n{outcome}\nwhy = \"No.\"\n");
            refused(&format!("{HEAD}{RIGHT}{wrong}"), 7, "an answer has one of");
        }
        for (code, expected) in [
            ("true", "needs the compiler's code"),
            ("\"E12\"", "needs the compiler's code"),
            ("\"\"", "needs the compiler's code"),
            ("3", "expected the compiler's code"),
        ] {
            let wrong = WRONG.replace("\"E0382\"", code);
            let (_, message) = parse(&format!("{HEAD}{RIGHT}{wrong}")).expect_err("no outcome");
            assert!(message.contains(expected), "{message}");
        }
        let go = HEAD.replace("x.rs", "x.go");
        refused(
            &format!("{go}{RIGHT}{WRONG}"),
            7,
            "`refused` is `true` for a Go",
        );
        let quiz = parse(&format!(
            "{go}{RIGHT}{}",
            WRONG.replace("\"E0382\"", "true")
        ));
        assert_eq!(
            quiz.expect("a good quiz").answers[1].outcome,
            Outcome::Refused(vec![])
        );
    }

    #[test]
    fn an_output_has_no_empty_line_at_which_markdown_would_begin() {
        assert_eq!(output("a\n\n  <b>"), "<samp>a<br><br>  &lt;b&gt;</samp>");
        assert_eq!(with_code("It is `a<b>`."), "It is <code>a&lt;b&gt;</code>.");
    }
}
