//! What an exercise becomes on its page: complete without a script and without a server.

use std::fmt::Write as _;

use anyhow::Context as _;

use crate::catalog::{Catalog, Exercise, Kind};
use crate::stubs;

/// Markdown with HTML around it. The starter code is the shipped one, so that the page stays the
/// same whatever the learner has made of the file.
pub(super) fn expand(catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<String> {
    let id = exercise.id();
    let stub = stubs::shipped().get(&id).with_context(|| {
        format!(
            "`{id}` is not recorded in {}: `cargo workbook verify --record`",
            stubs::PATH
        )
    })?;
    let file = exercise
        .file()
        .iter()
        .map(|it| it.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
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
    write(format_args!("```rust\n{}\n```\n\n", stub.trim_end()));
    write(format_args!("**Its tests**\n\n"));
    for test in catalog.tests(exercise)? {
        write(format_args!("- `{}`: {}\n", test.name, test.states));
    }
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
