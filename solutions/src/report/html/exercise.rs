//! How the class did in each exercise: how many solved it, which tests fail most, which answers are common.

use maud::{Markup, PreEscaped, html};

use super::{Pages, score, sign, states, tags};
use crate::report::view::{self, Standing};
use crate::result::Status;
use crate::text;

/// So many names are listed where an answer was given by more.
const NAMES: usize = 12;

impl Pages<'_> {
    pub(super) fn exercises(&self) -> Markup {
        html! {
            section #exercises {
                h2 { "Exercises" }
                @for chapter in view::chapters(self.results) {
                    h3.chapter { (text::line(chapter.short)) " " (text::line(chapter.title)) }
                    @for at in chapter.range { (self.exercise(at)) }
                }
            }
        }
    }

    fn exercise(&self, at: usize) -> Markup {
        let exercise = &self.results.exercises[at];
        let its = &self.statistics[at];
        let all: usize = its.standings.values().sum();
        html! {
            article.exercise #(format!("e{at}")) {
                h4 {
                    (text::line(&exercise.title)) " "
                    code { (text::line(&exercise.id)) }
                }
                div.stacked aria-hidden="true" {
                    @for (standing, count) in &its.standings {
                        @let wide = 100.0 * view::share(view::float(*count), view::float(all));
                        span.(standing.class()) style=(format!("width:{wide:.2}%")) {
                            @if wide >= 4.0 { (standing.sign()) }
                        }
                    }
                }
                p.counts {
                    @for (standing, count) in &its.standings {
                        span { (sign(*standing)) " " (count) " " (standing.words()) }
                        " "
                    }
                    @if its.graded > 0 {
                        span {
                            "On average " (text::points((its.mean * exercise.points * 100.0).round() / 100.0))
                            " of " (text::points(exercise.points)) " (" (view::percent(its.mean)) ")"
                        }
                    }
                }
                (self.tests(at))
                (self.common(at))
            }
        }
    }

    /// The tests, those that fail most first.
    fn tests(&self, at: usize) -> Markup {
        let exercise = &self.results.exercises[at];
        let its = &self.statistics[at];
        if its.ran == 0 {
            return html! {};
        }
        let failed = |test: &std::collections::BTreeMap<&str, usize>| -> usize {
            test.iter()
                .filter(|(it, _)| **it != "passed")
                .map(|(_, count)| count)
                .sum()
        };
        let tests = exercise.tests.iter().zip(&its.tests);
        let (mut fails, passes): (Vec<_>, Vec<_>) =
            tests.partition(|(_, results)| failed(results) > 0);
        fails.sort_by_key(|(_, results)| std::cmp::Reverse(failed(results)));
        html! {
            @if !fails.is_empty() { table.tests {
                thead {
                    tr {
                        th scope="col" { "Test" }
                        th.number scope="col" { "Points" }
                        th.number scope="col" { "Fails for" }
                        th scope="col" { "How" }
                    }
                }
                tbody {
                    @for (test, results) in fails {
                        @let failed = failed(results);
                        tr {
                            td {
                                code { (text::line(&test.name)) } (tags(test))
                                @if !test.states.is_empty() { span.states { (states(test)) } }
                            }
                            td.number data-head="Points:" {
                                @if test.penalty > 0.0 { "−" (text::points(test.penalty)) " if broken" }
                                @else { (text::points(test.points)) }
                            }
                            td.number data-head="Fails for" {
                                (failed) " of " (its.ran)
                                span.meter aria-hidden="true" {
                                    @let wide = 100.0 * view::share(view::float(failed), view::float(its.ran));
                                    span style=(format!("width:{wide:.1}%")) {}
                                }
                            }
                            td.how {
                                @let how: Vec<String> = results.iter()
                                    .filter(|(it, _)| **it != "passed")
                                    .map(|(it, count)| format!("{count} {}", it.replace('-', " ")))
                                    .collect();
                                (how.join(", "))
                            }
                        }
                    }
                }
            } }
            @if !passes.is_empty() {
                p.passing {
                    (if its.ran == 1 { "The one answer that was run passes " } else { "Every answer that was run passes " })
                    @for (number, (test, _)) in passes.iter().enumerate() {
                        @if number > 0 { ", " }
                        code { (text::line(&test.name)) } (tags(test))
                    }
                }
            }
        }
    }

    /// The answers that several students gave, letter by letter.
    fn common(&self, at: usize) -> Markup {
        let exercise = &self.results.exercises[at];
        let given = self.statistics[at].answers.iter();
        let mut common: Vec<_> = given.filter(|(_, students)| students.len() > 1).collect();
        // What went wrong is to be talked about; what went well can wait.
        common.sort_by_key(|(key, students)| {
            let passed = self.results.judgments[**key].status == Status::Passed;
            (passed, std::cmp::Reverse(students.len()), **key)
        });
        if common.is_empty() {
            return html! {};
        }
        html! {
            h5 { "Given by several" }
            @for (key, students) in common {
                @let judgment = &self.results.judgments[*key];
                @let answer = &self.results.students[students[0]].answers[at];
                @let standing = Standing::of(answer);
                @let text = self.answers.text(key);
                @let mistake = text.as_deref().and_then(|it| self.answers.mistake(&exercise.id, it));
                details.answer {
                    summary {
                        (sign(standing)) " "
                        strong { (students.len()) " students" } ", "
                        (score(judgment.score, exercise.points))
                        @if let Some(mistake) = mistake { ": " (text::line(mistake)) }
                        @else if let Some(fails) = self.fails(at, judgment) { ": " (fails) }
                    }
                    p.names #(format!("j{}", self.numbers[*key])) {
                        @for (number, who) in students.iter().take(NAMES).enumerate() {
                            @if number > 0 { ", " }
                            (self.link(*who))
                        }
                        @if students.len() > NAMES { ", and " (students.len() - NAMES) " more" }
                    }
                    @match self.details.get(*key) {
                        Some(details) => (PreEscaped(details)),
                        None => p.note { "Its details are on the students' pages." },
                    }
                }
            }
        }
    }

    /// Which tests fail, in a few words.
    fn fails(&self, at: usize, judgment: &crate::result::Judgment) -> Option<Markup> {
        let exercise = &self.results.exercises[at];
        let failed: Vec<_> = view::tested(exercise, judgment)
            .filter(|(_, result)| view::outcome(&result.outcome) != "passed")
            .map(|(test, _)| test)
            .collect();
        let first = failed.first()?;
        Some(html! {
            "fails " code { (text::line(&first.name)) } (tags(first))
            @if failed.len() > 1 { " and " (failed.len() - 1) " more" }
        })
    }
}
