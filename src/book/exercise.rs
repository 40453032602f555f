//! What an exercise becomes on its page: complete without a script and without a server.
//!
//! Where it is served, the script of `src/page` puts an editor in the place of the code. The place has
//! the editor's size from the beginning, so that nothing on the page moves then.

use std::fmt::Write as _;
use std::fs;

use anyhow::Context as _;

use super::program::push_fenced;
use crate::catalog::{Catalog, Exercise, Kind};
use crate::programs::shown;
use crate::stubs;

/// How many lines an editor shows at least and at most.
const LINES: std::ops::RangeInclusive<usize> = 12..=28;
/// How many more than the stub has: most answers are longer.
const MORE_LINES: usize = 4;

/// Markdown with HTML around it. The starter code is the shipped one, so that the page stays the
/// same whatever the learner has made of the file.
pub(super) fn expand(
    catalog: &Catalog,
    exercise: &Exercise,
    served: bool,
) -> anyhow::Result<String> {
    let id = exercise.id();
    let stub = stubs::shipped().get(&id).with_context(|| {
        format!(
            "`{id}` is not recorded in {}: `cargo workbook verify --record`",
            stubs::PATH
        )
    })?;
    let file = shown(&exercise.file());
    let points = match exercise.points {
        1 => "1 point".to_owned(),
        points => format!("{points} points"),
    };
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut write = |arguments: std::fmt::Arguments<'_>| {
        text.write_fmt(arguments).expect("a String grows");
    };
    write(format_args!(
        "\n<section class=\"exercise\" data-exercise=\"{id}\">\n\n"
    ));
    write(format_args!("## Exercise: {}\n\n", exercise.title));
    write(format_args!(
        "<p class=\"exercise-file\"><code>{file}</code> <span>{}, {points}</span></p>\n\n",
        kind(exercise.kind)
    ));
    if served {
        let lines = (stub.lines().count() + MORE_LINES).clamp(*LINES.start(), *LINES.end());
        write(format_args!(
            "<div class=\"exercise-code\" style=\"--lines: {lines}\">\n\n"
        ));
    } else {
        write(format_args!("<div class=\"exercise-code\">\n\n"));
    }
    write(format_args!(
        "```rust\n{}\n```\n\n</div>\n\n",
        stub.trim_end()
    ));
    if served {
        write(format_args!("<div class=\"exercise-desk\"></div>\n\n"));
    }
    write(format_args!("**Its tests**\n\n"));
    let tests = catalog.tests(exercise)?;
    for test in &tests {
        write(format_args!("- `{}`: {}\n", test.name, test.states));
    }
    let mut targets: Vec<&str> = tests.iter().map(|test| test.target.as_str()).collect();
    targets.dedup();
    let mut sources = String::new();
    for target in targets {
        let path = exercise.test_file(target);
        let code = fs::read_to_string(catalog.root.join(&path))
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let path = shown(&path);
        sources.push_str(&format!(
            "<details class=\"test-source\" data-file=\"{path}\">\n\
             <summary>Read <code>{path}</code></summary>\n\n"
        ));
        push_fenced(&mut sources, "rust", code.trim_end());
        sources.push_str("</details>\n\n");
    }
    write(format_args!("\n{sources}"));
    write(format_args!(
        "\n```console\n$ cargo workbook check {name}\n$ cargo test -p {chapter} --test {name}\n```\n\n",
        name = exercise.name,
        chapter = exercise.chapter
    ));
    let all = exercise.hints.len();
    for (index, hint) in exercise.hints.iter().enumerate() {
        write(format_args!(
            "<details class=\"hint\">\n<summary>Hint {} of {all}</summary>\n\n{}\n\n</details>\n\n",
            index + 1,
            hint.trim()
        ));
    }
    write(format_args!("</section>\n\n"));
    Ok(text)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Test => "plain tests",
        Kind::Model => "tests in every interleaving",
        Kind::Snapshot => "compared with a recorded output",
        Kind::Compile => "does not compile yet",
        Kind::Load => "measured under load",
    }
}
