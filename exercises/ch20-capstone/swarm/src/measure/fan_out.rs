//! How long does it take until everybody in a room has heard what one of them said?

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::meter::{Meter, Used};
use super::payload::{self, Masks};
use super::{Run, connect};
use crate::connection::Happened;
use crate::frame;
use crate::latency::{Latency, Summary};
use crate::report::Report;
use crate::schedule::Nanos;

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Broadcast {
    /// How many are in the room, and hear everything.
    pub members: usize,
    /// How many messages were said, one after the other.
    pub messages: u64,
    /// From sending a message until the last member had it.
    pub last: Summary,
    /// From sending a message until a member had it.
    pub each: Summary,
    /// What it took; counted is what came to members.
    pub used: Used,
    /// How often a member did not get a message.
    pub missing: u64,
}

/// Leaves, enters the room with all connections, and has one after the other say something.
pub(super) fn ask(run: &mut Run, report: &mut Report) -> anyhow::Result<Option<Broadcast>> {
    let room = run.load.room.clone();
    run.bar.set_message("everybody goes into a room");
    run.crowd.restart(&room);
    run.crowd.rest(run.load.settle())?;
    if let Err(error) = run.crowd.target().probe() {
        report
            .notes
            .push(format!("no broadcast was measured: {error:#}"));
        return Ok(None);
    }
    run.bar.set_length(run.load.connections as u64);
    connect::open(run, run.load.connections, &mut Latency::default())?;
    run.crowd.rest(run.load.settle())?;
    run.say("one says something to all");
    let (mut each, mut last) = (Latency::default(), Latency::default());
    let (mut delivered, mut missing, mut messages) = (0, 0, 0);
    let mut masks = Masks::default();
    // The first one finds everything cold and is not counted.
    let first = say_once(run, 0, &mut masks, &mut Latency::default())?;
    if first.delivered < 2 && !run.crowd.is_stopped() {
        let said = format!("no broadcast was measured: at {room} others do not hear what one says");
        report.notes.push(said);
        return Ok(None);
    }
    let server = run.server.clone();
    let meter = Meter::start(&server);
    let start = run.crowd.now();
    let end = start + run.load.length().as_nanos() as Nanos;
    for sequence in 1.. {
        if run.crowd.is_stopped() || (run.crowd.now() > end && sequence > 3) {
            break;
        }
        let round = say_once(run, sequence, &mut masks, &mut each)?;
        if run.crowd.is_stopped() {
            break;
        }
        messages += 1;
        delivered += round.delivered;
        missing += round.missing;
        last.record(round.took);
        run.show(Duration::from_nanos(run.crowd.now() - start));
        if round.missing > 0 {
            break;
        }
    }
    let used = meter.stop(delivered);
    if missing > 0 {
        *run.crowd
            .failures
            .entry("a member did not get a broadcast".into())
            .or_default() += missing;
    }
    let members = run.crowd.open().len();
    Ok(Some(Broadcast {
        members,
        messages,
        last: last.summary(),
        each: each.summary(),
        used,
        missing,
    }))
}

struct Round {
    delivered: u64,
    missing: u64,
    took: Nanos,
}

fn say_once(
    run: &mut Run,
    sequence: u32,
    masks: &mut Masks,
    each: &mut Latency,
) -> anyhow::Result<Round> {
    let members = run.crowd.open();
    let speaker = members[sequence as usize * 7919 % members.len()];
    let (mut message, mut bytes) = (Vec::new(), Vec::new());
    let start = run.crowd.now();
    payload::write(&mut message, run.load.size, start, speaker, sequence);
    frame::encode(&mut bytes, frame::BINARY, &message, masks.another());
    if let Some(Err(error)) = run.crowd.get(speaker).map(|it| it.send(&bytes)) {
        run.crowd.give_up(
            speaker,
            &format!("sending: {}", crate::connection::reason(&error)),
        );
    }
    let (mut delivered, mut lost, mut took) = (0, 0, 0);
    let end = start + run.load.patience().as_nanos() as Nanos;
    let expected = members.len() as u64;
    while delivered + lost < expected && !run.crowd.is_stopped() && run.crowd.now() < end {
        let clock = std::time::Instant::now();
        let base = run.crowd.now();
        run.crowd.turn(end, |_, _, happened| match happened {
            Happened::Message(said) if said == message => {
                let now = base + clock.elapsed().as_nanos() as Nanos;
                took = now - start;
                each.record(took);
                delivered += 1;
            }
            Happened::Lost { .. } => lost += 1,
            _ => {}
        })?;
    }
    Ok(Round {
        delivered,
        missing: expected - delivered.min(expected),
        took,
    })
}
