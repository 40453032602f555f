//! How much can the server do? Each connection sends as soon as it is answered, so the server sets the pace.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Run;
use super::meter::{Meter, Used};
use super::payload::{self, Masks};
use crate::connection::Happened;
use crate::frame;
use crate::latency::{Latency, Summary};
use crate::schedule::Nanos;

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Throughput {
    /// From how many connections.
    pub active: usize,
    /// How many messages each sends in one go.
    pub batch: u32,
    /// The size of a message, in bytes.
    pub size: usize,
    /// What it took; counted are the answers.
    pub used: Used,
    /// From sending a batch to its last answer. As the server sets the pace, nothing is said about how long
    /// someone waits who comes by a schedule of their own.
    pub round_trip: Summary,
}

#[derive(Clone, Copy, Default)]
struct Talker {
    since: Nanos,
    left: u32,
}

/// Has `active` connections send `batch` messages each, again and again.
pub(super) fn ask(
    run: &mut Run,
    active: usize,
    batch: u32,
    size: usize,
    length: Duration,
) -> anyhow::Result<Throughput> {
    let mut talkers = vec![Talker::default(); run.crowd.len()];
    let chosen = run.talkers(active);
    let mut masks = Masks::default();
    let (mut message, mut bytes) = (Vec::new(), Vec::new());
    payload::write(&mut message, size, 0, 0, 0);
    for _ in 0..batch {
        frame::encode(&mut bytes, frame::BINARY, &message, masks.another());
    }
    let mut round_trip = Latency::default();
    let (mut answered, mut wrong, mut going) = (0_u64, 0, true);
    let server = run.server.clone();
    let (start, length) = (run.crowd.now(), length.as_nanos() as Nanos);
    let patience = run.load.patience().as_nanos() as Nanos;
    let clock = std::time::Instant::now();
    let now_of = || start + clock.elapsed().as_nanos() as Nanos;
    let mut meter = Some(Meter::start(&server));
    for &number in &chosen {
        talkers[number] = Talker {
            since: now_of(),
            left: batch,
        };
        if let Some(Err(error)) = run.crowd.get(number).map(|it| it.send(&bytes)) {
            run.crowd.give_up(
                number,
                &format!("sending: {}", crate::connection::reason(&error)),
            );
        }
    }
    let mut under_way = chosen.len();
    let mut used = None;
    while under_way > 0 && !run.crowd.is_stopped() {
        let now = now_of();
        if now >= start + length && going {
            going = false;
            used = meter.take().map(|it| it.stop(answered));
        }
        // What is under way at the end is waited for, so that the next phase begins in silence.
        if now > start + length + patience {
            *run.crowd
                .failures
                .entry("a message was not answered in time".into())
                .or_default() += under_way as u64;
            break;
        }
        let deadline = if going {
            start + length
        } else {
            start + length + patience
        };
        run.crowd
            .turn(deadline, |number, connection, happened| match happened {
                Happened::Open => {}
                Happened::Lost { .. } => under_way -= usize::from(talkers[number].left > 0),
                Happened::Message(answer) => {
                    if answer != message {
                        wrong += 1;
                        return;
                    }
                    let talker = &mut talkers[number];
                    if talker.left == 0 {
                        wrong += 1;
                        return;
                    }
                    talker.left -= 1;
                    answered += u64::from(going);
                    if talker.left > 0 {
                        return;
                    }
                    let now = now_of();
                    round_trip.record(now - talker.since);
                    if going && now < start + length {
                        *talker = Talker {
                            since: now,
                            left: batch,
                        };
                        // If it is lost, the next look at it says so.
                        let _ = connection.send(&bytes);
                    } else {
                        under_way -= 1;
                    }
                }
            })?;
        run.show(Duration::from_nanos(now - start));
    }
    let used = used
        .or_else(|| meter.take().map(|it| it.stop(answered)))
        .expect("the meter was stopped once");
    if wrong > 0 {
        *run.crowd
            .failures
            .entry("an answer was not what was asked".into())
            .or_default() += wrong;
    }
    Ok(Throughput {
        active: chosen.len(),
        batch,
        size: message.len(),
        used,
        round_trip: round_trip.summary(),
    })
}
