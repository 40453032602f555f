//! How connections end: with a close frame, heard by the peer; and all of a worker's, when the server stops.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::connection::End;
use crate::frames::{self, Opcode};
use crate::keepalive::within;
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

/// Writes a last frame, and closes.
pub(crate) async fn part(worker: &Worker, mut stream: TcpStream, frame: &[u8]) {
    worker.metrics().bytes_sent.add(frame.len() as u64);
    let _ = stream.write_all(frame).await;
    linger(stream).await;
}

/// Closes so that the peer gets what was written last: whoever closes with something unread resets the connection,
/// which may overtake it. So what still comes is read, some of it and for a while.
pub(crate) async fn linger(mut stream: TcpStream) {
    const WHILE: Duration = Duration::from_secs(2);
    const MOST: usize = 4 << 20;
    let _ = within(WHILE, async {
        stream.shutdown().await?;
        let mut unread = vec![0; 4 << 10];
        let mut read = 0;
        while read < MOST {
            match stream.read(&mut unread).await? {
                0 => break,
                more => read += more,
            }
        }
        io::Result::Ok(())
    })
    .await;
}
