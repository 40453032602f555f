//! `cargo run`, which is `cargo workbook serve`: the book in the browser.

use std::net::IpAddr;
use std::process::{ExitCode, Stdio};

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
    /// Listen at another address than 127.0.0.1. Whoever reaches it and learns the token can run
    /// programs as you, and what you type and the token go over the network for anyone to read
    #[arg(long, value_name = "ADDRESS")]
    let_others_run_code_on_this_machine: Option<IpAddr>,
}

/// Builds the book and serves it until it is interrupted.
///
/// # Errors
///
/// If the book cannot be built at first, or the port is taken.
pub async fn run(args: Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    // The port first: who has to choose another one should not wait for the book.
    let listener = listen(args.let_others_run_code_on_this_machine, args.port).await?;
    let sources = sources(workbook.root());
    let server = Server::new(workbook.clone(), &listener).await?;
    let url = server.url();
    let (place, how) = (
        paint(PLACE, &url),
        paint(
            DIM,
            "The token in the address lets your browser edit and check. The pages follow your \
             changes; Ctrl-C ends this.",
        ),
    );
    say(format_args!("The workbook is at {place}\n{how}\n"))?;
    if listener.local_addr().is_ok_and(|it| !it.ip().is_loopback()) {
        let warning = "Other machines can reach it. Whoever has the token runs programs as you.";
        anstream::eprintln!("{} {warning}", paint(BAD, "Danger:"));
    }
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
