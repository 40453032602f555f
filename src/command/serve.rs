//! `cargo run`, which is `cargo workbook serve`: the book in the browser.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::serve::{Server, listen};
use crate::terminal::{BAD, DIM, GOOD, PLACE, paint};
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
    let server = Server::new(workbook.root()).await?;
    let address = listener.local_addr().context("the server has no address")?;
    let url = format!("http://{address}/");
    anstream::println!("The workbook is at {}", paint(PLACE, &url));
    anstream::println!("{}", paint(DIM, "It follows your changes. Ctrl-C ends it."));
    if args.open
        && let Err(error) = opener::open_browser(&url)
    {
        anstream::eprintln!("The browser cannot be opened: {error}. Open {url} yourself.");
    }
    let follow = server.follow_sources(|result| match result {
        Ok(()) => anstream::println!("{} the book is built anew", paint(GOOD, "✓")),
        Err(error) => anstream::println!(
            "{} {error:#}\n  The pages stay as they were until this is mended.",
            paint(BAD, "✗")
        ),
    });
    tokio::select! {
        result = server.serve(listener) => result?,
        () = follow => {}
    }
    Ok(ExitCode::SUCCESS)
}
