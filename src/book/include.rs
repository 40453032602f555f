//! mdBook's own includes, which it does not hold against the files: one that misses would only be
//! missed by a reader.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// As mdBook finds them: `{{#include path}}`, `{{#include path:anchor}}`, `{{#include path:3:5}}`.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\\)?\{\{\s*#(include|rustdoc_include|playground)\s+([^}\s]+)[^}]*\}\}")
        .expect("a pattern of ours is a pattern")
});

/// One include.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Include {
    /// Relative to the page's folder.
    path: PathBuf,
    part: Part,
    /// Whether what is not shown is there, hidden.
    whole: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Anchor(String),
    /// From and to, counted from 1.
    Lines(usize, usize),
}

impl Include {
    /// The includes of a line.
    pub(super) fn on(line: &str) -> Vec<Self> {
        INCLUDE
            .captures_iter(line)
            .filter(|found| found.get(1).is_none())
            .map(|found| Self::parse(&found[2], &found[3]))
            .collect()
    }

    /// The line, with what it includes in place of its includes.
    pub(super) fn expand(line: &str, folder: &Path) -> Result<String, String> {
        let mut error = None;
        let expanded = INCLUDE.replace_all(line, |found: &regex::Captures<'_>| {
            if found.get(1).is_some() {
                return found[0].to_owned();
            }
            Self::parse(&found[2], &found[3])
                .text(folder)
                .unwrap_or_else(|message| {
                    error = Some(message);
                    String::new()
                })
        });
        let expanded = expanded.into_owned();
        error.map_or(Ok(expanded), Err)
    }

    fn parse(kind: &str, argument: &str) -> Self {
        let (path, part) = argument.split_once(':').unwrap_or((argument, ""));
        let mut bounds = part.splitn(2, ':');
        let (first, last) = (bounds.next().unwrap_or_default(), bounds.next());
        let part = match (first.parse(), last) {
            (Ok(line), None) => Part::Lines(line, line),
            (Ok(from), Some(to)) => Part::Lines(from, to.parse().unwrap_or(usize::MAX)),
            (Err(_), None) if first.is_empty() => Part::Whole,
            (Err(_), Some(to)) if first.is_empty() => {
                Part::Lines(1, to.parse().unwrap_or(usize::MAX))
            }
            (Err(_), _) => Part::Anchor(first.to_owned()),
        };
        Self {
            path: path.into(),
            part,
            whole: kind == "rustdoc_include",
        }
    }

    /// What is included on a page in `folder`, with what is hidden; or what is wrong with it.
    pub(super) fn text(&self, folder: &Path) -> Result<String, String> {
        let path = folder.join(&self.path);
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("includes {}: {error}", self.path.display()))?;
        let lines: Vec<&str> = text.lines().collect();
        let part = match &self.part {
            Part::Whole => Some(&lines[..]),
            Part::Lines(from, to) => {
                let end = (*to).min(lines.len());
                lines.get(from.saturating_sub(1)..end)
            }
            Part::Anchor(name) => {
                let begin = lines.iter().position(|it| marks(it, "ANCHOR:", name));
                let end = lines.iter().position(|it| marks(it, "ANCHOR_END:", name));
                begin
                    .zip(end)
                    .and_then(|(begin, end)| lines.get(begin + 1..end))
            }
        };
        let part = match part {
            None | Some([]) if !lines.is_empty() => {
                let part = match &self.part {
                    Part::Anchor(name) => format!("anchor `{name}` with its end"),
                    _ => "such lines".to_owned(),
                };
                return Err(format!(
                    "includes {}, which has no {part}",
                    self.path.display()
                ));
            }
            Some(part) if !self.whole => part,
            _ => &lines[..],
        };
        let part: Vec<&str> = part
            .iter()
            .filter(|line| !line.contains("ANCHOR:") && !line.contains("ANCHOR_END:"))
            .copied()
            .collect();
        Ok(part.join("\n"))
    }
}

fn marks(line: &str, mark: &str, name: &str) -> bool {
    line.split_once(mark)
        .and_then(|(_, rest)| rest.split_whitespace().next())
        == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_are_resolved_as_mdbook_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "one\n// ANCHOR: a\ntwo\n// ANCHOR_END: a\nthree\n";
        fs::write(folder.path().join("x.rs"), text).expect("written");
        let expand = |line: &str| Include::expand(line, folder.path());
        assert_eq!(
            expand("{{#include x.rs}}"),
            Ok("one\ntwo\nthree".to_owned())
        );
        assert_eq!(expand("{{#include x.rs:a}}"), Ok("two".to_owned()));
        assert_eq!(expand("{{#include x.rs:5}}"), Ok("three".to_owned()));
        assert_eq!(expand("{{#include x.rs:1:1}}"), Ok("one".to_owned()));
        assert_eq!(expand("{{#include x.rs:3:}}"), Ok("two\nthree".to_owned()));
        assert_eq!(
            expand("{{#rustdoc_include x.rs:a}}"),
            Ok("one\ntwo\nthree".to_owned())
        );
        assert_eq!(
            expand("\\{{#include y.rs}}"),
            Ok("\\{{#include y.rs}}".to_owned())
        );
        assert_eq!(
            expand("{{#include x.rs:b}}"),
            Err("includes x.rs, which has no anchor `b` with its end".to_owned())
        );
        assert_eq!(
            expand("{{#include x.rs:7:9}}"),
            Err("includes x.rs, which has no such lines".to_owned())
        );
        assert!(
            expand("{{#include y.rs}}").is_err_and(|message| message.starts_with("includes y.rs:"))
        );
    }
}
