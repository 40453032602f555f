//! What a program becomes on a page: its code, and what it said when it was recorded.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::programs::transcript::Heading;
use crate::programs::{Language, Transcript, recording, shown};

/// Markdown with HTML around it. It ends with an empty line: what follows an HTML tag without one is
/// no Markdown.
pub(super) fn expand(root: &Path, path: &Path, anchor: Option<&str>) -> anyhow::Result<String> {
    let shown = shown(path.strip_prefix(root).unwrap_or(path));
    let code = fs::read_to_string(path).with_context(|| format!("there is no program {shown}"))?;
    let Some(language) = Language::of(path) else {
        bail!("{shown} is neither a Go nor a Rust program");
    };
    let code = part(&code, anchor).with_context(|| {
        format!(
            "{shown} has no `ANCHOR: {name}` with its end",
            name = anchor.unwrap_or_default()
        )
    })?;
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

/// The part of `code` between the anchor's two lines, or all of it. No anchor's line is in it.
fn part(code: &str, anchor: Option<&str>) -> Option<String> {
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
    let kept: Vec<&str> = lines
        .get(range)?
        .iter()
        .filter(|line| !line.trim().starts_with("// ANCHOR"))
        .copied()
        .collect();
    // Code of one part is shown at the margin, however deep it stands in its program.
    let margin = kept
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let text: Vec<&str> = kept
        .iter()
        .map(|line| line.get(margin..).unwrap_or(""))
        .collect();
    Some(text.join("\n").trim_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str =
        "fn main() {\n    // ANCHOR: a\n    one();\n        two();\n    // ANCHOR_END: a\n}\n";

    #[test]
    fn a_part_is_what_stands_between_its_anchors() {
        assert_eq!(part(CODE, Some("a")).as_deref(), Some("one();\n    two();"));
        assert_eq!(part(CODE, Some("b")), None);
        assert_eq!(
            part(CODE, None).as_deref(),
            Some("fn main() {\n    one();\n        two();\n}")
        );
    }

    #[test]
    fn a_fence_is_longer_than_what_is_in_it() {
        let mut text = String::new();
        push_fenced(&mut text, "text", "a ```` b");
        assert_eq!(text, "`````text\na ```` b\n`````\n\n");
    }
}
