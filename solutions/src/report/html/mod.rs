//! `report.html`: the class in one file, for a browser without a network, a script or patience.
//!
//! The text of every answer and all that it wrote is hostile. `maud` escapes what is put into the page;
//! [`text`] has shown before what a browser would hide; and a policy in each page's head
//! forbids every script, should something slip through.
//!
//! An answer's details (drawings, output, the difference to the stub) stand once: with the student who
//! gave it, or with the exercise if several did. For a large class the details of all would be some tens
//! of megabytes, which no browser likes. So the report takes what it has room for, the most common
//! answers first; then there is a page a student as well, `students/<name>.html`, with the details of all
//! of that student's answers. The report itself always has the matrix, the statistics, and for every
//! student which tests failed, with what message and where.

mod answer;
mod class;
mod diff;
mod exercise;
mod student;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use workbook::stubs::Stubs;

use super::answers::Answers;
use super::view::{self, Standing, Statistics};
use crate::result::{AssignedTest, Results, Status};
use crate::text;

/// How many bytes of details one file takes.
const ROOM: usize = 6 << 20;

const STYLE: [&str; 3] = [
    include_str!("../../../../book/theme/tokens.css"),
    include_str!("../../../../book/theme/interleaving.css"),
    include_str!("report.css"),
];

/// The pages of one class.
pub(super) struct Pages<'a> {
    results: &'a Results,
    answers: &'a Answers,
    stubs: &'a Stubs,
    /// The name of each student's file, without `.html`.
    files: &'a [String],
    statistics: Vec<Statistics<'a>>,
    /// The number of each judgment, for ids.
    numbers: BTreeMap<&'a str, usize>,
    /// The details that stand in the report.
    details: BTreeMap<&'a str, String>,
    /// Whether not all do.
    split: bool,
}

/// Where the details of an answer are.
enum Home {
    /// Here: only this student gave it.
    Here,
    /// With its exercise, since several did.
    Exercise,
    /// On the student's own page.
    Student,
}

impl<'a> Pages<'a> {
    pub(super) fn new(
        results: &'a Results,
        answers: &'a Answers,
        stubs: &'a Stubs,
        files: &'a [String],
    ) -> Self {
        Self::with_room(results, answers, stubs, files, ROOM)
    }

    fn with_room(
        results: &'a Results,
        answers: &'a Answers,
        stubs: &'a Stubs,
        files: &'a [String],
        room: usize,
    ) -> Self {
        let keys = results.judgments.keys().map(String::as_str);
        let mut pages = Self {
            results,
            answers,
            stubs,
            files,
            statistics: view::statistics(results),
            numbers: keys
                .enumerate()
                .map(|(number, key)| (key, number))
                .collect(),
            details: BTreeMap::new(),
            split: false,
        };
        pages.fill(room);
        pages
    }

    /// Renders details while there is room: first what many gave, then what is not passed.
    fn fill(&mut self, room: usize) {
        let mut given: Vec<(usize, bool, usize, &'a str)> = Vec::new();
        for (at, its) in self.statistics.iter().enumerate() {
            for (key, students) in &its.answers {
                let passed = self.results.judgments.get(*key).map(|it| it.status);
                let passed = passed == Some(Status::Passed);
                given.push((students.len(), passed, at, key));
            }
        }
        given.sort_by(|one, other| {
            let many = other.0.cmp(&one.0);
            many.then((one.1, one.2, one.3).cmp(&(other.1, other.2, other.3)))
        });
        let mut taken = 0;
        for (_, _, at, key) in given {
            let details = self
                .render(at, key, &format!("j{}", self.numbers[key]))
                .into_string();
            taken += details.len();
            if taken > room {
                self.split = true;
                return;
            }
            self.details.insert(key, details);
        }
    }

    /// Whether there is a page for each student, too.
    pub(super) fn are_split(&self) -> bool {
        self.split
    }

    fn home(&self, at: usize, key: &str) -> Home {
        if !self.details.contains_key(key) {
            return Home::Student;
        }
        match self.statistics[at].answers.get(key).map(Vec::len) {
            Some(2..) => Home::Exercise,
            _ => Home::Here,
        }
    }

    /// The report of the class.
    pub(super) fn report(&self) -> String {
        document("Grading", &self.body()).into_string()
    }

    fn body(&self) -> Markup {
        html! {
            header.top {
                h1 { "Grading" }
                (self.overview())
                nav aria-label="Parts of the report" {
                    a href="#matrix" { "Matrix" }
                    " " a href="#exercises" { "Exercises" }
                    " " a href="#students" { "Students" }
                }
            }
            main {
                (self.attention())
                (self.matrix())
                (self.exercises())
                section #students {
                    h2 { "Students" }
                    @if self.split {
                        p.note {
                            "The class is too large for one file with all drawings and differences. \
                             What is not here is on the page of each student in the folder "
                            code { "students" } ", to which the entries lead."
                        }
                    }
                    @for who in 0..self.results.students.len() { (self.section(who)) }
                }
            }
            (self.footer())
        }
    }

    /// The page of one student, with all details.
    pub(super) fn student(&self, who: usize) -> String {
        let name = view::name(&self.results.students[who]);
        document(&format!("Grading: {name}"), &self.alone(who)).into_string()
    }

    fn footer(&self) -> Markup {
        let with = &self.results.graded_with;
        html! {
            footer {
                p {
                    "Graded with " (text::line(&with.toolchain)) ", contained by "
                    (text::line(&with.containment)) ". Course "
                    code title=(text::line(&with.course)) { (text::cut(&text::line(&with.course), 12)) } "."
                }
            }
        }
    }
}

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(STYLE.concat())) }
            }
            body { (body) }
        }
    }
}

/// The sign of a standing, which says in words what it is to those who do not see it.
fn sign(standing: Standing) -> Markup {
    html! {
        span.sign.(standing.class()) role="img" aria-label=(standing.words()) title=(standing.words()) {
            (standing.sign())
        }
    }
}

/// What is particular about a test, after its name.
fn tags(test: &AssignedTest) -> Markup {
    html! {
        @if test.hidden { " " span.tag { "hidden" } }
        @if test.target.ends_with("_model") { " " span.tag { "model" } }
    }
}

/// What a test states. As in the comment that it is from, what stands in backticks is code.
fn states(test: &AssignedTest) -> Markup {
    let line = text::line(&test.states);
    let parts: Vec<&str> = line.split('`').collect();
    // One backtick is left over: then it is a text with a backtick in it.
    if parts.len().is_multiple_of(2) {
        return html! { (line) };
    }
    html! {
        @for (at, part) in parts.into_iter().enumerate() {
            @if at % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// `0.5 / 1`.
fn score(score: f64, points: f64) -> Markup {
    html! { span.score { (text::points(score)) " / " (text::points(points)) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{names, sample};

    #[test]
    fn what_a_test_states_has_code_where_its_comment_has() {
        let mut test = sample::results().exercises[0].tests[0].clone();
        for (text, shown) in [
            (
                "The handler of `serve` runs <once>.",
                "The handler of <code>serve</code> runs &lt;once&gt;.",
            ),
            ("`a` and `b`", "<code>a</code> and <code>b</code>"),
            ("one ` alone", "one ` alone"),
        ] {
            text.clone_into(&mut test.states);
            assert_eq!(states(&test).into_string(), shown);
        }
    }

    #[test]
    fn what_many_gave_has_room_before_what_one_gave() {
        let results = sample::results();
        let files = names::files(results.students.iter().map(|it| it.id.as_str()));
        let (answers, stubs) = (Answers::default(), sample::stubs());
        let kept = |room| {
            let pages = Pages::with_room(&results, &answers, &stubs, &files, room);
            let given = |key: &&str| -> usize {
                pages
                    .statistics
                    .iter()
                    .filter_map(|it| it.answers.get(key))
                    .map(Vec::len)
                    .sum()
            };
            let kept: Vec<usize> = pages.details.keys().map(given).collect();
            (kept, pages.are_split())
        };
        assert_eq!(kept(0), (Vec::new(), true));
        let (all, split) = kept(ROOM);
        assert!(!split);
        let several = all.iter().filter(|it| **it > 1).count();
        assert!(several > 0 && several < all.len());
        for room in (0..100_000).step_by(500) {
            let (some, _) = kept(room);
            let shared = some.iter().filter(|it| **it > 1).count();
            assert!(
                shared == several || shared == some.len(),
                "{room}: {some:?}"
            );
        }
    }
}
