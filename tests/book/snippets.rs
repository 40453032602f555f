//! Every piece of Rust on a page is compiled, and does what its fence says.

use std::path::PathBuf;

use futures_util::stream::{self, StreamExt as _};
use workbook::book::{Expected, Snippet};
use workbook::programs;
use workbook::programs::package::Compiled;

use crate::harness::{assert_none, block_on, compiled, snippets};

/// What is wrong with how a snippet was compiled.
fn compiled_wrong(snippet: &Snippet, compiled: &Compiled) -> Option<String> {
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|it| it.error).collect();
    let said = || -> String { errors.iter().map(|it| it.rendered.as_str()).collect() };
    match &snippet.expected {
        Expected::Refused(code) if errors.is_empty() => {
            Some(format!("it compiles, and must fail with {code}"))
        }
        Expected::Refused(code) => {
            let all = errors.iter().all(|it| it.name == *code);
            (!all).then(|| format!("it must fail with {code} and nothing else:\n{}", said()))
        }
        _ if compiled.executable.is_none() => Some(format!("it does not compile:\n{}", said())),
        _ => None,
    }
}

/// What is wrong with how a snippet ran.
async fn run_wrong(snippet: &Snippet, executable: PathBuf) -> Option<String> {
    // What Rust programs exit with after a panic.
    const PANIC: i32 = 101;
    let run = match programs::run(&executable).await {
        Ok(run) => run,
        Err(error) => return Some(error.to_string()),
    };
    let panics = snippet.expected == Expected::Panics;
    let as_expected = if panics {
        run.status.code() == Some(PANIC)
    } else {
        run.status.success()
    };
    let must = if panics { "panic" } else { "succeed" };
    (!as_expected).then(|| format!("it must {must}; {}\n{}", run.status, run.stderr))
}

#[test]
fn every_fenced_block_says_what_it_is() {
    assert_none(&snippets().1);
}

#[test]
fn every_snippet_compiles_and_runs_as_it_says() {
    let (snippets, _) = snippets();
    let tried = stream::iter(snippets)
        .map(async |snippet| {
            let compiled = &compiled()[&snippet.unique_name()];
            let mut wrong = compiled_wrong(&snippet, compiled);
            let runs = matches!(snippet.expected, Expected::Runs | Expected::Panics);
            if wrong.is_none()
                && runs
                && let Some(executable) = compiled.executable.clone()
            {
                wrong = run_wrong(&snippet, executable).await;
            }
            wrong.map(|it| format!("{}:{}: {it}", snippet.page.display(), snippet.line))
        })
        .buffered(8)
        .filter_map(async |wrong| wrong)
        .collect::<Vec<_>>();
    // Compiled before the tests' runtime is entered: the build has one of its own.
    let _ = compiled();
    assert_none(&block_on(tried));
}
