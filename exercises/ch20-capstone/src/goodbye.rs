//! The end of all connections of a worker, when the server stops.

use std::rc::Rc;

use bytes::Bytes;

use crate::connection::End;
use crate::frames::{self, Opcode};
use crate::memory::Place;
use crate::worker::Worker;

/// How many are closed before what they answer has its turn.
const BATCH: usize = 256;

/// A close frame.
pub(crate) fn frame(code: u16, reason: &str) -> Bytes {
    let mut frame = Vec::new();
    frames::encode(
        &mut frame,
        Opcode::Close,
        &frames::close_payload(code, reason),
    );
    frame.into()
}

/// Tells all peers that the server goes away. Who answers with a close has left; nobody is waited for.
pub(crate) async fn say(worker: &Rc<Worker>) {
    let away = frame(1001, "the server stops");
    let mut last = None;
    let mut told = 0;
    // Nobody new comes in: the gate was closed before.
    while let Some(id) = worker.connections.next_after(last) {
        last = Some(id);
        let parked = worker.connections.with(id, |it| {
            it.closing = true;
            it.seat.look(|place| match place {
                Place::Parked(_) => true,
                Place::Talking(mail) => {
                    mail.end(End::Goodbye);
                    false
                }
            })
        });
        if parked == Some(true) {
            worker.deliver(id, away.clone());
        }
        told += 1;
        if told % BATCH == 0 {
            tokio::task::yield_now().await;
        }
    }
}
