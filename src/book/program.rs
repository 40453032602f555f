//! What a program becomes on a page: its code, and the output of a run that was recorded.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// A recorded output: the body of an insta snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording(pub String);

/// Where the output of a program is recorded: beside its folder, under the program's own name.
/// `book/ch01-a/go/x.go` is recorded in `book/ch01-a/output/x.go.snap`.
pub fn recording_path(program: &Path) -> PathBuf {
    let name = program
        .file_name()
        .map(|it| it.to_string_lossy())
        .unwrap_or_default();
    let chapter = program
        .parent()
        .and_then(Path::parent)
        .unwrap_or(Path::new(""));
    chapter.join("output").join(format!("{name}.snap"))
}

impl Recording {
    /// Reads the text of a snapshot file, which has a head between two lines of dashes.
    pub fn parse(snapshot: &str) -> Option<Self> {
        let head = snapshot.strip_prefix("---\n")?;
        let (_, body) = head.split_once("\n---\n")?;
        Some(Self(body.trim_end().to_owned()))
    }
}

/// Markdown with HTML around it.
pub(super) fn expand(root: &Path, path: &Path, anchor: Option<&str>) -> anyhow::Result<String> {
    let shown = path.strip_prefix(root).unwrap_or(path);
    let shown = shown
        .iter()
        .map(|it| it.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
    let code = fs::read_to_string(path).with_context(|| format!("there is no program {shown}"))?;
    let language = match path.extension().and_then(|it| it.to_str()) {
        Some("go") => "go",
        Some("rs") => "rust",
        _ => bail!("{shown} is neither a Go nor a Rust program"),
    };
    let code = part(&code, anchor).with_context(|| {
        format!(
            "{shown} has no `ANCHOR: {name}` with its end",
            name = anchor.unwrap_or_default()
        )
    })?;
    let recording = recording_path(path);
    let output = fs::read_to_string(&recording)
        .ok()
        .and_then(|text| Recording::parse(&text))
        .with_context(|| {
            format!(
                "the output of {shown} is not recorded: `INSTA_UPDATE=always cargo test -p workbook \
                 --test book programs`"
            )
        })?;
    let fence = |text: &str| "`".repeat(longest_run(text, '`').max(2) + 1);
    let (code_fence, output_fence) = (fence(&code), fence(&output.0));
    let name = if language == "go" { "Go" } else { "Rust" };
    let mut text = format!(
        "\n<figure class=\"program\" data-program=\"{shown}\">\n\
         <figcaption><strong>{name}</strong> <code>{shown}</code></figcaption>\n\n\
         {code_fence}{language}\n{code}\n{code_fence}\n\n"
    );
    if !output.0.is_empty() {
        text.push_str(&format!(
            "<p class=\"output-label\">Output</p>\n\n\
             {output_fence}text\n{}\n{output_fence}\n\n",
            output.0
        ));
    }
    text.push_str("</figure>\n");
    Ok(text)
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

fn longest_run(text: &str, character: char) -> usize {
    text.split(|it| it != character)
        .map(str::len)
        .max()
        .unwrap_or(0)
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
    fn a_recording_is_the_body_of_its_snapshot() {
        let snapshot = "---\nsource: tests/book/programs.rs\n---\nhello\n---\nworld\n";
        assert_eq!(
            Recording::parse(snapshot),
            Some(Recording("hello\n---\nworld".to_owned()))
        );
        assert_eq!(
            recording_path(Path::new("book/ch01-a/go/x.go")),
            Path::new("book/ch01-a/output/x.go.snap")
        );
    }
}
