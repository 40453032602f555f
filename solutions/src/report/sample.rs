//! A small class with everything in it that can happen, made by hand for the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use interleaving::Interleaving;
use sha2::{Digest as _, Sha256};
use workbook::check::event::{Diagnostic, Outcome, Panic, Place};
use workbook::stubs::{self, Stubs};

use crate::result::{
    Answer, AssignedTest, Assignment, GradedWith, Judgment, Results, Status, Student, TestResult,
    VERSION,
};

/// What somebody writes who wants to break a report.
pub(super) const HOSTILE: &str = "</pre></script><script>alert(1)</script>]]>&amp;\"'`\0\u{1b}[31m\u{202e}\
    \u{85}\u{fffe}\n::error::x\n=1+1";

const LIFO: &str = "ch01-defer-drop/ex01_lifo";
const GATE: &str = "ch01-defer-drop/ex02_gate";
const COUNT: &str = "ch08-mutexes/ex01_count";

/// The stubs of the sample's exercises.
pub(super) fn stubs() -> Stubs {
    let stub = |id: &str| {
        (
            id.to_owned(),
            "//! Close in order.\n\npub fn close() {\n    todo!()\n}\n".to_owned(),
        )
    };
    [LIFO, GATE, COUNT].map(stub).into_iter().collect()
}

/// The answers' texts, by the key of their judgment.
fn texts() -> Vec<(&'static str, String)> {
    let answer = |body: &str| format!("//! Close in order.\n\npub fn close() {{\n    {body}\n}}\n");
    vec![
        (LIFO, answer("let _last = 1;")),
        (LIFO, answer("println!(\"first\"); // <b>bold</b>")),
        (LIFO, answer(&format!("/* {HOSTILE} */"))),
        (GATE, answer("gate.enter() + 1")),
        (GATE, answer("include!(\"/etc/passwd\")")),
        (GATE, answer("loop {}")),
        (
            COUNT,
            answer("count.store(count.load(Relaxed) + 1, Relaxed)"),
        ),
        (COUNT, answer("std::process::exit(0)")),
    ]
}

/// Writes the answers' texts into `folder`.
pub(super) fn write_answers(folder: &Path) {
    for (_, text) in texts() {
        fs::write(folder.join(format!("{}.rs", digest(&text))), text).expect("an answer");
    }
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|it| format!("{it:02x}")).collect()
}

fn key(number: usize) -> String {
    let (id, text) = &texts()[number];
    format!("{id}:{}", digest(text))
}

pub(super) fn results() -> Results {
    let judgments: BTreeMap<String, Judgment> = [
        (key(0), passed(2, 1.0)),
        (key(1), lifo_failed()),
        (key(2), hostile()),
        (key(3), does_not_compile()),
        (key(4), refused()),
        (key(5), not_graded()),
        (key(6), model_failed()),
        (key(7), exits()),
    ]
    .into();
    Results {
        version: VERSION,
        shard: None,
        graded_with: GradedWith {
            toolchain: "rustc 1.95.0 (59807616e 2026-04-14)".to_owned(),
            containment: "bubblewrap".to_owned(),
            course: "5b6f".repeat(16),
        },
        exercises: exercises(),
        students: vec![
            student("../x", Some(HOSTILE), [Some(2), None, Some(7)], &judgments),
            student(
                "alice",
                Some("Alice Ampère"),
                [Some(0), Some(3), Some(6)],
                &judgments,
            ),
            student("bob", None, [Some(1), Some(4), Some(6)], &judgments),
            nobody("carol"),
            student("dave", None, [Some(1), Some(5), None], &judgments),
            untouched("eve"),
        ],
        judgments,
    }
}

fn exercises() -> Vec<Assignment> {
    let test = |target: &str, name: &str, points: f64| AssignedTest {
        target: target.to_owned(),
        name: name.to_owned(),
        states: format!("What {name} holds."),
        hidden: false,
        points,
        penalty: 0.0,
    };
    let assignment = |id: &str, title: &str, chapter: &str, points, tests| Assignment {
        id: id.to_owned(),
        title: title.to_owned(),
        chapter: chapter.to_owned(),
        points,
        tests,
    };
    let guard = AssignedTest {
        penalty: 1.0,
        ..test("ex01_lifo", "keeps_what_worked", 0.0)
    };
    let secret = AssignedTest {
        hidden: true,
        ..test("hidden_gate", "secret_gate", 2.0)
    };
    vec![
        assignment(
            LIFO,
            "Last in, first out",
            "defer and Drop",
            1.0,
            vec![test("ex01_lifo", "closes_in_order", 1.0), guard],
        ),
        assignment(
            GATE,
            "The <gate>",
            "defer and Drop",
            3.0,
            vec![
                test("ex02_gate", "opens", 1.0 / 3.0),
                test("ex02_gate", "closes", 2.0 / 3.0),
                secret,
            ],
        ),
        assignment(
            COUNT,
            "Count",
            "Mutexes",
            2.0,
            vec![
                test("ex01_count", "counts", 1.0),
                test("ex01_count_model", "counts", 1.0),
            ],
        ),
    ]
}

fn student(
    id: &str,
    name: Option<&str>,
    given: [Option<usize>; 3],
    judgments: &BTreeMap<String, Judgment>,
) -> Student {
    let answer = |number: Option<usize>| match number {
        None => Answer {
            status: Status::Missing,
            score: 0.0,
            judgment: None,
            reason: None,
        },
        Some(number) => {
            let judgment = &judgments[&key(number)];
            Answer {
                status: judgment.status,
                score: judgment.score,
                judgment: Some(key(number)),
                reason: judgment.reason.clone(),
            }
        }
    };
    Student {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        email: name.map(|_| format!("{}@example.org", id.replace('.', "="))),
        submission: Some(format!("{id}.zip")),
        problems: match id {
            "bob" => vec!["a link was left out: `exercises/ch01-defer-drop/x.rs`".to_owned()],
            _ => Vec::new(),
        },
        answers: given.map(answer).into(),
    }
}

fn nobody(id: &str) -> Student {
    Student {
        submission: None,
        ..student(id, Some("Carol"), [None, None, None], &BTreeMap::new())
    }
}

fn untouched(id: &str) -> Student {
    let mut student = student(id, None, [None, None, None], &BTreeMap::new());
    for answer in &mut student.answers {
        answer.status = Status::Untouched;
    }
    student.answers[1] = Answer {
        status: Status::Refused,
        score: 0.0,
        judgment: None,
        reason: Some("it is larger than 256 KiB".to_owned()),
    };
    student
}

fn judgment(status: Status, score: f64, tests: Vec<TestResult>) -> Judgment {
    Judgment {
        status,
        score,
        reason: None,
        diagnostics: Vec::new(),
        tests,
    }
}

fn result(outcome: Outcome) -> TestResult {
    TestResult {
        outcome,
        panics: Vec::new(),
        output: String::new(),
        interleaving: None,
    }
}

fn panic(file: &str, line: usize, message: &str) -> Panic {
    Panic {
        thread: "main".to_owned(),
        file: file.to_owned(),
        line,
        column: 5,
        message: message.to_owned(),
    }
}

fn passed(tests: usize, score: f64) -> Judgment {
    let tests = (0..tests).map(|_| result(Outcome::Passed)).collect();
    judgment(Status::Passed, score, tests)
}

fn lifo_failed() -> Judgment {
    let failed = TestResult {
        panics: vec![panic(
            "exercises/ch01-defer-drop/tests/ex01_lifo.rs",
            12,
            "the last one in was to be the first out\n  left: [1, 2]\n right: [2, 1]",
        )],
        output: "first\nsecond\n".to_owned(),
        ..result(Outcome::Failed)
    };
    judgment(Status::Failed, 0.0, vec![failed, result(Outcome::Passed)])
}

fn hostile() -> Judgment {
    let failed = TestResult {
        panics: vec![panic(HOSTILE, 1, HOSTILE)],
        output: HOSTILE.to_owned(),
        ..result(Outcome::Failed)
    };
    let crashed = TestResult {
        output: HOSTILE.repeat(2),
        ..result(Outcome::Crashed {
            signal: "SIGABRT".to_owned(),
        })
    };
    judgment(Status::Failed, 0.0, vec![failed, crashed])
}

fn does_not_compile() -> Judgment {
    let error = Diagnostic {
        error: true,
        code: Some("E0308".to_owned()),
        message: "mismatched types".to_owned(),
        place: Some(Place {
            file: "exercises/ch01-defer-drop/ex02_gate.rs".to_owned(),
            line: 4,
            column: 5,
            end_line: 4,
            end_column: 21,
        }),
        in_exercise: true,
        rendered:
            "error[E0308]: mismatched types\n --> exercises/ch01-defer-drop/ex02_gate.rs:4:5\n"
                .to_owned(),
    };
    let warning = Diagnostic {
        error: false,
        code: Some("unused_variables".to_owned()),
        message: "unused variable: `x`".to_owned(),
        place: None,
        in_exercise: true,
        rendered: "warning: unused variable: `x`\n".to_owned(),
    };
    Judgment {
        diagnostics: vec![warning, error],
        ..judgment(Status::DoesNotCompile, 0.0, Vec::new())
    }
}

fn refused() -> Judgment {
    Judgment {
        reason: Some("it reads `/etc/passwd` when it is compiled".to_owned()),
        ..judgment(Status::Refused, 0.0, Vec::new())
    }
}

fn not_graded() -> Judgment {
    Judgment {
        reason: Some("the disk is full".to_owned()),
        ..judgment(Status::NotGraded, 0.0, Vec::new())
    }
}

fn model_failed() -> Judgment {
    let failed = TestResult {
        panics: vec![panic(
            "exercises/ch08-mutexes/ex01_count.rs",
            4,
            "an increment was lost",
        )],
        interleaving: Some(Box::new(lost_update())),
        ..result(Outcome::Failed)
    };
    judgment(Status::Failed, 1.0, vec![result(Outcome::Passed), failed])
}

fn exits() -> Judgment {
    let exit = result(Outcome::NotReported { status: Some(0) });
    let hangs = result(Outcome::TimedOut { limit_seconds: 2 });
    judgment(Status::Failed, 0.0, vec![exit, hangs])
}

/// The one that the book's tests recorded.
pub(super) fn lost_update() -> Interleaving {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/book/models/lost_update.model.json");
    let text = fs::read_to_string(path).expect("a recorded model");
    let record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut interleaving: Interleaving =
        serde_json::from_value(record["interleaving"].clone()).expect("an interleaving");
    interleaving.seconds = 0.0;
    interleaving
}

/// So many students and exercises as a large class has, with answers that read like answers, written into
/// `folder`. The same every time.
pub(super) fn class(students: usize, exercises: usize, folder: &Path) -> Results {
    let mut class = Class {
        chance: 42,
        folder: folder.to_owned(),
        judgments: BTreeMap::new(),
    };
    let stubs: Vec<(&str, &str)> = stubs::shipped().iter().collect();
    let exercises: Vec<(Assignment, &str)> = (0..exercises)
        .map(|at| {
            let (id, stub) = stubs[at % stubs.len()];
            let again = at / stubs.len();
            let id = if again == 0 {
                id.to_owned()
            } else {
                format!("ch9{again}-again/ex{:02}_again", at % stubs.len())
            };
            (assignment(&id, at), stub)
        })
        .collect();
    let students = (0..students)
        .map(|who| {
            let able = class.below(100);
            let answers = exercises.iter().enumerate();
            let answers: Vec<Answer> = answers
                .map(|(at, (exercise, stub))| class.answer(exercise, stub, at, able))
                .collect();
            Student {
                id: format!("s{:04}", 1000 + who * 7),
                name: Some(format!(
                    "{} {}",
                    FIRST[who % FIRST.len()],
                    LAST[who / 3 % LAST.len()]
                )),
                email: None,
                submission: (who % 40 != 39).then(|| format!("s{:04}.zip", 1000 + who * 7)),
                problems: Vec::new(),
                answers: if who % 40 == 39 {
                    class.missing(answers.len())
                } else {
                    answers
                },
            }
        })
        .collect();
    Results {
        exercises: exercises.into_iter().map(|(it, _)| it).collect(),
        students,
        judgments: class.judgments,
        ..results()
    }
}

const FIRST: [&str; 12] = [
    "Amara", "Björn", "Chidi", "Dolores", "Émile", "Fatima", "Giang", "Hiroko", "Ines", "Jakub",
    "Kwame", "Lakshmi",
];
const LAST: [&str; 9] = [
    "Abdullah",
    "Brandt-Martínez y Fernández",
    "Castro",
    "Dvořák",
    "Eze",
    "Fischer",
    "Li",
    "Okafor",
    "Sørensen",
];

fn assignment(id: &str, at: usize) -> Assignment {
    let name = id.rsplit('/').next().unwrap_or(id);
    let tests = (0..3 + at % 5).map(|it| AssignedTest {
        target: if it == 3 {
            format!("{name}_model")
        } else {
            name.to_owned()
        },
        name: format!("holds_property_{it}_of_this_exercise"),
        states: "A handler runs inside the gate, from its first step to its last.".to_owned(),
        hidden: it == 6,
        points: 1.0,
        penalty: 0.0,
    });
    let tests: Vec<AssignedTest> = tests.collect();
    Assignment {
        id: id.to_owned(),
        title: format!("The exercise on {}", name.replace('_', " ")),
        chapter: format!("Chapter {}", id.split('-').next().unwrap_or_default()),
        points: f64::from(u32::try_from(tests.len()).expect("a few")),
        tests,
    }
}

struct Class {
    chance: u64,
    folder: std::path::PathBuf,
    judgments: BTreeMap<String, Judgment>,
}

impl Class {
    /// xorshift: by no means random, and enough.
    fn below(&mut self, most: u64) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance % most
    }

    fn missing(&self, count: usize) -> Vec<Answer> {
        let missing = Answer {
            status: Status::Missing,
            score: 0.0,
            judgment: None,
            reason: None,
        };
        vec![missing; count]
    }

    fn answer(&mut self, exercise: &Assignment, stub: &str, at: usize, able: u64) -> Answer {
        let hard = u64::try_from(at).expect("a few");
        let luck = self.below(100) + able;
        if luck < hard {
            let mut none = self.missing(1).remove(0);
            none.status = Status::Untouched;
            return none;
        }
        // Every fifth answer is one that others gave, too.
        let which = if self.below(5) == 0 {
            self.below(3)
        } else {
            100 + self.below(1 << 40)
        };
        let solved = luck > 60 + hard / 2;
        let body = format!(
            "let solved_{solved} = {which};\n    let next = queue.lock().unwrap().pop_front();\n    drop(next);"
        );
        let mut text = stub.replace("todo!()", &body);
        text.push_str(&format!(
            "\nfn helper() -> Option<u64> {{\n    Some({which})\n}}\n"
        ));
        let key = format!("{}:{}", exercise.id, digest(&text));
        if !self.judgments.contains_key(&key) {
            fs::write(self.folder.join(format!("{}.rs", digest(&text))), &text).expect("an answer");
            let judgment = self.judgment(exercise, solved);
            self.judgments.insert(key.clone(), judgment);
        }
        let judgment = &self.judgments[&key];
        Answer {
            status: judgment.status,
            score: judgment.score,
            judgment: Some(key),
            reason: None,
        }
    }

    fn judgment(&mut self, exercise: &Assignment, solved: bool) -> Judgment {
        if solved {
            return passed(exercise.tests.len(), exercise.points);
        }
        if self.below(8) == 0 {
            return does_not_compile();
        }
        let mut tests: Vec<TestResult> = Vec::new();
        for test in &exercise.tests {
            tests.push(match self.below(5) {
                _ if test.name.contains("_0_") => self.failed(exercise),
                0 | 1 => self.failed(exercise),
                2 if test.target.ends_with("_model") => TestResult {
                    interleaving: Some(Box::new(lost_update())),
                    ..result(Outcome::Failed)
                },
                3 if self.below(3) == 0 => result(Outcome::TimedOut { limit_seconds: 5 }),
                _ => result(Outcome::Passed),
            });
        }
        let passed = tests
            .iter()
            .filter(|it| it.outcome == Outcome::Passed)
            .count();
        let score = f64::from(u32::try_from(passed).expect("a few"));
        judgment(Status::Failed, score, tests)
    }

    fn failed(&mut self, exercise: &Assignment) -> TestResult {
        let file = format!("exercises/{}.rs", exercise.id);
        let got = self.below(1000);
        let message = format!(
            "assertion `left == right` failed: after the last handler, nobody is inside; is a pass kept \
             for too long?\n  left: {got}\n right: 0"
        );
        TestResult {
            panics: vec![panic(&file, 40, &message)],
            output: "listening\naccepted 1\naccepted 2\n".to_owned(),
            ..result(Outcome::Failed)
        }
    }
}
