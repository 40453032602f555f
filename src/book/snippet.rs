//! The pieces of Rust on a page, as programs that can be compiled and run.

use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::include::Include;
use super::page::Page;
use crate::catalog::Finding;
use crate::programs::shown;
use crate::refusal;

/// A fenced block of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Its page, relative to the root.
    pub page: PathBuf,
    /// The line of its fence on the page, from 1.
    pub line: usize,
    /// What must come of it.
    pub expected: Expected,
    /// The code, with what the page hides.
    pub code: String,
}

/// What must come of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It compiles, and runs to its end.
    Runs,
    /// It compiles.
    Compiles,
    /// It compiles, and panics when it runs.
    Panics,
    /// It is refused by the compiler with errors of this [name](crate::refusal) and no other.
    Refused(String),
}

/// Fences of what is no code of a program, so that nothing can be tried.
const PROSE: [&str; 8] = [
    "text", "console", "toml", "json", "diff", "yaml", "html", "mermaid",
];

impl Snippet {
    /// The snippets of a page of the workbook at `root`, and the fenced blocks that cannot be tried
    /// as they are marked.
    pub fn on(page: &Page, root: &Path) -> (Vec<Self>, Vec<Finding>) {
        let (mut snippets, mut findings) = (Vec::new(), Vec::new());
        for block in blocks(&page.text) {
            let line = block.line;
            let mut find = |message: String| {
                findings.push(Finding {
                    path: page.path.clone(),
                    line,
                    message,
                });
            };
            let mut tags = block.info.split([',', ' ']).filter(|it| !it.is_empty());
            match tags.next() {
                Some("rust") => match expected(&tags.collect::<Vec<_>>()) {
                    Err(message) => find(message),
                    Ok(expected) => match code(page, root, &block.text) {
                        Err(message) => find(message),
                        Ok(code) => snippets.push(Self {
                            page: page.path.clone(),
                            line,
                            expected,
                            code,
                        }),
                    },
                },
                Some("go") => find(
                    "Go stands in a program of its own, which is run: `{{#program go/….go}}`"
                        .to_owned(),
                ),
                Some(prose) if PROSE.contains(&prose) => {}
                Some(unknown) => find(format!(
                    "a block of `{unknown}`: nothing checks that. Known are rust, {}",
                    PROSE.join(", ")
                )),
                None => find("a block that does not say what it is: `text`?".to_owned()),
            }
        }
        (snippets, findings)
    }

    /// How pages and messages name it: its page and its line.
    pub fn shown(&self) -> String {
        format!("{}:{}", shown(&self.page), self.line)
    }

    /// A name that no other snippet has, and that may name a binary.
    pub fn unique_name(&self) -> String {
        let page = self.page.with_extension("");
        let parts: Vec<String> = page
            .iter()
            .skip(1)
            .map(|it| it.to_string_lossy().to_lowercase())
            .collect();
        format!("{}_line{}", parts.join("_"), self.line)
    }

    /// The program that it stands for. Its lines are those of the snippet.
    pub fn program(&self) -> String {
        // Only errors matter here: a snippet shows a thing, and need not use it.
        let lints = "#![allow(warnings)]";
        let code = &self.code;
        if code.contains("fn main(") {
            return format!("{lints} {code}\n");
        }
        // As rustdoc has it: a snippet that ends with a result may use `?`.
        if code.trim_end().ends_with("(())") {
            return format!(
                "{lints} fn main() {{ fn inner() -> Result<(), impl std::fmt::Debug> {{ {code}\n}} \
                 inner().expect(\"the snippet's result\"); }}\n"
            );
        }
        format!("{lints} fn main() {{ {code}\n}}\n")
    }
}

struct Block {
    line: usize,
    info: String,
    text: String,
}

/// The blocks of code on a page. Those of tables, quotations and lists are found, too.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                open = Some(Block {
                    line: text[..range.start].matches('\n').count() + 1,
                    info: match kind {
                        CodeBlockKind::Fenced(info) => info.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    },
                    text: String::new(),
                });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

fn expected(tags: &[&str]) -> Result<Expected, String> {
    match tags {
        [] => Ok(Expected::Runs),
        ["no_run"] => Ok(Expected::Compiles),
        ["should_panic"] => Ok(Expected::Panics),
        ["compile_fail", code] if is_error_code(code) => Ok(Expected::Refused((*code).to_owned())),
        ["compile_fail", ..] => Err(
            "`compile_fail` needs the one code that the compiler must give: `compile_fail,E0499`"
                .to_owned(),
        ),
        ["ignore", ..] => Err("`ignore` would have nobody try the code".to_owned()),
        _ => Err(format!(
            "`rust,{}`: known are no_run, should_panic and compile_fail,EXXXX",
            tags.join(",")
        )),
    }
}

/// `E0499`, the name of a lint that is denied by default, or the words of a message without a code.
pub(super) fn is_error_code(code: &str) -> bool {
    let number = code.strip_prefix('E').unwrap_or_default();
    let is_number = number.len() == 4 && number.bytes().all(|it| it.is_ascii_digit());
    let is_lint =
        code.contains('_') && code.bytes().all(|it| it == b'_' || it.is_ascii_lowercase());
    is_number || is_lint && code != "no_run" && code != "should_panic" || refusal::is_message(code)
}

/// The code of a block, with what it includes, and with the lines that the page hides.
fn code(page: &Page, root: &Path, block: &str) -> Result<String, String> {
    let folder = root.join(page.path.parent().unwrap_or(Path::new("")));
    let mut code = Vec::new();
    for line in block.lines() {
        code.push(Include::expand(&unhidden(line), &folder)?);
    }
    Ok(code.join("\n"))
}

fn unhidden(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    if text == "#" {
        return String::new();
    }
    match (text.strip_prefix("# "), text.strip_prefix("##")) {
        (Some(hidden), _) => format!("{indent}{hidden}"),
        (_, Some(escaped)) => format!("{indent}#{escaped}"),
        (None, None) => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> (Vec<Snippet>, Vec<Finding>) {
        let page = Page {
            path: "book/ch01-a/README.md".into(),
            text: text.to_owned(),
        };
        Snippet::on(&page, Path::new("/nowhere"))
    }

    #[test]
    fn snippets_are_programs_with_the_lines_of_the_page() {
        let (snippets, findings) =
            on("# A\n\n> ```rust\n> # let a = 1;\n> ## [x]\n> b();\n> ```\n");
        assert_eq!(findings, []);
        let [snippet] = &snippets[..] else {
            panic!("{snippets:?}")
        };
        assert_eq!(
            (snippet.line, &snippet.expected),
            (3, &Expected::Runs),
            "{snippet:?}"
        );
        assert_eq!(snippet.unique_name(), "ch01-a_readme_line3");
        assert_eq!(
            snippet.program(),
            "#![allow(warnings)] fn main() { let a = 1;\n# [x]\nb();\n}\n"
        );
    }

    #[test]
    fn marks_say_what_is_expected() {
        let of = |info: &str| {
            let (snippets, _) = on(&format!("```{info}\n```\n"));
            snippets.first().map(|it| it.expected.clone())
        };
        assert_eq!(of("rust,no_run"), Some(Expected::Compiles));
        assert_eq!(of("rust,should_panic"), Some(Expected::Panics));
        assert_eq!(
            of("rust,compile_fail,E0499"),
            Some(Expected::Refused("E0499".to_owned()))
        );
        assert_eq!(
            of("rust,compile_fail,future-cannot-be-sent"),
            Some(Expected::Refused("future-cannot-be-sent".to_owned()))
        );
        for refused in [
            "rust,ignore",
            "rust,compile_fail",
            "rust,compile_fail,E1",
            "rust,compile_fail,no_run",
            "rust,edition2015",
            "go",
            "",
            "c",
        ] {
            let (snippets, findings) = on(&format!("\n```{refused}\n```\n"));
            assert_eq!((snippets.len(), findings.len()), (0, 1), "{refused}");
            assert_eq!(findings[0].line, 2);
        }
        assert_eq!(on("```text\n```\n").1, []);
    }
}
