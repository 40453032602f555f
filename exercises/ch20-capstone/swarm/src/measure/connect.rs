//! How fast do they connect, and what does an idle one cost in memory? The cost is the slope between two sizes:
//! what the server has anyway is in both, and is subtracted.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Run;
use super::meter::{Meter, Used};
use crate::connection::{Happened, State, reason};
use crate::latency::{Latency, Summary};
use crate::process;
use crate::report::Report;
use crate::schedule::{Nanos, Schedule};

/// How connecting went.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connected {
    /// How many are open.
    pub open: usize,
    /// What they took.
    pub used: Used,
    /// From the first step to the server's 101.
    pub handshake: Summary,
}

/// What the server holds for idle connections.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Memory {
    /// How many connections there were at the first look.
    pub fewer: usize,
    /// And what was resident then, in bytes.
    pub fewer_bytes: u64,
    /// How many at the second.
    pub more: usize,
    /// And what was resident then, in bytes.
    pub more_bytes: u64,
    /// The slope: resident bytes for one more.
    pub each: f64,
    /// What the kernel holds for one more, for both ends, in bytes; of the whole machine, so others disturb it.
    pub kernel_each: Option<f64>,
}

/// Opens half of them, looks, opens the rest, and looks once more.
pub(super) fn ask(run: &mut Run, report: &mut Report) -> anyhow::Result<()> {
    let all = run.load.connections;
    run.bar.set_length(all as u64);
    run.bar.set_message("connecting");
    let mut handshakes = Latency::default();
    let mut looks = Vec::new();
    let mut used = Vec::new();
    for size in [all / 2, all] {
        let server = run.server.clone();
        let (before, meter) = (run.crowd.open().len(), Meter::start(&server));
        open(run, size, &mut handshakes)?;
        let now = run.crowd.open().len();
        used.push(meter.stop((now - before) as u64));
        run.crowd.rest(run.load.settle())?;
        looks.push((now, run.server.resident(), process::slab()));
        if run.crowd.is_stopped() {
            break;
        }
    }
    report.connected = Some(Connected {
        open: run.crowd.open().len(),
        used: together(&used),
        handshake: handshakes.summary(),
    });
    report.memory = memory(&looks);
    Ok(())
}

/// Opens connections until there are `size`, with bounded rate and number under way.
pub(super) fn open(run: &mut Run, size: usize, handshakes: &mut Latency) -> anyhow::Result<()> {
    let now = run.crowd.now();
    let missing = size.saturating_sub(run.crowd.len());
    let rate = run.load.connect_rate.unwrap_or(1e9);
    let mut schedule = Schedule::new(now, rate, (missing as f64 / rate * 1e9) as Nanos + 1);
    let mut under_way = VecDeque::new();
    let (mut shaking, mut opened) = (0_usize, 0_u64);
    let patience = run.load.patience().as_nanos() as Nanos;
    while (run.crowd.len() < size || shaking > 0) && !run.crowd.is_stopped() {
        let now = run.crowd.now();
        let mut none_left = false;
        while run.crowd.len() < size
            && shaking < run.load.concurrency
            && (schedule.due(now).is_some() || rate >= 1e9)
        {
            match run.crowd.begin() {
                Ok(number) => {
                    under_way.push_back((number, now));
                    shaking += 1;
                }
                Err(error) => {
                    run.crowd.fail(&format!("connecting: {}", reason(&error)));
                    none_left = true;
                    break;
                }
            }
        }
        if none_left && shaking == 0 {
            break;
        }
        let deadline = match schedule.next() {
            Some(next) if shaking < run.load.concurrency && run.crowd.len() < size => next,
            _ => now + patience,
        };
        let mut done = Vec::new();
        let end = run.crowd.now();
        run.crowd
            .turn(deadline, |_, connection, happened| match happened {
                Happened::Open => done.push(connection.since),
                Happened::Lost { opened: false, .. } => shaking -= 1,
                // What is lost later was no longer under way.
                Happened::Lost { .. } | Happened::Message(_) => {}
            })?;
        let end = end.max(run.crowd.now());
        for since in done {
            handshakes.record(end - since);
            shaking -= 1;
            opened += 1;
        }
        while let Some(&(number, since)) = under_way.front() {
            let waits = run
                .crowd
                .get(number)
                .is_some_and(|it| matches!(it.state(), State::Connecting | State::Shaking));
            if waits && end - since < patience {
                break;
            }
            under_way.pop_front();
            if waits {
                run.crowd
                    .give_up(number, "no answer to the handshake in time");
                shaking -= 1;
            }
        }
        if opened % 64 == 0 || shaking == 0 {
            run.bar.set_position(run.crowd.len() as u64);
        }
    }
    Ok(())
}

fn together(parts: &[Used]) -> Used {
    let sum = |of: fn(&Used) -> f64| parts.iter().map(of).sum::<f64>();
    let count: u64 = parts.iter().map(|it| it.count).sum();
    let seconds = sum(|it| it.seconds);
    let mean = |of: fn(&Used) -> Option<f64>, by: fn(&Used) -> f64, all: f64| {
        let total: Option<f64> = parts
            .iter()
            .filter(|it| by(it) > 0.0)
            .map(|it| Some(of(it)? * by(it)))
            .sum();
        total.filter(|_| all > 0.0).map(|it| it / all)
    };
    Used {
        count,
        seconds,
        per_second: count as f64 / seconds.max(1e-9),
        server_us_each: mean(|it| it.server_us_each, |it| it.count as f64, count as f64),
        server_percent: mean(|it| it.server_percent, |it| it.seconds, seconds),
        client_us_each: mean(|it| it.client_us_each, |it| it.count as f64, count as f64),
        client_percent: mean(|it| it.client_percent, |it| it.seconds, seconds),
    }
}

fn memory(looks: &[(usize, Option<u64>, Option<u64>)]) -> Option<Memory> {
    let &[
        (fewer, Some(fewer_bytes), fewer_kernel),
        (more, Some(more_bytes), more_kernel),
    ] = looks
    else {
        return None;
    };
    let slope = |before: u64, after: u64| (after as f64 - before as f64) / (more - fewer) as f64;
    (more > fewer).then(|| Memory {
        fewer,
        fewer_bytes,
        more,
        more_bytes,
        each: slope(fewer_bytes, more_bytes),
        kernel_each: fewer_kernel
            .zip(more_kernel)
            .map(|(before, after)| slope(before, after)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_the_slope_between_two_sizes() {
        let looks = [
            (5_000, Some(10_000_000), Some(100)),
            (10_000, Some(11_000_000), Some(50_000_100)),
        ];
        let memory = memory(&looks).unwrap();
        assert!((memory.each - 200.0).abs() < 1e-9);
        assert!((memory.kernel_each.unwrap() - 10_000.0).abs() < 1e-9);
        assert!(super::memory(&[(5, Some(1), None), (5, Some(2), None)]).is_none());
        assert!(super::memory(&[(5, Some(1), None)]).is_none());
        assert!(super::memory(&[(5, None, None), (9, None, None)]).is_none());
    }
}
