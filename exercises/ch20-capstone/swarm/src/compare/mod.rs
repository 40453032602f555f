//! Several servers, asked the same, one after the other, in one run: the server of this chapter in three ways,
//! and two in Go. With two processors, the server has one and the client the other.

mod build;
mod merge;
mod running;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use indicatif::ProgressBar;

pub use build::{recorded, server};
pub use running::Running;

use crate::args::{Args, Phase};
use crate::measure::Run;
use crate::process::{self, Server};
use crate::report::{Machine, Report, Reports};
use crate::target::Target;

/// A server that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Contender {
    /// The reference of this chapter.
    Reference,
    /// The same, with a task for each idle connection.
    Unparked,
    /// The same, with tokio-tungstenite as it comes, whose read buffers have 128 KiB.
    Naive,
    /// gorilla/websocket, a goroutine for each connection.
    GoGoroutines,
    /// Go with an epoll set and a pool of workers.
    GoEpoll,
    /// What reading and writing alone cost: [no server](crate::bare), and asked only by name.
    Bare,
}

impl Contender {
    const ALL: [Self; 6] = [
        Self::Bare,
        Self::Reference,
        Self::Unparked,
        Self::Naive,
        Self::GoGoroutines,
        Self::GoEpoll,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Unparked => "unparked",
            Self::Naive => "naive",
            Self::GoGoroutines => crate::table::BASE,
            Self::GoEpoll => "go-epoll",
            Self::Bare => "bare",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Unparked => &["--port", "0", "--park-after", "never"],
            Self::Naive => &["--port", "0", "--naive"],
            Self::Bare => &["--bare", "0"],
            Self::Reference | Self::GoGoroutines | Self::GoEpoll => &["--port", "0"],
        }
    }

    /// What it cannot be asked: two have no rooms, and one takes no frame in pieces.
    fn beyond(self) -> &'static [Phase] {
        match self {
            Self::Naive => &[Phase::Broadcast],
            Self::Bare => &[Phase::Large, Phase::Stall, Phase::Broadcast],
            Self::Reference | Self::Unparked | Self::GoGoroutines | Self::GoEpoll => &[],
        }
    }

    fn build(self) -> anyhow::Result<PathBuf> {
        match self {
            Self::Reference | Self::Unparked | Self::Naive => build::server(),
            Self::GoGoroutines => build::peer("goroutines"),
            Self::GoEpoll => build::peer("epoll"),
            Self::Bare => std::env::current_exe().context("this program cannot be found"),
        }
    }
}

/// Builds and measures. A server that cannot be built or asked is skipped, and the reports say so.
///
/// # Errors
///
/// If none could be asked.
pub fn run(
    args: &Args,
    stop: &Arc<AtomicBool>,
    bar: fn() -> ProgressBar,
) -> anyhow::Result<Reports> {
    let mut reports = Reports {
        machine: Machine::this(),
        servers: Vec::new(),
        skipped: Default::default(),
    };
    reports.machine.versions = build::versions();
    let chosen: Vec<_> = Contender::ALL
        .into_iter()
        .filter(|it| match args.only.is_empty() {
            true => *it != Contender::Bare,
            false => args.only.contains(it),
        })
        .collect();
    // All first: nothing is compiled while something is measured.
    let mut built = Vec::new();
    for contender in chosen {
        eprintln!("building {}", contender.name());
        match contender.build() {
            Ok(program) => built.push((contender, program)),
            Err(why) => drop(
                reports
                    .skipped
                    .insert(contender.name().to_owned(), format!("{why:#}")),
            ),
        }
    }
    let places = match process::processors()[..] {
        [first, second, ..] => Some((first, second)),
        _ => None,
    };
    reports.machine.placement = Some(match places {
        Some((server, client)) => format!("server on processor {server}, client on {client}"),
        None => "server and client share a processor".into(),
    });
    if args.rounds > 1 {
        reports
            .machine
            .versions
            .push(format!("medians of {} rounds", args.rounds));
    }
    let mut rounds = vec![Vec::new(); built.len()];
    for round in 1..=args.rounds {
        for ((contender, program), reports_of_it) in built.iter().zip(&mut rounds) {
            let name = contender.name();
            if stop.load(Ordering::Relaxed) || reports.skipped.contains_key(name) {
                continue;
            }
            eprintln!("{name}, round {round} of {}", args.rounds);
            let mut report = Report::new(name, args.load.clone());
            match measure(*contender, program, args, places, stop, bar(), &mut report) {
                Ok(()) => reports_of_it.push(report),
                Err(why) if report.connected.is_some() => {
                    report.notes.push(format!("it ended early: {why:#}"));
                    reports_of_it.push(report);
                }
                Err(why) => drop(reports.skipped.insert(name.to_owned(), format!("{why:#}"))),
            }
        }
    }
    for reports_of_it in &rounds {
        reports.servers.extend(merge::medians(reports_of_it)?);
    }
    if reports.servers.is_empty() {
        let why: Vec<_> = reports
            .skipped
            .iter()
            .map(|(server, why)| format!("{server}: {why}"))
            .collect();
        anyhow::bail!("there was no server to measure: {}", why.join("; "));
    }
    Ok(reports)
}

fn measure(
    contender: Contender,
    program: &std::path::Path,
    args: &Args,
    places: Option<(usize, usize)>,
    stop: &Arc<AtomicBool>,
    bar: ProgressBar,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.args(contender.arguments());
    // A process inherits on which processors it may run, so this one goes there first.
    if let Some((server, _)) = places {
        process::pin(server)?;
    }
    let server = Running::start(command, contender.name());
    if let Some((_, client)) = places {
        process::pin(client)?;
    }
    let server = server?;
    let target = Target::parse(&format!("{}/echo", server.url()), false)?;
    let pids = Server {
        pids: vec![server.pid()],
    };
    let mut load = args.load.clone();
    load.phases.retain(|it| !contender.beyond().contains(it));
    let mut run = Run::prepare(target, pids, load, args.source, Arc::clone(stop), bar)?;
    run.all(report)
}
