//! `mpsc` for work, `oneshot` for an answer, `broadcast` for news, `watch` for what holds now.

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Whoever should have answered is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

#[derive(Clone)]
pub struct Client {
    requests: mpsc::Sender<Request>,
}

/// What the worker takes its requests from.
pub struct Requests {
    requests: mpsc::Receiver<Request>,
}

pub struct Request {
    pub question: u32,
    reply: oneshot::Sender<u32>,
}

/// A desk where up to `room` requests may wait, 1 or more.
pub fn desk(room: usize) -> (Client, Requests) {
    let (sender, receiver) = mpsc::channel(room);
    (Client { requests: sender }, Requests { requests: receiver })
}

impl Client {
    /// Waits for room, and then for the answer. `Gone` if there will be none.
    pub async fn ask(&self, question: u32) -> Result<u32, Gone> {
        let (reply, answer) = oneshot::channel();
        let request = Request { question, reply };
        self.requests.send(request).await.map_err(|_| Gone)?;
        // An error if the request was dropped, by a worker that panicked for instance.
        answer.await.map_err(|_| Gone)
    }
}

impl Requests {
    /// The next request; none when all clients are gone and all their requests were taken.
    pub async fn next(&mut self) -> Option<Request> {
        self.requests.recv().await
    }

    /// How many requests wait.
    pub fn waiting(&self) -> usize {
        self.requests.len()
    }
}

impl Request {
    /// Answers, if anybody still wants to know.
    pub fn answer(self, answer: u32) {
        // Who has given up is no concern of the worker's.
        let _ = self.reply.send(answer);
    }
}

/// Announces, and never waits for anybody.
pub struct Announcer {
    announcements: broadcast::Sender<u32>,
}

pub struct Listener {
    announcements: broadcast::Receiver<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Announcement(u32),
    /// So many announcements were made, and are not kept any more.
    Missed(u64),
}

impl Announcer {
    /// Keeps the last `keeps` announcements, a power of two, for those who are slow.
    pub fn new(keeps: usize) -> Self {
        Self {
            announcements: broadcast::Sender::new(keeps),
        }
    }

    pub fn announce(&self, announcement: u32) {
        // An error says that nobody listens, which is no error here.
        let _ = self.announcements.send(announcement);
    }

    /// Somebody who hears what is announced from now on.
    pub fn listen(&self) -> Listener {
        Listener {
            announcements: self.announcements.subscribe(),
        }
    }
}

impl Listener {
    /// The next announcement, or how many were missed; none when the announcer is gone and all was heard.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.announcements.recv().await {
            Ok(announcement) => Some(Heard::Announcement(announcement)),
            Err(RecvError::Lagged(missed)) => Some(Heard::Missed(missed)),
            Err(RecvError::Closed) => None,
        }
    }
}

/// A setting, the limit, that may be changed at any time.
pub struct Settings {
    limit: watch::Sender<u32>,
}

/// Somebody who looks at the limit. It knows the one that held when it began to observe.
pub struct Observer {
    limit: watch::Receiver<u32>,
}

impl Settings {
    pub fn new(limit: u32) -> Self {
        Self {
            limit: watch::Sender::new(limit),
        }
    }

    pub fn set(&self, limit: u32) {
        // `send` would change nothing while nobody observes.
        self.limit.send_replace(limit);
    }

    pub fn observe(&self) -> Observer {
        Observer {
            limit: self.limit.subscribe(),
        }
    }
}

impl Observer {
    /// The limit that holds now. From then on, it is known.
    pub fn current(&mut self) -> u32 {
        *self.limit.borrow_and_update()
    }

    /// Waits until the limit was set and is not known yet; returns the newest, which then is known. None
    /// when the settings are gone, and the last limit is known.
    pub async fn changed(&mut self) -> Option<u32> {
        self.limit.changed().await.ok()?;
        Some(self.current())
    }
}
