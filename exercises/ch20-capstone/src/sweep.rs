//! From time to time: who is silent and gets a ping, who is dead, and who was silent long enough to be parked.

use std::rc::Rc;

use bytes::Bytes;
use tokio::time::{MissedTickBehavior, interval};
use tracing::info;

use crate::connection::End;
use crate::frames::{self, Opcode};
use crate::keepalive::{Check, TICK, Tick};
use crate::memory::Place;
use crate::registry::Id;
use crate::worker::Worker;

/// How many are looked at before others on this thread have their turn.
const BATCH: usize = 1000;

/// Sweeps over the connections of `worker`, for ever. One timer for all of them, and eight bytes each.
pub(crate) async fn serve(worker: Rc<Worker>) -> anyhow::Error {
    let mut ticks = interval(worker.shared.config.sweep_every());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ping = Vec::new();
    frames::encode(&mut ping, Opcode::Ping, b"");
    let ping = Bytes::from(ping);
    loop {
        ticks.tick().await;
        let mut dead = 0;
        let mut seen = 0;
        let mut last = None;
        // The clock is read once a batch, which takes much less than a tick.
        let mut now = worker.now();
        while let Some(id) = worker.connections.next_after(last) {
            dead += u32::from(look_at(&worker, id, now, &ping));
            last = Some(id);
            seen += 1;
            if seen % BATCH == 0 {
                tokio::task::yield_now().await;
                now = worker.now();
            }
        }
        if dead > 0 {
            info!(dead, "gave up on connections of which nothing was heard");
        }
    }
}

/// Whether the connection is dead.
fn look_at(worker: &Rc<Worker>, id: Id, now: Tick, ping: &Bytes) -> bool {
    let shared = &worker.shared;
    let check = worker.connections.with(id, |it| {
        let check = it.vitals.check(now, &shared.rules);
        it.seat.look(|place| {
            if let Place::Talking(mail) = place {
                worker.note_dropped(mail.take_dropped());
                if check == Check::Dead {
                    mail.end(End::Cut(1006));
                } else if let Some(after) = shared.config.park_after() {
                    mail.rest(now, (after.as_millis() / TICK.as_millis()) as u32);
                }
            }
            (check, matches!(place, Place::Parked(_)))
        })
    });
    match check {
        Some((Check::Ping, _)) => {
            worker.deliver(id, ping.clone());
            false
        }
        Some((Check::Dead, parked)) => {
            worker.metrics().keepalive_timeouts.add(1);
            if parked {
                worker.leave(id, 1006);
            }
            true
        }
        Some((Check::Fine, _)) | None => false,
    }
}
