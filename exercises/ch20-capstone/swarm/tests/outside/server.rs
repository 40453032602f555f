//! A small server, for the tests of the tool: what it has answered is known.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::{Bytes, Message};

/// How it treats its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It sends back what comes.
    Faithful,
    /// It changes every tenth message.
    Wrong,
    /// It keeps every tenth message to itself.
    Silent,
    /// It pings before each answer, and answers once it has the pong.
    Pinging,
    /// It answers nothing until it has a hundred messages, and all of them then.
    Late,
    /// It closes every tenth connection at once.
    Closing,
}

/// A server in a thread of its own, which ends with this.
pub struct Server {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
    /// How many connections there were.
    pub connections: watch::Receiver<u64>,
    _end: tokio::sync::oneshot::Sender<()>,
}

/// What it has seen.
#[derive(Default)]
pub struct Seen {
    pub messages: AtomicU64,
    late: watch::Sender<u64>,
    rooms: Mutex<HashMap<String, broadcast::Sender<Bytes>>>,
}

impl Server {
    pub fn start(manner: Manner) -> Self {
        let (end, ended) = tokio::sync::oneshot::channel();
        let (said, address) = std::sync::mpsc::channel();
        let (count, connections) = watch::channel(0);
        let seen = Arc::new(Seen::default());
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                said.send(listener.local_addr().unwrap()).unwrap();
                let accepting = async {
                    loop {
                        let (stream, _) = listener.accept().await.unwrap();
                        count.send_modify(|it| *it += 1);
                        let number = *count.borrow();
                        tokio::spawn(serve(stream, number, manner, Arc::clone(&shared)));
                    }
                };
                tokio::select! { () = accepting => {}, _ = ended => {} }
            });
        });
        Self {
            address: address.recv().unwrap(),
            seen,
            connections,
            _end: end,
        }
    }

    pub fn url(&self) -> String {
        format!("ws://{}/echo", self.address)
    }
}

// The callback's type is tungstenite's.
#[expect(clippy::result_large_err)]
async fn serve(stream: TcpStream, number: u64, manner: Manner, seen: Arc<Seen>) {
    let mut path = String::new();
    let upgraded =
        tokio_tungstenite::accept_hdr_async(stream, |request: &Request, response: Response| {
            request.uri().path().clone_into(&mut path);
            Ok(response)
        });
    // One that only looks whether somebody is there.
    let Ok(mut socket) = upgraded.await else {
        return;
    };
    if manner == Manner::Closing && number.is_multiple_of(10) {
        let _ = socket.close(None).await;
        return;
    }
    if let Some(room) = path.strip_prefix("/room/") {
        let (mut sink, mut stream) = socket.split();
        let everybody = seen
            .rooms
            .lock()
            .unwrap()
            .entry(room.to_owned())
            .or_insert_with(|| broadcast::channel(1024).0)
            .clone();
        let mut heard = everybody.subscribe();
        tokio::spawn(async move {
            while let Ok(message) = heard.recv().await {
                if sink.send(Message::Binary(message)).await.is_err() {
                    return;
                }
            }
        });
        while let Some(Ok(Message::Binary(message))) = stream.next().await {
            let _ = everybody.send(message);
        }
        return;
    }
    if manner == Manner::Late {
        let (mut sink, mut stream) = socket.split();
        let (heard, mut unanswered) = tokio::sync::mpsc::unbounded_channel();
        let mut all = seen.late.subscribe();
        tokio::spawn(async move {
            all.wait_for(|it| *it >= 100).await.unwrap();
            while let Some(message) = unanswered.recv().await {
                sink.send(message).await.unwrap();
            }
        });
        while let Some(Ok(message @ Message::Binary(_))) = stream.next().await {
            heard.send(message).unwrap();
            seen.late.send_modify(|it| *it += 1);
        }
        return;
    }
    let mut unanswered = VecDeque::new();
    while let Some(Ok(message)) = socket.next().await {
        let said = match message {
            Message::Binary(said) if manner == Manner::Pinging => {
                unanswered.push_back(said);
                let ping = Message::Ping(Bytes::from_static(b"there?"));
                if socket.send(ping).await.is_err() {
                    return;
                }
                continue;
            }
            Message::Binary(said) => said,
            Message::Pong(pong) if pong == "there?" => unanswered.pop_front().unwrap(),
            _ => continue,
        };
        let tenth = seen.messages.fetch_add(1, Ordering::Relaxed) % 10 == 9;
        let answer = match manner {
            Manner::Silent if tenth => continue,
            Manner::Wrong if tenth => Bytes::from_static(b"something else"),
            _ => said,
        };
        if socket.send(Message::Binary(answer)).await.is_err() {
            return;
        }
    }
}
