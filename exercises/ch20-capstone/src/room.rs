//! Who is in which room of one worker, and how a message gets to all of them.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use tokio::sync::Notify;

use crate::broadcast::{Policy, Queue};
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

/// Something said in a room, on its way to another worker: encoded once for all of them.
#[derive(Clone)]
pub(crate) struct Cast {
    room: Arc<str>,
    frame: Bytes,
    said: Instant,
}

/// What other workers have for one. Bounded: a worker that cannot keep up loses what is oldest.
pub(crate) struct Inbox {
    casts: Queue<Cast>,
    news: Notify,
}

/// How much may wait for a worker.
const CASTS: usize = 4096;
/// How much of it is looked at in one turn. Most of it may be for rooms in which nobody of this worker is.
const BATCH: usize = 256;

impl Inbox {
    pub(crate) fn new() -> Self {
        Self {
            casts: Queue::new(CASTS, Policy::DropOldest),
            news: Notify::new(),
        }
    }
}

/// Sends a frame to all who are in `room`. Those of this worker have it when this returns, or in their mailbox.
pub(crate) fn cast(worker: &Rc<Worker>, room: &Arc<str>, frame: &Bytes) {
    let said = Instant::now();
    let others = worker.shared.inboxes.iter().enumerate();
    for (_, inbox) in others.filter(|&(index, _)| index != worker.index) {
        let pushed = inbox.casts.push(Cast {
            room: Arc::clone(room),
            frame: frame.clone(),
            said,
        });
        worker.note_dropped(pushed.dropped);
        if pushed.wake {
            inbox.news.notify_one();
        }
    }
    fan_out(worker, room, frame, said);
}

/// Brings what other workers send to the rooms of this one.
pub(crate) async fn serve(worker: Rc<Worker>) -> anyhow::Error {
    let inbox = &worker.shared.inboxes[worker.index];
    loop {
        let mut next = inbox.casts.pop();
        if next.is_none() {
            inbox.news.notified().await;
            continue;
        }
        let turn = worker.turn().await;
        let mut said = 0;
        for _ in 0..BATCH {
            let Some(cast) = next else {
                break;
            };
            said += u32::from(fan_out(&worker, &cast.room, &cast.frame, cast.said));
            if said == worker.shared.turn {
                break;
            }
            next = inbox.casts.pop();
        }
        tokio::task::yield_now().await;
        drop(turn);
    }
}

/// Whether anybody here is in the room.
fn fan_out(worker: &Rc<Worker>, room: &str, frame: &Bytes, said: Instant) -> bool {
    // Behind the close that says goodbye, nothing may be said.
    if worker.shared.gate.is_closed() {
        return false;
    }
    // Nobody comes or goes meanwhile: what could not be written has a task, which runs later.
    let rooms = worker.rooms.borrow();
    let members = rooms.members(room);
    if members.is_empty() {
        return false;
    }
    for &member in members {
        worker.deliver(member, frame.clone());
    }
    let sent = members.len() as u64;
    let metrics = worker.metrics();
    metrics.messages_sent.add(sent);
    metrics.fan_out.observe(said.elapsed());
    true
}
