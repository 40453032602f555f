//! Who is in which room of one worker, and how a message gets to all of them.

use std::collections::{BTreeMap, HashMap};
use std::pin::pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use tokio::select;
use tokio::sync::Notify;

use crate::broadcast::{Policy, Queue};
use crate::connection::Mail;
use crate::registry::Id;
use crate::worker::Worker;

/// Where a connection stands in its room, so that it can leave without being looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Membership {
    room: u32,
    position: u32,
}

/// The rooms of one worker. A room is there as long as somebody is in it.
#[derive(Default)]
pub(crate) struct Rooms {
    numbers: HashMap<Arc<str>, u32>,
    rooms: Vec<Room>,
    free: Vec<u32>,
}

struct Room {
    name: Arc<str>,
    members: Vec<Id>,
}

impl Rooms {
    /// The room of this name, for a moment in which somebody is going to [`enter`](Self::enter) it.
    pub(crate) fn open(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let name: Arc<str> = name.into();
        let room = Room {
            name: Arc::clone(&name),
            members: Vec::new(),
        };
        let number = if let Some(number) = self.free.pop() {
            self.rooms[number as usize] = room;
            number
        } else {
            self.rooms.push(room);
            u32::try_from(self.rooms.len() - 1).expect("there are fewer rooms than descriptors")
        };
        self.numbers.insert(name, number);
        number
    }

    pub(crate) fn enter(&mut self, room: u32, id: Id) -> Membership {
        let members = &mut self.rooms[room as usize].members;
        members.push(id);
        let position = u32::try_from(members.len() - 1).expect("members have descriptors");
        Membership { room, position }
    }

    /// Takes out who stands there. Who stood last takes the place, and has to be told; a room without members is gone.
    pub(crate) fn leave(&mut self, at: Membership) -> Option<(Id, Membership)> {
        let room = &mut self.rooms[at.room as usize];
        room.members.swap_remove(at.position as usize);
        if room.members.is_empty() {
            room.members = Vec::new();
            self.numbers.remove(&room.name);
            self.free.push(at.room);
        }
        let moved = room.members.get(at.position as usize);
        moved.map(|&id| (id, at))
    }

    pub(crate) fn name(&self, at: Membership) -> Arc<str> {
        Arc::clone(&self.rooms[at.room as usize].name)
    }

    fn members(&self, name: &str) -> &[Id] {
        let number = self.numbers.get(name);
        number.map_or(&[], |&it| &self.rooms[it as usize].members)
    }
}

/// How many are in which room, all workers together: for the pages only.
#[derive(Default)]
pub(crate) struct Census(Mutex<BTreeMap<Arc<str>, u64>>);

impl Census {
    pub(crate) fn enter(&self, room: Arc<str>) {
        *self.rooms().entry(room).or_default() += 1;
    }

    pub(crate) fn leave(&self, room: &str) {
        let mut rooms = self.rooms();
        if let Some(members) = rooms.get_mut(room) {
            *members -= 1;
            if *members == 0 {
                rooms.remove(room);
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<(String, u64)> {
        let rooms = self.rooms();
        rooms
            .iter()
            .map(|(name, &n)| (name.to_string(), n))
            .collect()
    }

    fn rooms(&self) -> std::sync::MutexGuard<'_, BTreeMap<Arc<str>, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something said in a room, on its way to those who are in it: encoded once for all of them.
#[derive(Clone)]
struct Cast {
    room: Arc<str>,
    frame: Bytes,
    said: Instant,
}

/// What is said in rooms, for the members that one worker has. It never overflows: whoever has something to say waits
/// as long as any worker has too much of it.
pub(crate) struct Inbox {
    casts: Queue<Cast>,
    bytes: AtomicUsize,
    /// There is something new in here.
    news: Notify,
    /// There is room again.
    room: Notify,
}

/// From how many on, or how many bytes, those wait who have something to say.
const CROWD: usize = 1024;
const CROWD_BYTES: usize = 16 << 20;
/// How much of it is looked at in one turn. Most of it may be for rooms in which nobody of this worker is.
const BATCH: usize = 256;
/// How many members are told before others on this thread have their turn.
const PORTION: usize = 512;

impl Inbox {
    /// For a server with so many `workers`, of which each says at most `turn` messages after a look.
    pub(crate) fn new(workers: usize, turn: u32) -> Self {
        Self {
            casts: Queue::new(CROWD + workers * turn as usize, Policy::DropOldest),
            bytes: AtomicUsize::new(0),
            news: Notify::new(),
            room: Notify::new(),
        }
    }

    fn push(&self, cast: Cast) {
        self.bytes.fetch_add(cast.frame.len(), Relaxed);
        let pushed = self.casts.push(cast);
        debug_assert_eq!(pushed.dropped, 0, "whoever speaks has looked before");
        if pushed.wake {
            self.news.notify_one();
        }
    }

    fn pop(&self) -> Option<Cast> {
        let cast = self.casts.pop()?;
        self.bytes.fetch_sub(cast.frame.len(), Relaxed);
        // Not only when it was crowded before: it may be since then that somebody waits.
        if !self.is_crowded() {
            self.room.notify_waiters();
        }
        Some(cast)
    }

    fn is_crowded(&self) -> bool {
        self.casts.len() >= CROWD || self.bytes.load(Relaxed) >= CROWD_BYTES
    }

    /// How many messages have not been told.
    pub(crate) fn len(&self) -> usize {
        self.casts.len()
    }

    async fn room(&self) {
        loop {
            let mut room = pin!(self.room.notified());
            // From here on it is noticed, so that it cannot come between the look and the wait.
            room.as_mut().enable();
            if !self.is_crowded() {
                return;
            }
            room.await;
        }
    }
}

/// Whether there is too much to tell for somebody to say more.
pub(crate) fn is_crowded(worker: &Worker) -> bool {
    worker.shared.inboxes.iter().any(Inbox::is_crowded)
}

/// Waits while it is so, and no longer than until there is something in the speaker's `mail`: who does not take meanwhile
/// what others say would be a slow consumer.
pub(crate) async fn uncrowded(worker: &Worker, mail: &Mail) {
    let uncrowded = async {
        for inbox in &worker.shared.inboxes {
            inbox.room().await;
        }
    };
    select! {
        () = uncrowded => {}
        () = mail.news() => {}
    }
}

/// Sends a frame to all who are in `room`, on its way to whom nothing overtakes it.
pub(crate) fn cast(worker: &Worker, room: &Arc<str>, frame: &Bytes) {
    let said = Instant::now();
    for inbox in &worker.shared.inboxes {
        inbox.push(Cast {
            room: Arc::clone(room),
            frame: frame.clone(),
            said,
        });
    }
}

/// Brings what is said in rooms to those members that this worker has.
///
/// After some of it others have their turn. Otherwise many who talk fill the mailboxes of all who listen, before any of
/// these can empty its own, and those who are not slow at all are treated as slow consumers.
pub(crate) async fn serve(worker: Rc<Worker>) -> anyhow::Error {
    let inbox = &worker.shared.inboxes[worker.index];
    let (mut told, mut seen) = (0, 0);
    loop {
        let Some(cast) = inbox.pop() else {
            inbox.news.notified().await;
            continue;
        };
        told += u32::from(fan_out(&worker, &cast).await);
        seen += 1;
        if told == worker.shared.turn || seen == BATCH {
            tokio::task::yield_now().await;
            (told, seen) = (0, 0);
        }
    }
}

/// Whether anybody here is in the room.
async fn fan_out(worker: &Rc<Worker>, cast: &Cast) -> bool {
    // Those who are in it now. One who leaves meanwhile has an id that nobody has any more.
    let members = worker.rooms.borrow().members(&cast.room).to_vec();
    for (number, portion) in members.chunks(PORTION).enumerate() {
        if number > 0 {
            tokio::task::yield_now().await;
        }
        // Behind the close that says goodbye, nothing may be said.
        if worker.shared.gate.is_closed() {
            return true;
        }
        for &member in portion {
            worker.deliver(member, cast.frame.clone());
        }
        worker.metrics().messages_sent.add(portion.len() as u64);
    }
    if !members.is_empty() {
        worker.metrics().fan_out.observe(cast.said.elapsed());
    }
    !members.is_empty()
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    fn cast(bytes: usize) -> Cast {
        Cast {
            room: "hall".into(),
            frame: vec![0; bytes].into(),
            said: Instant::now(),
        }
    }

    #[tokio::test]
    async fn who_speaks_waits_for_room() {
        for (bytes, crowd) in [(1, CROWD), (CROWD_BYTES / 4, 4)] {
            let inbox = Inbox::new(2, 16);
            for _ in 1..crowd {
                inbox.push(cast(bytes));
                assert!(!inbox.is_crowded());
            }
            inbox.push(cast(bytes));
            let mut room = pin!(inbox.room());
            let mut is_there = async || {
                poll_fn(|context| Poll::Ready(room.as_mut().poll(context).is_ready())).await
            };
            assert!(!is_there().await, "{crowd} of {bytes} bytes");
            // Both workers have looked before, and say what they have to say.
            (0..32).for_each(|_| inbox.push(cast(bytes)));
            (0..32).for_each(|_| drop(inbox.pop().expect("more")));
            assert!(!is_there().await);
            drop(inbox.pop().expect("more"));
            assert!(is_there().await, "{crowd} of {bytes} bytes");
        }
    }
}
