//! `cargo workbook swarm` starts this, optimised.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser as _;
use indicatif::{ProgressBar, ProgressStyle};
use swarm::args::Args;
use swarm::measure::Run;
use swarm::output::Output;
use swarm::process::Server;
use swarm::report::{Machine, Report, Reports};
use swarm::target::Target;
use swarm::{bare, compare, fleet};

fn main() -> ExitCode {
    let stop = Arc::new(AtomicBool::new(false));
    match listen(&stop)
        .map_err(anyhow::Error::from)
        .and_then(|()| run(&Args::parse(), &stop))
    {
        // As shells have it: 128 and the number of the signal.
        Ok(()) if stop.load(Ordering::Relaxed) => ExitCode::from(130),
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The first Ctrl-C asks for what there is, the second one means it.
fn listen(stop: &Arc<AtomicBool>) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, 130, Arc::clone(stop))?;
        flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

fn run(args: &Args, stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    if let Some(port) = args.bare {
        return bare::serve(port);
    }
    if args.fleet.is_some() {
        return fleet::run(args, stop);
    }
    let recorded = compare::recorded().filter(|_| args.compare);
    let beside = args.beside.as_deref().or(recorded.as_deref());
    let output = Output::prepare(args.json.clone(), args.svg.clone(), beside)?;
    if args.compare {
        return output.write(&compare::run(args, stop, bar)?);
    }
    let url = args
        .url
        .as_deref()
        .expect("clap wants one without --compare");
    let target = Target::parse(url, args.anywhere_i_am_allowed_to)?;
    if args.hold {
        return fleet::hold(args, target, stop);
    }
    let server = if target.address.ip().is_loopback() || !args.pid.is_empty() {
        Server::find(&args.pid, target.address.port())?
    } else {
        Server::default()
    };
    let mut report = Report::new(url, args.load.clone());
    let mut run = Run::prepare(
        target,
        server,
        args.load.clone(),
        args.source,
        Arc::clone(stop),
        bar(),
    )?;
    let asked = run.all(&mut report);
    output.write(&Reports {
        machine: Machine::this(),
        servers: vec![report],
        skipped: Default::default(),
    })?;
    asked
}

/// It is drawn where people see it, and nowhere else.
fn bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:24} {wide_msg} {elapsed}").expect("a valid template");
    ProgressBar::new(1).with_style(style)
}
