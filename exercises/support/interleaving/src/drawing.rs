//! All that a page needs to show an interleaving and to go through it step by step.

use serde::Serialize;

use crate::facts::Facts;
use crate::state::Doing;
use crate::svg::{self, Width};
pub use crate::svg::{Extent, escaped};
use crate::words::BOUND;
use crate::{Interleaving, Place, remark, text};

/// More steps than this are not drawn whole on a page: nobody would go through them.
const WHOLE: usize = 200;

/// An interleaving for a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawing {
    /// The figure, as HTML without empty lines, so that it can stand in Markdown. It says everything
    /// by itself; a script may add a stepper.
    pub html: String,
    /// What holds after each step that the figure shows, in order.
    pub moments: Vec<Moment>,
}

/// What is to be known after a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// The step's index: what `data-step` says in the figure.
    pub step: usize,
    /// What it does, in words.
    pub says: String,
    /// Where in the source.
    pub place: Option<Place>,
    /// Whether it goes wrong here.
    pub fails: bool,
    /// What each thread does, and has.
    pub threads: Vec<Stand>,
    /// What the values are, as far as they are known.
    pub values: Vec<Value>,
}

/// What a thread does, and has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// Its name.
    pub name: String,
    /// What it does, in words: `waits for bert`.
    pub does: String,
    /// The same in one word, for a mark: `acts`, `fails`, `runs`, `waits` or `absent`.
    pub mark: &'static str,
    /// The locks that it has.
    pub holds: Vec<String>,
}

/// What is in an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The object's name.
    pub name: String,
    /// What is in it.
    pub value: String,
    /// Whether this step has changed it.
    pub changed: bool,
}

impl Drawing {
    /// Draws. `id` must be another one for each drawing of a page.
    pub fn new(interleaving: &Interleaving, id: &str, extent: Extent) -> Self {
        let facts = Facts::new(interleaving);
        let shown = svg::shown(&facts, extent);
        Self {
            html: figure(&facts, id, extent),
            moments: shown.into_iter().map(|it| moment(&facts, it)).collect(),
        }
    }

    /// Whether there are steps that a shortened drawing leaves out, and that can be shown.
    pub fn can_be_whole(interleaving: &Interleaving) -> bool {
        let steps = interleaving.steps.len();
        let shown = svg::shown(&Facts::new(interleaving), Extent::Shortened);
        shown.len() < steps && steps <= WHOLE
    }
}

fn figure(facts: &Facts<'_>, id: &str, extent: Extent) -> String {
    let interleaving = facts.interleaving;
    let failure = &interleaving.failure;
    let mut html = format!(
        "<figure class=\"interleaving\" data-kind=\"{}\">\n<figcaption>\n\
         <p class=\"interleaving-title\"><span aria-hidden=\"true\">✗</span> {}</p>\n",
        kind(interleaving),
        escaped(&facts.title()),
    );
    let message = facts.message();
    if !message.is_empty() {
        html.push_str(&format!(
            "<pre class=\"interleaving-message\" tabindex=\"0\">{}</pre>\n",
            escaped(message)
        ));
    }
    if let Some(place) = &failure.place {
        html.push_str(&format!(
            "<p class=\"interleaving-place\">at <code>{}:{}</code></p>\n",
            escaped(&place.file),
            place.line
        ));
    }
    html.push_str("</figcaption>\n");
    if !interleaving.steps.is_empty() {
        for (class, width) in [("wide", Width::Wide), ("narrow", Width::Narrow)] {
            html.push_str(&format!(
                "<div class=\"interleaving-{class}\">\n{}</div>\n",
                svg::render(interleaving, &format!("{id}-{class}"), width, extent)
            ));
        }
    }
    let remarks = facts.remarks();
    if !remarks.is_empty() {
        html.push_str("<ul class=\"interleaving-remarks\">\n");
        for remark in remarks {
            html.push_str(&format!("<li>{}</li>\n", escaped(&remark)));
        }
        html.push_str("</ul>\n");
    }
    html.push_str(&format!(
        "<p class=\"interleaving-explored\">{}</p>\n",
        escaped(&remark::explored(interleaving))
    ));
    if !interleaving.steps.is_empty() {
        html.push_str(&format!(
            "<details class=\"interleaving-text\"><summary>The same as text</summary>\
             <pre tabindex=\"0\">{}</pre></details>\n",
            escaped(text::plain(interleaving, extent).trim_end())
        ));
    }
    html.push_str("</figure>\n");
    html
}

/// The name of its kind in JSON.
fn kind(interleaving: &Interleaving) -> String {
    let kind = crate::json::to_string(&interleaving.failure.kind);
    kind.unwrap_or_default().trim_matches('"').to_owned()
}

fn moment(facts: &Facts<'_>, step: usize) -> Moment {
    let its = &facts.steps()[step];
    let fails = facts.fails(step);
    let state = &facts.states[step];
    let threads = state.threads.iter().enumerate().map(|(thread, now)| {
        let (does, mark) = match now.doing {
            _ if thread == its.thread => {
                let label = facts.label(step);
                (
                    label.head.replace(BOUND, " "),
                    if fails { "fails" } else { "acts" },
                )
            }
            Doing::Absent => ("is not there yet".to_owned(), "absent"),
            Doing::Ended => ("has ended".to_owned(), "absent"),
            Doing::Panicked => ("has panicked".to_owned(), "absent"),
            Doing::Running => ("could go on".to_owned(), "runs"),
            Doing::Waiting(until) => (facts.waiting(until), "waits"),
        };
        Stand {
            name: facts.thread(thread),
            does,
            mark,
            holds: now
                .holds
                .iter()
                .map(|it| facts.object(*it) + facts.held_how(step, thread, *it))
                .collect(),
        }
    });
    let before = facts.before(step);
    let objects = state.objects.iter().enumerate();
    let values = objects.filter_map(|(object, now)| {
        let counted = now.value.is_none() && now.clones != 0;
        let value = if counted {
            Some((1 + now.clones).to_string())
        } else {
            now.value.clone()
        };
        Some(Value {
            name: if counted {
                format!("owners of {}", facts.object(object))
            } else {
                facts.object(object)
            },
            changed: before.objects.get(object).is_some_and(|it| it != now)
                && (counted || now.written_by == Some(step)),
            value: value?,
        })
    });
    Moment {
        step,
        says: facts.sentence(step),
        place: its.place.clone(),
        fails,
        threads: threads.collect(),
        values: values.collect(),
    }
}
