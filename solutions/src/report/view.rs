//! What every report wants to know of the results, and does not want to reckon again.

use std::collections::BTreeMap;

use workbook::check::event::{Diagnostic, Outcome, Panic};

use crate::result::{
    Answer, AssignedTest, Assignment, Judgment, Results, Status, Student, TestResult,
};
use crate::text;

/// What all exercises are worth.
pub(super) fn possible(results: &Results) -> f64 {
    results.exercises.iter().map(|it| it.points).sum()
}

/// What a student has. An answer that is not graded counts nothing here.
pub(super) fn total(student: &Student) -> f64 {
    student.answers.iter().map(|it| it.score).sum()
}

/// What a student is called: the name of the roster, or else the id.
pub(super) fn name(student: &Student) -> String {
    text::line(student.name.as_deref().unwrap_or(&student.id))
}

/// How many of a student's answers have to be graded again.
pub(super) fn not_graded(student: &Student) -> usize {
    let answers = student.answers.iter();
    answers.filter(|it| it.status == Status::NotGraded).count()
}

/// The judgment of an answer, if there was something to judge.
pub(super) fn judgment<'a>(results: &'a Results, answer: &Answer) -> Option<&'a Judgment> {
    results.judgments.get(answer.judgment.as_ref()?)
}

/// How an answer stands, in a word: the same in every format for programs.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::DoesNotCompile => "does-not-compile",
        Status::Untouched => "untouched",
        Status::Missing => "missing",
        Status::Refused => "refused",
        Status::NotGraded => "not-graded",
    }
}

/// How a test ended, in a word: the same in every format for programs.
pub(super) fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::TimedOut { .. } => "timed-out",
        Outcome::Crashed { .. } => "crashed",
        Outcome::NotReported { .. } => "not-reported",
    }
}

/// How a test ended, in words.
pub(super) fn ended(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed => "failed".to_owned(),
        Outcome::TimedOut { limit_seconds } => {
            format!("did not finish within {limit_seconds} s")
        }
        Outcome::Crashed { signal } => {
            format!("its process was ended by {}", text::line(signal))
        }
        Outcome::NotReported {
            status: Some(status),
        } => format!("its process ended with status {status} before the test did"),
        Outcome::NotReported { status: None } => {
            "its process ended without a word of the test".to_owned()
        }
    }
}

/// What a test brings, or costs, with this outcome.
pub(super) fn earned(test: &AssignedTest, outcome: &Outcome) -> f64 {
    match outcome {
        Outcome::Passed => test.points,
        _ => 0.0 - test.penalty,
    }
}

/// What an answer has for the tests that its author may know of, and the most that it could have.
pub(super) fn open_score(
    exercise: &Assignment,
    answer: &Answer,
    judgment: Option<&Judgment>,
) -> (f64, f64) {
    if exercise.tests.iter().all(|it| !it.hidden) {
        return (answer.score, exercise.points);
    }
    let hidden = exercise.tests.iter().filter(|it| it.hidden);
    let hidden: f64 = hidden.map(|it| it.points).sum();
    let open = judgment.into_iter().flat_map(|it| tested(exercise, it));
    let score: f64 = open
        .filter(|(test, _)| !test.hidden)
        .map(|(test, result)| earned(test, &result.outcome))
        .sum();
    (score.max(0.0), exercise.points - hidden)
}

/// An answer's tests with their results. None if none was run.
pub(super) fn tested<'a>(
    exercise: &'a Assignment,
    judgment: &'a Judgment,
) -> impl Iterator<Item = (&'a AssignedTest, &'a TestResult)> {
    exercise.tests.iter().zip(&judgment.tests)
}

/// Where it panicked, as an editor takes it.
pub(super) fn place(panic: &Panic) -> String {
    format!(
        "{}:{}:{}",
        text::line(&panic.file),
        panic.line,
        panic.column
    )
}

/// A message that says nothing but that the stub's body is still there.
pub(super) fn is_todo(panic: &Panic) -> bool {
    panic.message.starts_with("not yet implemented")
}

/// Why a test failed, for text: how it ended, each panic and its place, and what it wrote.
pub(super) fn explained(result: &TestResult) -> String {
    let mut lines = vec![ended(&result.outcome)];
    for panic in &result.panics {
        lines.push(text::shown(&panic.message));
        lines.push(format!("at {}", place(panic)));
    }
    if let Some(interleaving) = result.interleaving.as_ref().filter(|it| it.is_sound()) {
        let drawn = interleaving::text::plain(interleaving, interleaving::text::Extent::Shortened);
        lines.push(text::shown(&drawn));
    }
    let output = text::shown(&result.output);
    if !output.trim().is_empty() {
        lines.push(format!("it wrote:\n{}", output.trim_end()));
    }
    lines.join("\n")
}

/// What the compiler has against an answer.
pub(super) fn errors(judgment: &Judgment) -> String {
    let errors = judgment.diagnostics.iter().filter(|it| it.error);
    rendered(errors)
}

/// The same as the student may read it.
pub(super) fn open_errors(exercise: &Assignment, judgment: &Judgment) -> String {
    let errors = judgment.diagnostics.iter().filter(|it| it.error);
    let (open, held): (Vec<_>, Vec<_>) = errors.partition(|it| is_open(exercise, it));
    let mut said = rendered(open.into_iter());
    if said.is_empty() && !held.is_empty() {
        said.push_str(HELD_BACK);
    }
    said
}

/// What is said in place of an error that tells of a hidden test.
pub(super) const HELD_BACK: &str = "It does not compile with a test that you do not have. Does everything have the name and the type \
     that it has in the stub?";

/// Whether an error tells nothing of a hidden test: the compiler quotes lines of whatever file.
pub(super) fn is_open(exercise: &Assignment, error: &Diagnostic) -> bool {
    let mut hidden = exercise.tests.iter().filter(|it| it.hidden);
    let place = error.place.as_ref().map_or("", |it| it.file.as_str());
    !hidden.any(|test| {
        let file = format!("{}.rs", test.target);
        let said = [place, &error.rendered, &error.message];
        said.iter().any(|it| it.contains(&file))
    })
}

fn rendered<'a>(errors: impl Iterator<Item = &'a Diagnostic>) -> String {
    let rendered: Vec<String> = errors
        .map(|it| text::shown(&it.rendered).trim_end().to_owned())
        .collect();
    rendered.join("\n\n")
}

/// Why there are no results of single tests, for text. `errors` is what the compiler said.
pub(super) fn whole(answer: &Answer, judgment: Option<&Judgment>, errors: &str) -> String {
    let mut said = match answer.status {
        Status::Passed => "passed".to_owned(),
        Status::Failed => "failed".to_owned(),
        Status::DoesNotCompile => "does not compile".to_owned(),
        Status::Untouched => "untouched: this is the stub as shipped".to_owned(),
        Status::Missing => "missing: there is no such file in the submission".to_owned(),
        Status::Refused => "refused".to_owned(),
        Status::NotGraded => "not graded: the grader failed, so grade it again".to_owned(),
    };
    if let Some(reason) = reason(answer, judgment) {
        said.push_str(": ");
        said.push_str(&reason);
    }
    if !errors.is_empty() {
        said.push_str("\n\n");
        said.push_str(errors);
    }
    said
}

/// Why an answer was refused or not graded.
pub(super) fn reason(answer: &Answer, judgment: Option<&Judgment>) -> Option<String> {
    let of_judgment = judgment.and_then(|it| it.reason.as_ref());
    answer
        .reason
        .as_ref()
        .or(of_judgment)
        .map(|it| text::line(it))
}

/// The exercises of a chapter, which follow each other.
pub(super) struct Chapter<'a> {
    /// As `ch01`.
    pub short: &'a str,
    pub title: &'a str,
    /// Where its exercises are in [`Results::exercises`].
    pub range: std::ops::Range<usize>,
}

/// The chapters, in order.
pub(super) fn chapters(results: &Results) -> Vec<Chapter<'_>> {
    let mut chapters: Vec<(&str, Chapter<'_>)> = Vec::new();
    for (at, exercise) in results.exercises.iter().enumerate() {
        let id = exercise.id.split('/').next().unwrap_or(&exercise.id);
        match chapters.last_mut() {
            Some((last, chapter)) if *last == id => chapter.range.end = at + 1,
            _ => chapters.push((
                id,
                Chapter {
                    short: id.split('-').next().unwrap_or(id),
                    title: &exercise.chapter,
                    range: at..at + 1,
                },
            )),
        }
    }
    chapters.into_iter().map(|(_, chapter)| chapter).collect()
}

/// The short name of an exercise in its chapter, as `ex01`.
pub(super) fn short(exercise: &Assignment) -> &str {
    let name = exercise.id.rsplit('/').next().unwrap_or(&exercise.id);
    name.split('_').next().unwrap_or(name)
}

/// How a class did in one exercise.
#[derive(Default)]
pub(super) struct Statistics<'a> {
    /// How many answers stand so, and have some points without all of them.
    pub standings: BTreeMap<Standing, usize>,
    /// How many of those who handed something in have an answer that is graded.
    pub graded: usize,
    /// The mean share of the points, of those.
    pub mean: f64,
    /// For each test: how it ended for those whose answer was run, by [`outcome`].
    pub tests: Vec<BTreeMap<&'static str, usize>>,
    /// For how many the tests were run.
    pub ran: usize,
    /// Who gave which answer: places in [`Results::students`], by key.
    pub answers: BTreeMap<&'a str, Vec<usize>>,
}

/// The statistics of each exercise, in order.
pub(super) fn statistics(results: &Results) -> Vec<Statistics<'_>> {
    let of_exercise = |(at, exercise): (usize, &Assignment)| {
        let mut its = Statistics {
            tests: vec![BTreeMap::new(); exercise.tests.len()],
            ..Statistics::default()
        };
        let mut shares = 0.0;
        for (who, student) in results.students.iter().enumerate() {
            let Some(answer) = student.answers.get(at) else {
                continue;
            };
            *its.standings.entry(Standing::of(answer)).or_default() += 1;
            if student.submission.is_some() && answer.status != Status::NotGraded {
                its.graded += 1;
                shares += share(answer.score, exercise.points);
            }
            let Some(key) = &answer.judgment else {
                continue;
            };
            its.answers.entry(key).or_default().push(who);
            let Some(judgment) = results.judgments.get(key) else {
                continue;
            };
            if !judgment.tests.is_empty() {
                its.ran += 1;
            }
            for (test, result) in its.tests.iter_mut().zip(&judgment.tests) {
                *test.entry(outcome(&result.outcome)).or_default() += 1;
            }
        }
        its.mean = share(shares, float(its.graded));
        its
    };
    results
        .exercises
        .iter()
        .enumerate()
        .map(of_exercise)
        .collect()
}

/// The exercises of which the class has the smallest share of the points, those first. Where shares are
/// equal, in the order of the course.
pub(super) fn hardest(statistics: &[Statistics<'_>]) -> Vec<usize> {
    let unsolved = |it: &usize| statistics[*it].graded > 0 && statistics[*it].mean < 1.0;
    let mut hardest: Vec<usize> = (0..statistics.len()).filter(unsolved).collect();
    hardest.sort_by(|one, other| statistics[*one].mean.total_cmp(&statistics[*other].mean));
    hardest
}

/// A part of a whole, where nothing of nothing is nothing.
pub(super) fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Percent, without decimals.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// There are never so many that a float could not count them.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How an answer stands, as a matrix shows it: by a sign that can be told without its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Passed,
    Partly,
    Failed,
    DoesNotCompile,
    Untouched,
    Missing,
    Refused,
    NotGraded,
}

impl Standing {
    pub const ALL: [Self; 8] = [
        Self::Passed,
        Self::Partly,
        Self::Failed,
        Self::DoesNotCompile,
        Self::Untouched,
        Self::Missing,
        Self::Refused,
        Self::NotGraded,
    ];

    pub fn of(answer: &Answer) -> Self {
        match answer.status {
            Status::Passed => Self::Passed,
            Status::Failed if answer.score > 0.0 => Self::Partly,
            Status::Failed => Self::Failed,
            Status::DoesNotCompile => Self::DoesNotCompile,
            Status::Untouched => Self::Untouched,
            Status::Missing => Self::Missing,
            Status::Refused => Self::Refused,
            Status::NotGraded => Self::NotGraded,
        }
    }

    pub fn sign(self) -> char {
        match self {
            Self::Passed => '✓',
            Self::Partly => '◐',
            Self::Failed => '✗',
            Self::DoesNotCompile => 'E',
            Self::Untouched => '·',
            Self::Missing => '–',
            Self::Refused => '!',
            Self::NotGraded => '?',
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Partly => "failed, with some points",
            Self::Failed => "failed",
            Self::DoesNotCompile => "does not compile",
            Self::Untouched => "untouched stub",
            Self::Missing => "missing",
            Self::Refused => "refused",
            Self::NotGraded => "not graded",
        }
    }

    /// For style sheets, in a letter: there are thousands.
    pub fn class(self) -> &'static str {
        match self {
            Self::Passed => "p",
            Self::Partly => "h",
            Self::Failed => "f",
            Self::DoesNotCompile => "c",
            Self::Untouched => "u",
            Self::Missing => "m",
            Self::Refused => "r",
            Self::NotGraded => "n",
        }
    }
}
