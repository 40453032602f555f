//! What a program that explores a model becomes on a page: its code, and the interleaving that breaks
//! it, drawn.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use interleaving::drawing::{self, Drawing};
use interleaving::svg::Extent;

use super::program::{no_anchor, part, push_fenced};
use crate::programs::model::{self, Record};
use crate::programs::{recording, shown};

/// Markdown with HTML around it. Where the page is `served`, the figure has what its stepper needs.
pub(super) fn expand(
    root: &Path,
    path: &Path,
    anchor: Option<&str>,
    served: bool,
) -> anyhow::Result<String> {
    let shown = shown(path.strip_prefix(root).unwrap_or(path));
    let code = fs::read_to_string(path).with_context(|| format!("there is no program {shown}"))?;
    if !model::is(path) {
        bail!("{shown} is no Rust program in a folder `{}`", model::FOLDER);
    }
    let part = part(&code, anchor).with_context(|| no_anchor(&shown, anchor))?;
    let record = fs::read_to_string(recording(path)).with_context(|| {
        format!(
            "what the model in {shown} finds is not recorded: \
             `INSTA_UPDATE=always cargo test --test book models`"
        )
    })?;
    let record = Record::parse(&record).with_context(|| shown.clone())?;
    if let Some(stale) = stale(&record, &shown, &code) {
        bail!(
            "{shown} is not what it was when it was recorded: its line {stale} reads differently; \
             `INSTA_UPDATE=always cargo test --test book models`"
        );
    }
    let lines: Vec<String> = part.lines.iter().map(usize::to_string).collect();
    let mut text = format!(
        "\n<div class=\"modelled\">\n\n<figure class=\"program\" data-program=\"{shown}\" data-lines=\"{}\">\n\
         <figcaption><strong>Rust</strong> <code>{shown}</code></figcaption>\n\n",
        lines.join(",")
    );
    // The drawing names lines by their numbers.
    text.push_str("<div class=\"numbered\">\n\n");
    push_fenced(&mut text, "rust", &part.text);
    text.push_str(&format!(
        "<div class=\"numbers\" aria-hidden=\"true\">{}</div>\n</div>\n</figure>\n\n",
        lines.join("<br>")
    ));
    match &record.interleaving {
        Some(interleaving) => {
            let drawing = Drawing::new(interleaving, &id(&shown, anchor), Extent::Shortened);
            if served {
                let moments = serde_json::to_string(&drawing.moments)?;
                text.push_str(&format!(
                    "<div class=\"interleaving-place-of\" data-moments=\"{}\">\n",
                    drawing::escaped(&moments)
                ));
            } else {
                text.push_str("<div class=\"interleaving-place-of\">\n");
            }
            text.push_str(&drawing.html);
            text.push_str("</div>\n");
        }
        None => {
            let bound = match record.preemptions {
                None => String::new(),
                Some(most) => format!(", with at most {most} preemptions in each"),
            };
            text.push_str(&format!(
                "<p class=\"interleaving-passed\">{}{bound}.</p>\n",
                interleaving::all_pass(record.explored)
            ));
        }
    }
    text.push_str("</div>\n\n");
    Ok(text)
}

/// A line that a step is said to be in, and that reads differently now.
fn stale(record: &Record, shown: &str, code: &str) -> Option<usize> {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let steps = record.interleaving.iter().flat_map(|it| &it.steps);
    let places = steps.filter_map(|it| it.place.as_ref());
    places
        .filter(|it| it.file == shown)
        .find(|place| {
            let now = place.line.checked_sub(1).and_then(|it| lines.get(it));
            place
                .source
                .as_deref()
                .is_some_and(|then| now.is_none_or(|now| *now != then))
        })
        .map(|place| place.line)
}

/// Another one for each program and part of it.
fn id(shown: &str, anchor: Option<&str>) -> String {
    let name = format!("{shown}-{}", anchor.unwrap_or("whole"));
    let dashed = name.replace(|it: char| !it.is_ascii_alphanumeric(), "-");
    format!("interleaving-{dashed}")
}
