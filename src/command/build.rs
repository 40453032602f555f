//! `cargo workbook build`: the book as static files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::book::{self, Built};
use crate::terminal::{PLACE, paint, say};
use crate::workbook::Workbook;

/// The arguments of `build`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to put the book; `target/book` if not given. The folder is emptied first
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,

    /// The path below which a host will show the book, as `/course/`. Without it the book works
    /// anywhere, but for the host's page on addresses that do not exist
    #[arg(long, value_name = "PATH", value_parser = below)]
    below: Option<String>,

    /// Build it as the server shows it: it asks for its own builds by this
    #[arg(long, hide = true, conflicts_with = "below")]
    to_be_served: bool,
}

/// A path that begins and ends with a slash, whatever was typed.
fn below(typed: &str) -> Result<String, String> {
    let inner = typed.trim_matches('/');
    let plain = |it: char| it.is_ascii_alphanumeric() || "-._~/%".contains(it);
    if !inner.chars().all(plain) {
        return Err("a path has letters, digits and -._~/% only".to_owned());
    }
    Ok(if inner.is_empty() {
        "/".to_owned()
    } else {
        format!("/{inner}/")
    })
}

/// Builds the book and says where it is.
///
/// # Errors
///
/// If it cannot be built.
pub fn run(args: &Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let output = match &args.output {
        Some(output) => std::path::absolute(output)
            .with_context(|| format!("{} is no path", output.display()))?,
        None => workbook.root().join(book::OUTPUT),
    };
    if output != workbook.root().join(book::OUTPUT) && holds_something_else(&output) {
        bail!(
            "{} holds something that is not a built book, and would be emptied: name a new folder",
            output.display()
        );
    }
    let built = match &args.below {
        _ if args.to_be_served => Built::ToBeServed,
        Some(path) => Built::Below(path),
        None => Built::ForAnywhere,
    };
    book::render(workbook.root(), &output, built).context("the book cannot be built")?;
    let index = paint(PLACE, output.join("index.html").display());
    say(format_args!("The book is in {index}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// mdBook leaves this file in every book that it builds.
fn holds_something_else(folder: &Path) -> bool {
    let empty = folder
        .read_dir()
        .map_or(true, |mut entries| entries.next().is_none());
    !empty && !folder.join(".nojekyll").exists()
}
