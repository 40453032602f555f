//! `cargo run`, which is `cargo workbook serve`: the book in the browser.

use std::process::{ExitCode, Stdio};

use anyhow::Context as _;

use crate::serve::{Server, listen, sources};
use crate::terminal::{BAD, DIM, GOOD, PLACE, paint, say};
use crate::workbook::Workbook;

/// The arguments of `serve`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// The port; the next free one from 3000 on if not given
    #[arg(long)]
    port: Option<u16>,
    /// Open the book in your browser
    #[arg(long)]
    open: bool,
}

/// Builds the book and serves it until it is interrupted.
///
/// # Errors
///
/// If the book cannot be built at first, or the port is taken.
pub async fn run(args: Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    // The port first: who has to choose another one should not wait for the book.
    let listener = listen(args.port).await?;
    let sources = sources(workbook.root());
    let server = Server::new(workbook.root()).await?;
    let address = listener.local_addr().context("the server has no address")?;
    let url = format!("http://{address}/");
    let (place, how) = (
        paint(PLACE, &url),
        paint(DIM, "It follows your changes. Ctrl-C ends it."),
    );
    say(format_args!("The workbook is at {place}\n{how}\n"))?;
    if args.open
        && let Err(error) = opener::open_browser(&url)
    {
        anstream::eprintln!("The browser cannot be opened: {error}. Open {url} yourself.");
    }
    let _fetching = fetch_what_exercises_need(workbook);
    let follow = server.follow(sources, |result| {
        // Who closed the terminal still has the pages.
        let _ = match result {
            Ok(()) => say(format_args!(
                "{} the book is built anew\n",
                paint(GOOD, "✓")
            )),
            Err(error) => say(format_args!(
                "{} {error}\n  The pages stay as they were until this is mended.\n",
                paint(BAD, "✗")
            )),
        };
    });
    tokio::select! {
        result = server.serve(listener) => result?,
        () = follow => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Has cargo download, beside everything else, what the exercises depend on and the workbook does not:
/// who has read the first page online can then solve exercises offline.
///
/// Nobody waits for it, and a failure is no news: a check that needs the network says so itself.
fn fetch_what_exercises_need(workbook: &Workbook) -> Option<tokio::process::Child> {
    tokio::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["fetch", "--quiet", "--locked"])
        .current_dir(workbook.root())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()
}
