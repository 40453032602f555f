//! Does a client that sends one byte of a frame, and no more, keep others from being answered? A server that
//! reads whole frames in the loop that serves everybody waits for the second byte.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Run;
use super::open::{self, Answers};
use super::payload;
use crate::connection::Happened;
use crate::frame;
use crate::schedule::Nanos;

/// How others fared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stalled {
    /// The answers to the others, two hundred messages a second.
    pub others: Answers,
    /// Whether the one was answered when the rest of its frame came, after all.
    pub completed: bool,
}

pub(super) fn ask(run: &mut Run, length: Duration) -> anyhow::Result<Option<Stalled>> {
    let Some(&staller) = run.crowd.open().first() else {
        return Ok(None);
    };
    let (mut message, mut bytes) = (Vec::new(), Vec::new());
    payload::write(&mut message, payload::LEAST, 0, staller, 0);
    frame::encode(&mut bytes, frame::BINARY, &message, [1, 2, 3, 4]);
    let (first, rest) = bytes.split_at(1);
    if run
        .crowd
        .get(staller)
        .is_none_or(|it| it.send(first).is_err())
    {
        return Ok(None);
    }
    run.reserved = Some(staller);
    run.crowd.rest(Duration::from_millis(50))?;
    let others = open::ask(run, usize::MAX, 200.0, payload::LEAST, length);
    run.reserved = None;
    let others = others?;
    let mut completed = false;
    if run
        .crowd
        .get(staller)
        .is_some_and(|it| it.send(rest).is_ok())
    {
        let end = run.crowd.now() + run.load.patience().as_nanos() as Nanos;
        while !completed && run.crowd.now() < end && !run.crowd.is_stopped() {
            run.crowd.turn(end, |number, _, happened| {
                if let Happened::Message(answer) = happened {
                    completed |= number == staller && answer == message;
                }
            })?;
        }
    }
    Ok((!run.crowd.is_stopped()).then_some(Stalled { others, completed }))
}
