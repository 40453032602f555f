//! More connections than one process may have: several processes of ours, one after the other, each with source
//! addresses of its own; and, if wanted, as many of the server as it takes, which share a port.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::args::{Args, Load, Phase};
use crate::compare::{self, Running};
use crate::latency::Summary;
use crate::measure::Run;
use crate::output::Output;
use crate::process::{self, Server};
use crate::report::{Machine, Report};
use crate::table::number;
use crate::target::Target;

/// What is known when a process of ours has connected.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// How many connections are open.
    pub connections: usize,
    /// How many the last process opened a second.
    pub connects_per_second: f64,
    /// What is resident in all processes of the server, in bytes.
    pub resident: Option<u64>,
    /// The same, where what they share, as the program itself, is counted once.
    pub proportional: Option<u64>,
    /// What is resident more than without connections, for each.
    pub resident_each: Option<f64>,
    /// What the kernel has allocated more than without connections, for each: both ends of it.
    pub kernel_each: Option<f64>,
    /// How long an answer takes, when all are idle.
    pub echo: Option<Summary>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Fleet {
    /// Where.
    pub machine: Machine,
    /// How many processes the server has.
    pub servers: usize,
    /// One for every process of ours that makes a round number of them, and for the last.
    pub stages: Vec<Stage>,
    /// How many connections failed.
    pub failed: usize,
}

/// Connects, holds, measures, and lets go.
///
/// # Errors
///
/// If a process cannot be started, or none of them connects.
pub fn run(args: &Args, stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    let processes = args.fleet.expect("main looks first");
    Output::prepare(args.json.clone(), None, None)?;
    let url = args.url.as_deref().expect("clap wants one");
    let target = Target::parse(url, args.anywhere_i_am_allowed_to)?;
    let servers = match args.workers_share_port {
        Some(count) => start_servers(count, target.address.port())?,
        None => Vec::new(),
    };
    let started: Vec<u32> = servers.iter().map(Running::pid).collect();
    let server = Server::find(
        if started.is_empty() {
            &args.pid
        } else {
            &started
        },
        target.address.port(),
    )?;
    target.probe()?;
    let (before, kernel) = (server.resident(), process::slab());
    let mut fleet = Fleet {
        machine: Machine::this(),
        servers: server.pids.len(),
        stages: Vec::new(),
        failed: 0,
    };
    let bar = ProgressBar::new(u64::from(processes)).with_style(
        ProgressStyle::with_template("{bar:24} {pos}/{len} processes {wide_msg} {elapsed}")
            .expect("a valid template"),
    );
    let (mut held, mut open) = (Vec::new(), 0);
    for number in 0..processes {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        let (child, more) = start_client(url, &args.load, number)?;
        held.push(child);
        let seconds = begun.elapsed().as_secs_f64();
        open += more;
        fleet.failed += args.load.connections - more.min(args.load.connections);
        bar.inc(1);
        bar.set_message(format!("{} connections", crate::table::number(open as f64)));
        let done = number + 1;
        if !is_round(done) && done != processes {
            continue;
        }
        let each = |before: Option<u64>, now: Option<u64>| {
            Some((now? as f64 - before? as f64) / open.max(1) as f64)
        };
        // Asked first: afterwards they are the colder for it.
        let (resident, slab) = (server.resident(), process::slab());
        fleet.stages.push(Stage {
            connections: open,
            connects_per_second: more as f64 / seconds,
            resident,
            proportional: server.proportional(),
            resident_each: each(before, resident),
            kernel_each: each(kernel, slab),
            echo: echo(&target, &server, args, stop)?,
        });
    }
    bar.finish_and_clear();
    if open == 0 {
        bail!("no connection was opened");
    }
    // Their standard inputs end, all at once, so that none waits for another.
    held.iter_mut().for_each(|it| drop(it.0.stdin.take()));
    drop(held);
    if let Some(file) = &args.json {
        let json = serde_json::to_string_pretty(&fleet)? + "\n";
        if file.as_os_str() == "-" {
            print!("{json}");
            return Ok(());
        }
        std::fs::write(file, json)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    print!("{}", table(&fleet));
    Ok(())
}

/// 1, 2, 5, 10, 20, 50 and so on.
fn is_round(mut number: u32) -> bool {
    while number >= 10 && number.is_multiple_of(10) {
        number /= 10;
    }
    matches!(number, 1 | 2 | 5)
}

/// Holds connections until the standard input ends, and answers pings meanwhile. `fleet` starts it.
///
/// # Errors
///
/// If there is no server, or the system fails us.
pub fn hold(args: &Args, target: Target, stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    let load = args.load.clone();
    let bar = ProgressBar::hidden();
    let mut run = Run::prepare(
        target,
        Server::default(),
        load,
        args.source,
        Arc::clone(stop),
        bar,
    )?;
    println!("{}", run.connect()?);
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        let _ = io::stdin().read(&mut [0]);
        stop.store(true, Ordering::Relaxed);
    });
    // A hundred processes that look twenty times a second would be in each other's way.
    run.crowd.nap = Duration::from_secs(1);
    while !run.crowd.is_stopped() {
        run.crowd.rest(Duration::from_secs(60))?;
    }
    Ok(())
}

/// A process of ours, which ends with this.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn start_client(url: &str, load: &Load, number: u32) -> anyhow::Result<(Held, usize)> {
    let program = std::env::current_exe().context("this program cannot be found")?;
    // A network of 256 addresses each; the first is the one that the system would choose.
    let source = Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 1, 0, 1)) + (number << 8));
    let mut command = Command::new(program);
    command.args([
        url,
        "--hold",
        "--connections",
        &load.connections.to_string(),
    ]);
    command.args([
        "--concurrency",
        &load.concurrency.to_string(),
        "--source",
        &source.to_string(),
    ]);
    if let Some(rate) = load.connect_rate {
        command.args(["--connect-rate", &rate.to_string()]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = Held(
        command
            .spawn()
            .context("another process cannot be started")?,
    );
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().expect("it is piped")).read_line(&mut line)?;
    let open = line
        .trim()
        .parse()
        .context("a process of the fleet ended early")?;
    Ok((child, open))
}

fn start_servers(count: u32, port: u16) -> anyhow::Result<Vec<Running>> {
    let program = compare::server()?;
    (0..count)
        .map(|number| {
            let mut command = Command::new(&program);
            command.args(["--port", &port.to_string(), "--workers", "1"]);
            // A ping for each of a million connections every half minute is not what is measured here.
            command.args(["--ping-after", "3600s", "--dead-after", "7200s"]);
            Running::start(command, &format!("worker-{number}"))
        })
        .collect()
}

fn echo(
    target: &Target,
    server: &Server,
    args: &Args,
    stop: &Arc<AtomicBool>,
) -> anyhow::Result<Option<Summary>> {
    let load = Load {
        connections: 100,
        phases: vec![Phase::Echo],
        settle: 0.2,
        ..args.load.clone()
    };
    let mut report = Report::new("echo", load.clone());
    let bar = ProgressBar::hidden();
    let mut run = Run::prepare(
        target.clone(),
        server.clone(),
        load,
        args.source,
        Arc::clone(stop),
        bar,
    )?;
    run.all(&mut report)?;
    Ok(report.echo.map(|it| it.latency))
}

fn table(fleet: &Fleet) -> String {
    let mut text = format!(
        "{:>11} {:>10} {:>13} {:>13} {:>8} {:>10} {:>11} {:>11}\n",
        "connections",
        "connects/s",
        "resident KiB",
        "shared once",
        "B each",
        "kernel's B",
        "echo p50 µs",
        "echo p99 µs"
    );
    let known = |value: Option<f64>| value.map_or_else(|| "-".into(), number);
    for stage in &fleet.stages {
        text.push_str(&format!(
            "{:>11} {:>10} {:>13} {:>13} {:>8} {:>10} {:>11} {:>11}\n",
            number(stage.connections as f64),
            number(stage.connects_per_second),
            known(stage.resident.map(|it| it as f64 / 1024.0)),
            known(stage.proportional.map(|it| it as f64 / 1024.0)),
            known(stage.resident_each),
            known(stage.kernel_each),
            known(stage.echo.map(|it| it.p50_us)),
            known(stage.echo.map(|it| it.p99_us)),
        ));
    }
    text.push_str(&format!(
        "\n{} processes of the server; {} connections failed\n",
        fleet.servers, fleet.failed
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers_are_looked_at() {
        let round: Vec<u32> = (0..=120).filter(|&it| is_round(it)).collect();
        assert_eq!(round, [1, 2, 5, 10, 20, 50, 100]);
    }
}
