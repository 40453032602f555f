//! What a program becomes on a page: its code, and what it said when it was recorded.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::programs::transcript::Heading;
use crate::programs::{Language, Transcript, model, recording, shown};

/// Markdown with HTML around it. It ends with an empty line: what follows an HTML tag without one is
/// no Markdown.
pub(super) fn expand(root: &Path, path: &Path, anchor: Option<&str>) -> anyhow::Result<String> {
    let shown = shown(path.strip_prefix(root).unwrap_or(path));
    let code = fs::read_to_string(path).with_context(|| format!("there is no program {shown}"))?;
    let Some(language) = Language::of(path) else {
        bail!("{shown} is neither a Go nor a Rust program");
    };
    let code = part(&code, anchor)
        .with_context(|| no_anchor(&shown, anchor))?
        .text;
    if model::is(path) {
        bail!("{shown} explores a model, and is shown by `{{{{#model …}}}}`");
    }
    let transcript = fs::read_to_string(recording(path))
        .ok()
        .and_then(|text| Transcript::parse_recording(&text))
        .with_context(|| {
            format!(
                "the output of {shown} is not recorded: \
                 `INSTA_UPDATE=always cargo test --test book programs`"
            )
        })?;
    let (name, info) = language.names();
    let mut text = format!(
        "\n<figure class=\"program\" data-program=\"{shown}\">\n\
         <figcaption><strong>{name}</strong> <code>{shown}</code></figcaption>\n\n"
    );
    push_fenced(&mut text, info, &code);
    for section in &transcript.sections {
        let label = match &section.heading {
            Heading::Output => "Recorded output",
            Heading::Errors => "Recorded standard error",
            Heading::Compiler => "The compiler says",
            Heading::Vet => "<code>go vet</code> says",
            Heading::End(end) => end,
        };
        text.push_str(&format!("<p class=\"output-label\">{label}</p>\n\n"));
        if !section.text.is_empty() {
            push_fenced(&mut text, "text", &section.text);
        }
    }
    text.push_str("</figure>\n\n");
    Ok(text)
}

/// A fenced block, with a fence longer than any run of backticks in it.
pub(super) fn push_fenced(text: &mut String, info: &str, content: &str) {
    let run = content
        .split(|it| it != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(run.max(2) + 1);
    text.push_str(&format!("{fence}{info}\n{content}\n{fence}\n\n"));
}

pub(super) fn no_anchor(shown: &str, anchor: Option<&str>) -> String {
    let name = anchor.unwrap_or_default();
    format!("{shown} has no `ANCHOR: {name}` with its end")
}

/// A part of a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    /// Of each line of the text, its number in the program.
    pub(super) lines: Vec<usize>,
}

/// The part of `code` between the anchor's two lines, or all of it. No anchor's line is in it.
pub(super) fn part(code: &str, anchor: Option<&str>) -> Option<Part> {
    let is = |line: &str, mark: &str, name: &str| {
        line.trim()
            .strip_prefix("// ")
            .and_then(|it| it.strip_prefix(mark))
            == Some(name)
    };
    let lines: Vec<&str> = code.lines().collect();
    let range = match anchor {
        None => 0..lines.len(),
        Some(name) => {
            let begin = lines.iter().position(|line| is(line, "ANCHOR: ", name))?;
            let end = lines
                .iter()
                .position(|line| is(line, "ANCHOR_END: ", name))?;
            begin..end
        }
    };
    let first = range.start + 1;
    let mut kept: Vec<(usize, &str)> = (first..)
        .zip(lines.get(range)?.iter().copied())
        .filter(|(_, line)| !line.trim().starts_with("// ANCHOR"))
        .collect();
    while kept.last().is_some_and(|(_, line)| line.is_empty()) {
        kept.pop();
    }
    let empty = kept.iter().take_while(|(_, line)| line.is_empty()).count();
    kept.drain(..empty);
    // Code of one part is shown at the margin, however deep it stands in its program.
    let margin = kept
        .iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(_, line)| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let text: Vec<&str> = kept
        .iter()
        .map(|(_, line)| line.get(margin..).unwrap_or(""))
        .collect();
    Some(Part {
        text: text.join("\n"),
        lines: kept.into_iter().map(|(number, _)| number).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str =
        "fn main() {\n    // ANCHOR: a\n    one();\n        two();\n    // ANCHOR_END: a\n}\n";

    #[test]
    fn a_part_is_what_stands_between_its_anchors() {
        let part = |anchor| part(CODE, anchor).map(|it| (it.text, it.lines));
        let expected = |text: &str, lines: &[usize]| Some((text.to_owned(), lines.to_owned()));
        assert_eq!(part(Some("a")), expected("one();\n    two();", &[3, 4]));
        assert_eq!(part(Some("b")), None);
        assert_eq!(
            part(None),
            expected("fn main() {\n    one();\n        two();\n}", &[1, 3, 4, 6])
        );
    }

    #[test]
    fn a_fence_is_longer_than_what_is_in_it() {
        let mut text = String::new();
        push_fenced(&mut text, "text", "a ```` b");
        assert_eq!(text, "`````text\na ```` b\n`````\n\n");
    }
}
