//! The fenced blocks of Rust on the pages.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use workbook::book::directive::Fence;

use crate::{none, pages, scratch, shown};

/// A fenced block of Rust.
#[derive(Clone, Debug)]
pub(crate) struct Snippet {
    page: PathBuf,
    /// The line of its fence, from 1.
    line: usize,
    code: String,
    promise: Promise,
}

/// What the words after `rust` promise.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Promise {
    Runs,
    Panics,
    Compiles,
    /// With this code and no other.
    Fails(String),
}

impl Snippet {
    /// A name for its binary: it changes with its place, not with its text.
    pub(crate) fn name(&self) -> String {
        let page = shown(&self.page);
        let page: String = page
            .chars()
            .map(|it| if it.is_ascii_alphanumeric() { it } else { '_' })
            .collect();
        format!("{page}_{}", self.line)
    }

    /// The whole program: hidden lines shown, and a `main` around it if it has none.
    pub(crate) fn source(&self) -> String {
        let lines: Vec<&str> = self
            .code
            .lines()
            .map(|line| match line.trim_start() {
                "#" => "",
                hidden => hidden.strip_prefix("# ").unwrap_or(line),
            })
            .collect();
        let code = lines.join("\n");
        if code.contains("fn main(") {
            format!("#![allow(unused)]\n{code}\n")
        } else {
            format!("#![allow(unused)]\nfn main() {{\n{code}\n}}\n")
        }
    }

    fn place(&self) -> String {
        format!("{}:{}", shown(&self.page), self.line)
    }
}

/// All snippets, and what is wrong with the way they are marked.
pub(crate) fn all() -> (Vec<Snippet>, Vec<String>) {
    let (mut snippets, mut faults) = (Vec::new(), Vec::new());
    for page in pages() {
        let text = fs::read_to_string(&page).expect("the page is there");
        let mut fence = Fence::default();
        let mut open: Option<Snippet> = None;
        for (index, line) in text.lines().enumerate() {
            let info = fence.line(line);
            if let Some(info) = info {
                match promise(info) {
                    Ok(Some(promise)) => {
                        let (page, code) = (page.clone(), String::new());
                        open = Some(Snippet {
                            page,
                            line: index + 1,
                            code,
                            promise,
                        });
                    }
                    Ok(None) => {}
                    Err(fault) => faults.push(format!("{}:{}: {fault}", shown(&page), index + 1)),
                }
            } else if !fence.is_open() {
                snippets.extend(open.take());
            } else if let Some(snippet) = &mut open {
                snippet.code.push_str(line);
                snippet.code.push('\n');
            }
        }
        if fence.is_open() {
            faults.push(format!("{}: a fence is never closed", shown(&page)));
        }
    }
    (snippets, faults)
}

/// None for a block that is no code.
fn promise(info: &str) -> Result<Option<Promise>, String> {
    let words: Vec<&str> = info.split(',').map(str::trim).collect();
    match words.as_slice() {
        ["rust"] => Ok(Some(Promise::Runs)),
        ["rust", "should_panic"] => Ok(Some(Promise::Panics)),
        ["rust", "no_run"] => Ok(Some(Promise::Compiles)),
        ["rust", "compile_fail", code] => Ok(Some(Promise::Fails((*code).to_owned()))),
        ["text" | "console" | "json" | "toml"] => Ok(None),
        ["go", ..] => Err("Go on a page is a program: {{#program go/name.go}}".to_owned()),
        ["rust", ..] => Err(format!(
            "`{info}` is not checked: use rust, rust,should_panic, rust,no_run or \
             rust,compile_fail,E0000"
        )),
        _ => Err(format!(
            "`{info}` is no kind of block: use rust, text, console, json or toml"
        )),
    }
}

#[test]
fn every_block_says_what_it_is() {
    none(&all().1);
}

#[test]
fn every_snippet_keeps_its_promise() {
    let mut faults = Vec::new();
    for (snippet, compiled) in &scratch::built().snippets {
        let mut fault = |what: String| faults.push(format!("{}: {what}", snippet.place()));
        let said = || {
            compiled
                .said
                .iter()
                .map(|(_, text)| text.as_str())
                .collect::<String>()
        };
        match (&snippet.promise, &compiled.executable) {
            (Promise::Fails(code), None) => {
                if !compiled
                    .said
                    .iter()
                    .all(|(found, _)| found.as_ref() == Some(code))
                {
                    fault(format!("must fail with {code} alone:\n{}", said()));
                }
            }
            (Promise::Fails(code), Some(_)) => {
                fault(format!("must fail with {code}, but compiles"))
            }
            (_, None) => fault(format!("does not compile:\n{}", said())),
            (Promise::Compiles, Some(_)) => {}
            (promise, Some(executable)) => {
                let output = Command::new(executable)
                    .stdin(Stdio::null())
                    .output()
                    .expect("it starts");
                let stderr = String::from_utf8_lossy(&output.stderr);
                // 101 is how a Rust program ends that panicked.
                let expected = if *promise == Promise::Panics { 101 } else { 0 };
                if output.status.code() != Some(expected) {
                    fault(format!(
                        "must end with {expected}: {}\n{stderr}",
                        output.status
                    ));
                }
            }
        }
    }
    none(&faults);
}
