//! A student: what is not solved and why, and what is.

use maud::{Markup, PreEscaped, html};

use super::{Home, Pages, score, sign};
use crate::report::view::{self, Standing};
use crate::result::{Answer, Student};
use crate::text;

impl Pages<'_> {
    /// The section in the report.
    pub(super) fn section(&self, who: usize) -> Markup {
        let student = &self.results.students[who];
        let entry = |at: usize, answer: &Answer| -> Markup {
            let Some(key) = answer.judgment.as_deref() else {
                return html! {};
            };
            let number = self.numbers.get(key).copied().unwrap_or_default();
            match (self.home(at, key), view::judgment(self.results, answer)) {
                (Home::Here, _) => html! { (PreEscaped(&self.details[key])) },
                (Home::Exercise, Some(judgment)) => html! {
                    (self.brief(at, judgment))
                    p.more { a href=(format!("#j{number}")) {
                        "Details, with the "
                        (others(self.statistics[at].answers[key].len() - 1)) " who gave this answer"
                    } }
                },
                (Home::Student, Some(judgment)) => html! {
                    (self.brief(at, judgment))
                    p.more { a href=(format!("students/{}.html#s{who}e{at}", self.files[who])) { "Details" } }
                },
                (_, None) => html! {},
            }
        };
        let elsewhere = |at: usize, answer: &Answer| -> Option<String> {
            let key = answer.judgment.as_deref()?;
            match self.home(at, key) {
                Home::Here => None,
                Home::Exercise => Some(format!("#j{}", self.numbers.get(key)?)),
                Home::Student => Some(format!("students/{}.html#s{who}e{at}", self.files[who])),
            }
        };
        html! {
            article.student #(format!("s{who}")) {
                h3 {
                    (heading(student))
                    (score(view::total(student), view::possible(self.results)))
                }
                (self.content(who, &entry, &elsewhere))
                @if self.split {
                    p.more { a href=(format!("students/{}.html", self.files[who])) { "All details of this student" } }
                }
                p.up { a href="#matrix" { "↑ Matrix" } }
            }
        }
    }

    /// The page of one student.
    pub(super) fn alone(&self, who: usize) -> Markup {
        let student = &self.results.students[who];
        let entry = |at: usize, answer: &Answer| -> Markup {
            match answer.judgment.as_deref() {
                Some(key) => self.render(at, key, &format!("e{at}")),
                None => html! {},
            }
        };
        html! {
            header.top {
                nav aria-label="Class" { a href=(format!("../report.html#s{who}")) { "← The class" } }
                h1 { (heading(student)) }
                p.figures { (score(view::total(student), view::possible(self.results))) " points" }
            }
            main { article.student { (self.content(who, &entry, &|_, _| None)) } }
            (self.footer())
        }
    }

    /// All answers: `entry` renders one, and `elsewhere` is where the details of one are that is passed,
    /// and so has nothing more to be said of it.
    fn content(
        &self,
        who: usize,
        entry: &dyn Fn(usize, &Answer) -> Markup,
        elsewhere: &dyn Fn(usize, &Answer) -> Option<String>,
    ) -> Markup {
        let student = &self.results.students[who];
        let of = |standings: &[Standing]| -> Vec<(usize, &Answer)> {
            let answers = student.answers.iter().enumerate();
            answers
                .filter(|(_, it)| standings.contains(&Standing::of(it)))
                .collect()
        };
        let passed = of(&[Standing::Passed]);
        let (listed, here): (Vec<_>, Vec<_>) = passed
            .iter()
            .map(|(at, answer)| (*at, *answer, elsewhere(*at, answer)))
            .partition(|(_, _, link)| link.is_some());
        let untouched = of(&[Standing::Untouched]);
        let missing = of(&[Standing::Missing]);
        let open = of(&[
            Standing::Partly,
            Standing::Failed,
            Standing::DoesNotCompile,
            Standing::Refused,
            Standing::NotGraded,
        ]);
        html! {
            @for problem in &student.problems { p.problem { (text::line(problem)) } }
            @if student.submission.is_none() { p.problem { "There is no submission." } }
            @for (at, answer) in open {
                section.entry #(format!("s{who}e{at}")) {
                    h4 { (self.entry(at, answer)) }
                    @if answer.judgment.is_none() {
                        @if let Some(reason) = &answer.reason { p.reason { (text::line(reason)) } }
                    }
                    (entry(at, answer))
                }
            }
            @if !passed.is_empty() {
                details.group {
                    summary { (sign(Standing::Passed)) " " (passed.len()) " passed" }
                    @if !listed.is_empty() {
                        p.list {
                            @for (number, (at, _, link)) in listed.iter().enumerate() {
                                @if number > 0 { ", " }
                                a #(format!("s{who}e{at}")) href=[link] {
                                    (text::line(&self.results.exercises[*at].id))
                                }
                            }
                        }
                    }
                    @for (at, answer, _) in here {
                        section.entry.passed #(format!("s{who}e{at}")) {
                            h4 { (self.entry(at, answer)) }
                            (entry(at, answer))
                        }
                    }
                }
            }
            @if !untouched.is_empty() { (self.list(Standing::Untouched, &untouched)) }
            @if !missing.is_empty() && student.submission.is_some() {
                (self.list(Standing::Missing, &missing))
            }
        }
    }

    fn entry(&self, at: usize, answer: &Answer) -> Markup {
        let exercise = &self.results.exercises[at];
        let standing = Standing::of(answer);
        html! {
            (sign(standing)) " " (text::line(&exercise.title)) " "
            code { (text::line(&exercise.id)) } " "
            (score(answer.score, exercise.points))
            @if !matches!(standing, Standing::Passed | Standing::Failed | Standing::Partly) {
                " " span.ended { (standing.words()) }
            }
        }
    }

    fn list(&self, standing: Standing, answers: &[(usize, &Answer)]) -> Markup {
        html! {
            p.list {
                (sign(standing)) " " (answers.len()) " " (standing.words()) ": "
                @for (number, (at, _)) in answers.iter().enumerate() {
                    @if number > 0 { ", " }
                    @let id = &self.results.exercises[*at].id;
                    code { (text::line(id)) }
                }
            }
        }
    }
}

fn others(count: usize) -> String {
    match count {
        1 => "other student".to_owned(),
        count => format!("{count} others"),
    }
}

fn heading(student: &Student) -> Markup {
    let name = view::name(student);
    let id = text::line(&student.id);
    html! {
        bdi { (name) }
        @if id != name { " " small { bdi { (id) } } }
        @if let Some(email) = &student.email { " " small { bdi { (text::line(email)) } } }
    }
}
