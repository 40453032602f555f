//! How long does an answer take, when messages come by a schedule, whatever the server does?

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Run;
use super::meter::{Meter, Used};
use super::payload::{self, Masks};
use crate::connection::Happened;
use crate::frame;
use crate::latency::{Latency, Summary};
use crate::schedule::{Nanos, Schedule};

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// How many messages a second there were to be.
    pub rate: f64,
    /// From how many connections.
    pub active: usize,
    /// What it took; counted are the answers.
    pub used: Used,
    /// From the time when a message was to be sent to its answer.
    pub latency: Summary,
    /// From the time when a message was to be sent until it was: if this is large, the client was too slow.
    pub late: Summary,
    /// How many were not answered within the time that an answer may take. In `latency` they count as what
    /// they waited.
    pub unanswered: u64,
}

/// Sends `rate` messages a second in turn from `active` of the connections.
pub(super) fn ask(
    run: &mut Run,
    active: usize,
    rate: f64,
    size: usize,
    length: Duration,
) -> anyhow::Result<Answers> {
    let talkers = run.talkers(active);
    let server = run.server.clone();
    let (mut latency, mut late) = (Latency::default(), Latency::default());
    let (mut masks, mut message, mut bytes) = (Masks::default(), Vec::new(), Vec::new());
    let (mut answered, mut wrong) = (0, 0);
    let start = run.crowd.now();
    let length = length.as_nanos() as Nanos;
    let patience = run.load.patience().as_nanos() as Nanos;
    let mut schedule = Schedule::new(start, rate, length);
    let mut waiting = std::collections::HashMap::new();
    let meter = Meter::start(&server);
    let mut sequence = 0_u32;
    while !run.crowd.is_stopped() {
        let now = run.crowd.now();
        while let Some(intended) = schedule.due(now) {
            let number = talkers[sequence as usize % talkers.len()];
            payload::write(&mut message, size, intended, number, sequence);
            bytes.clear();
            frame::encode(&mut bytes, frame::BINARY, &message, masks.another());
            waiting.insert(sequence, intended);
            sequence = sequence.wrapping_add(1);
            if let Some(Err(error)) = run.crowd.get(number).map(|it| it.send(&bytes)) {
                run.crowd.give_up(
                    number,
                    &format!("sending: {}", crate::connection::reason(&error)),
                );
            }
            late.record(run.crowd.now().saturating_sub(intended));
        }
        let next = match schedule.next() {
            Some(next) => next,
            None if waiting.is_empty() || now > start + length + patience => break,
            None => start + length + patience,
        };
        let clock = std::time::Instant::now();
        let base = run.crowd.now();
        run.crowd.turn(next, |number, _, happened| {
            let Happened::Message(message) = happened else {
                return;
            };
            let now = base + clock.elapsed().as_nanos() as Nanos;
            match payload::read(message) {
                Some((_, from, sequence))
                    if from == number && message.len() == size.max(payload::LEAST) =>
                {
                    if let Some(intended) = waiting.remove(&sequence) {
                        latency.record(now.saturating_sub(intended));
                        answered += 1;
                    }
                }
                _ => wrong += 1,
            }
        })?;
        run.show(Duration::from_nanos(now - start));
    }
    let used = meter.stop(answered);
    let end = run.crowd.now();
    for intended in waiting.values() {
        latency.record(end.saturating_sub(*intended));
    }
    let unanswered = if run.crowd.is_stopped() {
        0
    } else {
        waiting.len() as u64
    };
    if unanswered > 0 {
        *run.crowd
            .failures
            .entry("a message was not answered in time".into())
            .or_default() += unanswered;
    }
    if wrong > 0 {
        *run.crowd
            .failures
            .entry("an answer was not what was asked".into())
            .or_default() += wrong;
    }
    Ok(Answers {
        rate,
        active: talkers.len(),
        used,
        latency: latency.summary(),
        late: late.summary(),
        unanswered,
    })
}
