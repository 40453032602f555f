//! The workbook's directives: lines of a page that stand for an exercise, a program or a quiz.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use super::page::Page;
use super::quiz::Quiz;
use super::{course, exercise, model, program};
use crate::catalog::Catalog;
use crate::programs::shown;

/// One directive, alone on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// `{{#exercise ch01-defer-drop/ex01_lifo}}`
    Exercise(String),
    /// `{{#program go/five_defers.go}}` or `{{#program rust/guard.rs:anchor}}`
    Program {
        /// Relative to the folder of the page.
        path: String,
        /// The part of the program to show; the whole if none.
        anchor: Option<String>,
    },
    /// `{{#quiz quiz/underscore.toml}}`, relative to the folder of the page.
    Quiz(String),
    /// `{{#model model/lost_update.rs}}`, with an anchor like a program: it, and the interleaving that
    /// breaks it.
    Model {
        /// Relative to the folder of the page.
        path: String,
        /// The part of the program to show; the whole if none.
        anchor: Option<String>,
    },
    /// `{{#course}}`: every exercise there is.
    Course,
}

impl Directive {
    /// Reads the directive on a line, if there is one.
    pub fn parse(line: &str) -> Option<Self> {
        let inside = line.trim().strip_prefix("{{#")?.strip_suffix("}}")?;
        if inside == "course" {
            return Some(Self::Course);
        }
        let (name, argument) = inside.split_once(' ')?;
        let argument = argument.trim().to_owned();
        match name {
            "exercise" => Some(Self::Exercise(argument)),
            "quiz" => Some(Self::Quiz(argument)),
            "program" => {
                let (path, anchor) = with_anchor(&argument);
                Some(Self::Program { path, anchor })
            }
            "model" => {
                let (path, anchor) = with_anchor(&argument);
                Some(Self::Model { path, anchor })
            }
            _ => None,
        }
    }
}

/// A path, and the part of the file after its colon.
fn with_anchor(argument: &str) -> (String, Option<String>) {
    match argument.split_once(':') {
        None => (argument.to_owned(), None),
        Some((path, anchor)) => (path.to_owned(), Some(anchor.to_owned())),
    }
}

/// The preprocessor that expands directives.
pub(super) struct Directives {
    catalog: Catalog,
    /// Whether the pages will have their server, and become editors.
    served: bool,
}

impl Directives {
    pub(super) fn new(catalog: Catalog, served: bool) -> Self {
        Self { catalog, served }
    }

    /// The page's text with everything expanded that mdBook has left. `source` is the page's file,
    /// relative to the root.
    fn expand(&self, chapter: &Chapter, source: &Path) -> anyhow::Result<String> {
        let root = &self.catalog.root;
        let page = Page {
            path: source.to_owned(),
            text: fs::read_to_string(root.join(source))?,
        };
        if let Some(fault) = page.faults(root).first() {
            bail!("{fault}");
        }
        let folder = root.join(source.parent().context("a page stands in a folder")?);
        let mut fence = Fence::default();
        let mut expanded = String::with_capacity(chapter.content.len());
        let lines: Vec<&str> = chapter.content.lines().collect();
        let mut compared = false;
        for (index, line) in lines.iter().enumerate() {
            fence.line(line);
            match Directive::parse(line).filter(|_| !fence.is_open()) {
                None => {
                    expanded.push_str(line);
                    expanded.push('\n');
                }
                Some(directive) => {
                    let text = self
                        .one(&directive, &folder)
                        .with_context(|| format!("{}:{}", shown(source), line_of(&page, line)))?;
                    let begins = !compared && begins_comparison(&directive, &lines[index + 1..]);
                    if begins {
                        expanded.push_str("\n<div class=\"comparison\">\n");
                    }
                    expanded.push_str(&text);
                    if compared {
                        expanded.push_str("</div>\n\n");
                    }
                    compared = begins;
                }
            }
        }
        Ok(expanded)
    }

    fn one(&self, directive: &Directive, folder: &Path) -> anyhow::Result<String> {
        match directive {
            Directive::Exercise(id) => {
                let Some(exercise) = self.catalog.exercise(id) else {
                    bail!("there is no exercise `{id}`{}", self.near(id));
                };
                exercise::expand(&self.catalog, exercise, self.served)
            }
            Directive::Program { path, anchor } => {
                program::expand(&self.catalog.root, &folder.join(path), anchor.as_deref())
            }
            Directive::Quiz(path) => {
                let root = &self.catalog.root;
                let path = folder.join(path);
                let path = path.strip_prefix(root).unwrap_or(&path);
                let quiz = Quiz::load(root, path).map_err(|fault| anyhow!("{fault}"))?;
                Ok(quiz.expand(&fs::read_to_string(root.join(&quiz.program))?))
            }
            Directive::Model { path, anchor } => model::expand(
                &self.catalog.root,
                &folder.join(path),
                anchor.as_deref(),
                self.served,
            ),
            Directive::Course => Ok(course::expand(&self.catalog, folder)),
        }
    }

    fn near(&self, id: &str) -> String {
        let ids: Vec<String> = self
            .catalog
            .exercises()
            .map(|exercise| exercise.id())
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        similar::get_close_matches(id, &ids, 1, 0.6)
            .first()
            .map_or(String::new(), |near| format!(": did you mean `{near}`?"))
    }
}

impl Preprocessor for Directives {
    fn name(&self) -> &'static str {
        "workbook"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> anyhow::Result<Book> {
        let pages = &context.config.book.src;
        let mut failed = None;
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item
                && let Some(source) = &chapter.source_path
                && failed.is_none()
            {
                match self.expand(chapter, &pages.join(source)) {
                    Ok(content) => chapter.content = content,
                    Err(error) => failed = Some(error),
                }
            }
        });
        failed.map_or(Ok(book), Err)
    }
}

/// Whether the directive shows a Go program, and the next thing on the page is a Rust one: they are
/// shown beside each other where there is room.
fn begins_comparison(directive: &Directive, rest: &[&str]) -> bool {
    let next = rest
        .iter()
        .find(|line| !line.trim().is_empty())
        .and_then(|line| Directive::parse(line));
    let is = |directive: Option<&Directive>, suffix: &str| matches!(directive, Some(Directive::Program { path, .. }) if path.ends_with(suffix));
    is(Some(directive), ".go") && is(next.as_ref(), ".rs")
}

/// Whether a line stands inside a fenced block.
#[derive(Debug, Default)]
pub struct Fence {
    /// The fence that is open, as it began: three or more backticks or tildes.
    open: Option<String>,
}

impl Fence {
    /// Takes in the next line. Returns the info string if it opens a fence.
    pub fn line<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        let line = line.trim_start();
        match &self.open {
            Some(fence) => {
                if line.trim_end().starts_with(fence.as_str())
                    && line.trim_end().chars().all(|it| fence.starts_with(it))
                {
                    self.open = None;
                }
                None
            }
            None => {
                let mark = line.chars().next().filter(|it| "`~".contains(*it))?;
                let info = line.trim_start_matches(mark);
                let length = line.len() - info.len();
                (length >= 3).then(|| {
                    self.open = Some(line[..length].to_owned());
                    info.trim()
                })
            }
        }
    }

    /// Whether a fence is open after the lines so far.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }
}

/// The line of the page on which the directive stands: what mdBook gives is already expanded by
/// other preprocessors, and its lines are not the author's.
fn line_of(page: &Page, directive: &str) -> usize {
    page.text
        .lines()
        .position(|line| line == directive)
        .map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read() {
        let program = |path: &str, anchor: Option<&str>| {
            Some(Directive::Program {
                path: path.to_owned(),
                anchor: anchor.map(str::to_owned),
            })
        };
        assert_eq!(
            Directive::parse("{{#program go/a.go}}"),
            program("go/a.go", None)
        );
        assert_eq!(
            Directive::parse(" {{#program rust/a.rs:x}} "),
            program("rust/a.rs", Some("x"))
        );
        assert_eq!(
            Directive::parse("{{#exercise ch01-a/ex01_b}}"),
            Some(Directive::Exercise("ch01-a/ex01_b".to_owned()))
        );
        assert_eq!(
            Directive::parse("{{#quiz quiz/x.toml}}"),
            Some(Directive::Quiz("quiz/x.toml".to_owned()))
        );
        assert_eq!(
            Directive::parse("{{#model model/a.rs:x}}"),
            Some(Directive::Model {
                path: "model/a.rs".to_owned(),
                anchor: Some("x".to_owned())
            })
        );
        assert_eq!(Directive::parse("{{#course}}"), Some(Directive::Course));
        assert_eq!(Directive::parse("{{#include x.rs}}"), None);
        assert_eq!(Directive::parse("see {{#exercise x}}"), None);
    }

    #[test]
    fn fences_open_and_close() {
        let mut fence = Fence::default();
        assert_eq!(fence.line("````rust,no_run"), Some("rust,no_run"));
        fence.line("```");
        assert!(fence.is_open());
        fence.line("````");
        assert!(!fence.is_open());
    }
}
