//! Four jobs around a server, and a channel for each: choose among `mpsc`, `oneshot`, `broadcast` and
//! `watch`. What is in the structs is yours to write.

use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Whoever should have answered is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

// The first job: work for one worker, from many; with no more than `room` requests waiting.
// The second job: one answer to one request.

#[derive(Clone)]
pub struct Client {}

/// What the worker takes its requests from.
pub struct Requests {}

pub struct Request {
    pub question: u32,
}

/// A desk where up to `room` requests may wait, 1 or more.
pub fn desk(room: usize) -> (Client, Requests) {
    todo!("a channel with a bound")
}

impl Client {
    /// Waits for room, and then for the answer. `Gone` if there will be none.
    pub async fn ask(&self, question: u32) -> Result<u32, Gone> {
        todo!("a request that takes along what it is to be answered with")
    }
}

impl Requests {
    /// The next request; none when all clients are gone and all their requests were taken.
    pub async fn next(&mut self) -> Option<Request> {
        todo!()
    }

    /// How many requests wait.
    pub fn waiting(&self) -> usize {
        todo!()
    }
}

impl Request {
    /// Answers, if anybody still wants to know.
    pub fn answer(self, answer: u32) {
        todo!()
    }
}

// The third job: an announcement to all who listen.

/// Announces, and never waits for anybody.
pub struct Announcer {}

pub struct Listener {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Announcement(u32),
    /// So many announcements were made, and are not kept any more.
    Missed(u64),
}

impl Announcer {
    /// Keeps the last `keeps` announcements, a power of two, for those who are slow.
    pub fn new(keeps: usize) -> Self {
        todo!()
    }

    pub fn announce(&self, announcement: u32) {
        todo!("perhaps nobody listens")
    }

    /// Somebody who hears what is announced from now on.
    pub fn listen(&self) -> Listener {
        todo!()
    }
}

impl Listener {
    /// The next announcement, or how many were missed; none when the announcer is gone and all was heard.
    pub async fn next(&mut self) -> Option<Heard> {
        todo!("slow is not the same as over")
    }
}

// The fourth job: the newest setting, for whoever looks.

/// A setting, the limit, that may be changed at any time.
pub struct Settings {}

/// Somebody who looks at the limit. It knows the one that held when it began to observe.
pub struct Observer {}

impl Settings {
    pub fn new(limit: u32) -> Self {
        todo!()
    }

    pub fn set(&self, limit: u32) {
        todo!("perhaps nobody observes, but somebody will")
    }

    pub fn observe(&self) -> Observer {
        todo!()
    }
}

impl Observer {
    /// The limit that holds now. From then on, it is known.
    pub fn current(&mut self) -> u32 {
        todo!()
    }

    /// Waits until the limit was set and is not known yet; returns the newest, which then is known. None
    /// when the settings are gone, and the last limit is known.
    pub async fn changed(&mut self) -> Option<u32> {
        todo!("wait, then look")
    }
}
