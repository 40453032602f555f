//! A class that is made up: answers that differ as those of people do, and copies that hide what they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, iter};

use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use regex::{Captures, Regex};
use solutions::result::{Answer, Assignment, GradedWith, Results, Status, Student, VERSION};
use solutions::similarity::{Course, Similarities, find};
use workbook::catalog::Catalog;
use workbook::stubs;

/// The root of the workbook.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What the course has.
pub(crate) fn course() -> Course {
    let catalog = Catalog::load(&root()).expect("the course");
    Course::read(&catalog, stubs::shipped()).expect("the course")
}

/// The exercises with more than a page of an answer: their ids, their references and their wrong answers.
pub(crate) struct Exercise {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) wrong: Vec<String>,
}

pub(crate) fn exercises() -> Vec<Exercise> {
    let catalog = Catalog::load(&root()).expect("the course");
    let read = |path: PathBuf| fs::read_to_string(path).expect("a file of the course");
    let exercises = catalog.exercises().map(|exercise| {
        let paths = catalog.wrong_answers(exercise).expect("the wrong answers");
        Exercise {
            id: exercise.id(),
            reference: read(root().join(exercise.solution())),
            wrong: paths.into_iter().map(read).collect(),
        }
    });
    exercises.collect()
}

/// The answers of each student, by exercise.
#[derive(Default)]
pub(crate) struct Class {
    pub(crate) students: Vec<(String, BTreeMap<String, String>)>,
}

impl Class {
    /// Students who work alone: some do nothing, some are right, some err as people do, and each writes it
    /// in a way of their own.
    pub(crate) fn alone(students: usize, exercises: &[Exercise], chance: &mut ChaCha8Rng) -> Self {
        let students = (0..students).map(|number| {
            let answers = exercises.iter().filter_map(|exercise| {
                let text = match chance.random_range(0..100) {
                    0..15 => return None,
                    15..60 => &exercise.reference,
                    _ => exercise.wrong.choose(chance).expect("a wrong answer"),
                };
                Some((exercise.id.clone(), varied(text, chance)))
            });
            (format!("s{number:03}"), answers.collect())
        });
        Self {
            students: students.collect(),
        }
    }

    /// Lets a student hand in, for the first so many exercises that another has done, a disguised copy.
    pub(crate) fn copies(&mut self, from: usize, to: usize, count: usize, chance: &mut ChaCha8Rng) {
        let answers: Vec<(String, String)> = self.students[from]
            .1
            .iter()
            .filter(|(_, text)| text.lines().count() > 30)
            .take(count)
            .map(|(id, text)| (id.clone(), disguised(text, chance)))
            .collect();
        assert_eq!(answers.len(), count, "{from} has done too little");
        self.students[to].1.extend(answers);
    }

    pub(crate) fn compared(&self, exercises: &[Exercise], course: &Course) -> Similarities {
        let (results, texts) = self.graded(exercises);
        find(&results, &|key| texts.get(key).cloned(), course)
    }

    /// Results as grading gives them, and the texts of the answers.
    pub(crate) fn graded(&self, exercises: &[Exercise]) -> (Results, BTreeMap<String, String>) {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut texts = BTreeMap::new();
        let students = self.students.iter().map(|(id, answers)| {
            let answers = exercises.iter().map(|exercise| {
                let judgment = answers.get(&exercise.id).map(|text| {
                    let next = numbers.len();
                    let number = *numbers.entry(text).or_insert(next);
                    let key = format!("{}:{number:064x}", exercise.id);
                    texts.insert(key.clone(), text.clone());
                    key
                });
                Answer {
                    status: if judgment.is_some() {
                        Status::Passed
                    } else {
                        Status::Missing
                    },
                    score: 0.0,
                    judgment,
                    reason: None,
                }
            });
            Student {
                id: id.clone(),
                name: None,
                email: None,
                submission: None,
                problems: Vec::new(),
                answers: answers.collect(),
            }
        });
        let students = students.collect();
        let exercises = exercises.iter().map(|exercise| Assignment {
            id: exercise.id.clone(),
            title: exercise.id.clone(),
            chapter: String::new(),
            points: 1.0,
            tests: Vec::new(),
        });
        let results = Results {
            version: VERSION,
            shard: None,
            graded_with: GradedWith {
                toolchain: String::new(),
                containment: String::new(),
                course: String::new(),
            },
            exercises: exercises.collect(),
            students,
            judgments: BTreeMap::new(),
        };
        (results, texts)
    }
}

/// The same answer by another, with a thought or two of that person's own.
pub(crate) fn varied(text: &str, chance: &mut ChaCha8Rng) -> String {
    thought_of(&reworded(text, chance), chance)
}

/// The same answer in the words of another: each place where one may write it in two ways is decided anew.
pub(crate) fn reworded(text: &str, chance: &mut ChaCha8Rng) -> String {
    const WAYS: [(&str, &str); 10] = [
        (r"\.unwrap\(\)", r#".expect("it is there")"#),
        (r"\.expect\([^()]*\)", ".unwrap()"),
        (r"(?m)^( *)(\*?[a-z_.]+) \+= ([^;]+);", "$1$2 = $2 + $3;"),
        (
            r"(?m)^( *)while ([^{\n]+) \{$",
            "$1loop {\n$1    if !($2) {\n$1        break;\n$1    }",
        ),
        (r"if ([a-z_.*]+) == ([a-z0-9_.]+) \{", "if $2 == $1 {"),
        (r"if ([a-z_.*]+) > 0 \{", "if $1 != 0 {"),
        (
            r"(?m)^( *)let ([a-z_]+) = ([^;\n]+);$",
            "$1let $2 = {\n$1    $3\n$1};",
        ),
        (
            r"(?m)^( *)let mut ([a-z_]+) = ([^;\n]+);$",
            "$1let $2 = $3;\n$1let mut $2 = $2;",
        ),
        (r"(?m)^( *)self\.([a-z_]+)\.", "$1let $2 = &self.$2;\n$1$2."),
        (r"(?m)^( *)([a-z_]+\([^;\n]*\));$", "$1let _ = $2;"),
    ];
    static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let patterns = WAYS.iter().map(|(from, _)| pattern(from));
        patterns.collect()
    });
    let mut text = text.to_owned();
    for (from, (_, to)) in PATTERNS.iter().zip(WAYS) {
        let replaced = from.replace_all(&text, |found: &Captures<'_>| {
            let mut said = String::new();
            if chance.random_bool(0.4) {
                found.expand(to, &mut said);
            } else {
                said.push_str(&found[0]);
            }
            said
        });
        text = replaced.into_owned();
    }
    text
}

/// Now and then, a few statements that nobody else comes to think of.
fn thought_of(text: &str, chance: &mut ChaCha8Rng) -> String {
    let mut said = String::new();
    let mut inside = false;
    for line in text.lines() {
        said.push_str(line);
        said.push('\n');
        inside |= line.trim_start().starts_with("pub fn ");
        if inside && line.ends_with('{') {
            inside = false;
            if chance.random_bool(0.4) {
                for _ in 0..chance.random_range(1..4) {
                    said.push_str(&statement(2, chance));
                    said.push('\n');
                }
            }
        }
    }
    said
}

fn statement(depth: usize, chance: &mut ChaCha8Rng) -> String {
    let value = expression(depth, chance);
    match chance.random_range(0..if depth > 0 { 5 } else { 3 }) {
        0 => format!("let part = {value};"),
        1 => format!("part.{}({value});", method(chance)),
        2 => format!("assert!({value} < {}, \"small\");", expression(0, chance)),
        3 => format!("if {value} == 1 {{ {} }}", statement(depth - 1, chance)),
        _ => format!("for part in {value} {{ {} }}", statement(depth - 1, chance)),
    }
}

fn expression(depth: usize, chance: &mut ChaCha8Rng) -> String {
    if depth == 0 {
        return (*["part", "1", "Vec::new()", "&part[1..]", "!part"]
            .choose(chance)
            .expect("an expression"))
        .to_owned();
    }
    let inner = expression(depth - 1, chance);
    match chance.random_range(0..4) {
        0 => format!("{inner}.{}()", method(chance)),
        1 => format!("{inner} + {}", expression(depth - 1, chance)),
        2 => format!("({inner}, part).1"),
        _ => format!(
            "{inner}.{}(|part| {})",
            method(chance),
            expression(depth - 1, chance)
        ),
    }
}

fn method(chance: &mut ChaCha8Rng) -> &'static str {
    [
        "len", "map", "push", "filter", "insert", "count", "get", "take", "zip", "iter", "min",
    ]
    .choose(chance)
    .expect("a method")
}

/// A copy with other names, comments, layout, order of functions, and neighboring statements exchanged.
pub(crate) fn disguised(text: &str, chance: &mut ChaCha8Rng) -> String {
    static COMMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^ *//.*\n"));
    let text = COMMENT.replace_all(text, "");
    let text = renamed(&text, chance);
    let text = reordered(&text, chance);
    let text = exchanged(&text, chance);
    let mut said = String::from("// All my own work.\n");
    for line in text.lines() {
        // Half of the lines are joined with the next, and the rest indented by some other width.
        let indent = chance.random_range(0..9);
        said.push_str(&" ".repeat(indent));
        said.push_str(line.trim());
        said.push_str(if chance.random_bool(0.5) {
            " "
        } else {
            " /* . */\n"
        });
    }
    said
}

fn renamed(text: &str, chance: &mut ChaCha8Rng) -> String {
    static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:let(?: mut)?|fn|struct|enum|const|for) +([A-Za-z]\w*)|\b([a-z]\w*): ")
    });
    static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z_]\w*"));
    let mut names: Vec<&str> = DECLARED
        .captures_iter(text)
        .flat_map(|it| [it.get(1), it.get(2)])
        .flatten()
        .map(|it| it.as_str())
        .filter(|it| !matches!(*it, "Some" | "Ok" | "Err" | "self" | "crate"))
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut numbers: Vec<usize> = (0..names.len()).collect();
    numbers.shuffle(chance);
    let others: BTreeMap<&str, String> = iter::zip(names, numbers)
        .map(|(name, number)| {
            let other = if name.starts_with(char::is_uppercase) {
                format!("Kind{number}")
            } else {
                format!("x{number}")
            };
            (name, other)
        })
        .collect();
    let renamed = WORD.replace_all(text, |found: &Captures<'_>| {
        let name = &found[0];
        others.get(name).cloned().unwrap_or_else(|| name.to_owned())
    });
    renamed.into_owned()
}

/// The paragraphs at one depth of braces in another order: items, and methods within theirs.
fn reordered(text: &str, chance: &mut ChaCha8Rng) -> String {
    let mut said = String::new();
    let mut depth = 0_usize;
    let mut run: Vec<String> = vec![String::new()];
    let mut at = 0_usize;
    for line in text.lines() {
        if line.is_empty() && depth == at {
            run.push(String::new());
            continue;
        }
        let opens = line.matches('{').count();
        let closes = line.matches('}').count();
        let inner = at == 0 && depth == 0 && line.starts_with("impl") && opens > closes;
        let last = run.last_mut().expect("there is one");
        last.push_str(line);
        last.push('\n');
        depth = (depth + opens).saturating_sub(closes);
        if inner {
            // Methods change places among themselves.
            said.push_str(&run.pop().expect("there is one"));
            run.push(String::new());
            at = 1;
        } else if at == 1 && depth == 0 {
            let end = run.last_mut().expect("there is one");
            let closing = end.trim_end().len() - 1;
            end.truncate(closing);
            run.shuffle(chance);
            said.push_str(&run.concat());
            said.push_str("}\n");
            run = vec![String::new()];
            at = 0;
        }
    }
    run.shuffle(chance);
    said.push_str(&run.concat());
    said
}

/// Statements on lines of their own, one after the other, exchanged now and then.
fn exchanged(text: &str, chance: &mut ChaCha8Rng) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let plain = |line: &str| line.ends_with(';') && !line.contains('{');
    let mut at = 0;
    while at + 1 < lines.len() {
        if plain(lines[at]) && plain(lines[at + 1]) && chance.random_bool(0.4) {
            lines.swap(at, at + 1);
            at += 1;
        }
        at += 1;
    }
    lines.join("\n")
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

/// Chance that is the same in every run.
pub(crate) fn chance(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}
