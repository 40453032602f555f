//! One answer: what the compiler says, which tests fail and how, and what was changed in the stub.

use interleaving::drawing::Drawing;
use interleaving::svg::Extent;
use maud::{Markup, PreEscaped, html};

use super::{Pages, diff, states, tags};
use crate::report::view;
use crate::result::{AssignedTest, Judgment, Status, TestResult};
use crate::text;

/// So many panics of a test are shown: one on many threads says the same often.
const PANICS: usize = 4;
/// So much of a message is shown where the details are elsewhere.
const BRIEF: usize = 240;

impl Pages<'_> {
    /// All that there is to say of an answer. `id` begins the ids in it.
    pub(super) fn render(&self, at: usize, key: &str, id: &str) -> Markup {
        let exercise = &self.results.exercises[at];
        let Some(judgment) = self.results.judgments.get(key) else {
            return html! {};
        };
        let text = self.answers.text(key);
        let mistake = text
            .as_deref()
            .and_then(|it| self.answers.mistake(&exercise.id, it));
        let errors = view::errors(judgment);
        html! {
            div.details {
                @if let Some(mistake) = mistake {
                    p.mistake { "The mistake of the course's bank: " (text::line(mistake)) }
                }
                @if let Some(reason) = &judgment.reason { p.reason { (text::line(reason)) } }
                @if judgment.status == Status::DoesNotCompile && !errors.is_empty() {
                    pre.rendered tabindex="0" { (errors) }
                }
                @for (number, (test, result)) in view::tested(exercise, judgment).enumerate() {
                    @if view::outcome(&result.outcome) != "passed" {
                        (failure(test, result, &format!("{id}t{number}")))
                    }
                }
                (passing(exercise, judgment))
                @if let Some(text) = text { (diff::render(self.stubs.get(&exercise.id), &text)) }
            }
        }
    }

    /// The same in a few lines: the details are elsewhere.
    pub(super) fn brief(&self, at: usize, judgment: &Judgment) -> Markup {
        let exercise = &self.results.exercises[at];
        html! {
            @if let Some(reason) = &judgment.reason { p.reason { (text::line(reason)) } }
            @if judgment.status == Status::DoesNotCompile {
                @for it in judgment.diagnostics.iter().filter(|it| it.error).take(2) {
                    p.panic {
                        @if let Some(code) = &it.code { code { (text::line(code)) } " " }
                        (text::cut(&text::line(&it.message), BRIEF))
                        @if let Some(place) = &it.place { " at " code { (text::line(&place.file)) ":" (place.line) } }
                    }
                }
            }
            @for (test, result) in view::tested(exercise, judgment) {
                @if view::outcome(&result.outcome) != "passed" {
                    div.failure.brief {
                        (head(test, result))
                        @if let Some(panic) = result.panics.first() {
                            p.panic {
                                @if view::is_todo(panic) { "there is still a " code { "todo!()" } }
                                @else { (text::cut(&text::line(&panic.message), BRIEF)) }
                                " at " code { (view::place(panic)) }
                            }
                        } @else if let Some(it) = &result.interleaving {
                            p.panic { (text::cut(&text::line(&it.failure.message), BRIEF)) }
                        }
                    }
                }
            }
        }
    }
}

/// The tests that pass, in a line.
fn passing(exercise: &crate::result::Assignment, judgment: &Judgment) -> Markup {
    let tests: Vec<&AssignedTest> = view::tested(exercise, judgment)
        .filter(|(_, result)| view::outcome(&result.outcome) == "passed")
        .map(|(test, _)| test)
        .collect();
    if tests.is_empty() || judgment.status == Status::Passed {
        return html! {};
    }
    html! {
        p.passing {
            "Pass: "
            @for (at, test) in tests.iter().enumerate() {
                @if at > 0 { ", " }
                code { (text::line(&test.name)) } (tags(test))
            }
        }
    }
}

fn head(test: &AssignedTest, result: &TestResult) -> Markup {
    let ended = view::ended(&result.outcome);
    html! {
        p.test {
            span.sign.f aria-hidden="true" { "✗" } " "
            code { (text::line(&test.name)) }
            (tags(test))
            " " span.ended { (ended) }
            @if test.penalty > 0.0 { ", which costs " (text::points(test.penalty)) }
        }
    }
}

fn failure(test: &AssignedTest, result: &TestResult, id: &str) -> Markup {
    let drawn = result.interleaving.as_ref().filter(|it| it.is_sound());
    let output = text::shown(&result.output);
    html! {
        div.failure {
            (head(test, result))
            @if !test.states.is_empty() { p.states { (states(test)) } }
            @if let Some(interleaving) = drawn {
                // It says what panicked, and where.
                @let drawing = Drawing::new(interleaving, id, Extent::Shortened);
                (PreEscaped(text::shown(&drawing.html)))
            } @else {
                @for panic in result.panics.iter().take(PANICS) {
                    @if view::is_todo(panic) {
                        p.panic { "there is still a " code { "todo!()" } " at " code { (view::place(panic)) } }
                    } @else {
                        pre.message tabindex="0" { (text::shown(&panic.message)) }
                        p.panic { "at " code { (view::place(panic)) } }
                    }
                }
                @if result.panics.len() > PANICS {
                    p.panic { "and " (result.panics.len() - PANICS) " more" }
                }
            }
            @if !output.trim().is_empty() {
                details.output {
                    summary { "It wrote " (text::counted(output.lines().count(), "line")) }
                    pre tabindex="0" { (output) }
                }
            }
        }
    }
}
