//! A page as its author wrote it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::directive::{Directive, Fence};
use super::include::Include;
use crate::catalog::Finding;

/// A page as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Relative to the root.
    pub path: PathBuf,
    /// Its Markdown.
    pub text: String,
}

impl Page {
    /// Every page below `root`, whether the summary lists it or not, sorted by path.
    ///
    /// # Errors
    ///
    /// If one cannot be read.
    pub fn all(root: &Path) -> io::Result<Vec<Self>> {
        let mut pages = Vec::new();
        collect(root, &root.join("book"), &mut pages)?;
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(pages)
    }

    /// The page's directives that are meant to be expanded, and their lines, counted from 1.
    pub fn directives(&self) -> Vec<(usize, Directive)> {
        let mut fence = Fence::default();
        let mut directives = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            fence.line(line);
            if !fence.is_open() {
                directives.extend(Directive::parse(line).map(|it| (index + 1, it)));
            }
        }
        directives
    }

    /// The programs it shows, as their paths relative to the root.
    pub fn programs(&self) -> Vec<PathBuf> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        self.directives()
            .into_iter()
            .filter_map(|(_, directive)| match directive {
                Directive::Program { path, .. } | Directive::Model { path, .. } => {
                    Some(folder.join(path))
                }
                Directive::Exercise(_) | Directive::Quiz(_) | Directive::Course => None,
            })
            .collect()
    }

    /// Its quizzes, as their paths relative to the root.
    pub fn quizzes(&self) -> Vec<PathBuf> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        self.directives()
            .into_iter()
            .filter_map(|(_, directive)| match directive {
                Directive::Quiz(path) => Some(folder.join(path)),
                _ => None,
            })
            .collect()
    }

    /// What mdBook would leave on the page without a word: an include that misses, and a directive
    /// that is none.
    pub fn faults(&self, root: &Path) -> Vec<Finding> {
        let folder = root.join(self.path.parent().unwrap_or(Path::new("")));
        let mut fence = Fence::default();
        let mut faults = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            fence.line(line);
            let mut find = |message: String| {
                faults.push(Finding {
                    path: self.path.clone(),
                    line: index + 1,
                    message,
                });
            };
            for include in Include::on(line) {
                if let Err(message) = include.text(&folder) {
                    find(message);
                }
            }
            if !fence.is_open() && Directive::parse(line).is_none() && looks_like_directive(line) {
                find(format!(
                    "`{}` is no directive; one stands alone on its line",
                    line.trim()
                ));
            }
        }
        faults
    }
}

/// Whether the line has `{{#` that nobody will expand, and that is no quotation of a directive.
fn looks_like_directive(line: &str) -> bool {
    line.match_indices("{{").any(|(at, _)| {
        let name = line[at + 2..].trim_start().strip_prefix('#');
        let quoted = line[..at].ends_with(['`', '\\']);
        let known = ["include ", "rustdoc_include ", "playground ", "title "];
        !quoted && name.is_some_and(|it| !known.iter().any(|known| it.starts_with(known)))
    })
}

fn collect(root: &Path, folder: &Path, pages: &mut Vec<Page>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, pages)?;
        } else if path.extension().is_some_and(|it| it == "md")
            && path.file_name().is_some_and(|it| it != "SUMMARY.md")
        {
            pages.push(Page {
                text: fs::read_to_string(&path)?.replace("\r\n", "\n"),
                path: path.strip_prefix(root).unwrap_or(&path).to_owned(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mdbook_would_leave_on_the_page_is_found() {
        let page = |text: &str| Page {
            path: "book/ch01-a/x.md".into(),
            text: text.to_owned(),
        };
        let lines = |text: &str| -> Vec<usize> {
            let faults = page(text).faults(Path::new("/nowhere"));
            faults.iter().map(|it| it.line).collect()
        };
        assert_eq!(lines("{{#exercise a/b}}\n{{#program go/x.go}}\n"), [0; 0]);
        assert_eq!(lines("\n{{#programm go/x.go}}\n"), [2]);
        assert_eq!(lines("see {{#program go/x.go}}\n"), [1]);
        assert_eq!(lines("{{#include x.rs}}\n"), [1]);
        assert_eq!(lines("```rust\n{{#include x.rs}}\n```\n"), [2]);
        assert_eq!(lines("`{{#exercise …}}` and \\{{#include x.rs}}\n"), [0; 0]);
        assert_eq!(lines("```text\n{{#exercise}}\n```\n"), [0; 0]);
    }
}
