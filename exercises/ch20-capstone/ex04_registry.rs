//! Who is connected: a slot for each, and an id that nobody inherits.
//!
//! 1. `join` puts a value into a free slot, or into a new one, and returns its id. `leave` takes it out. A slot that
//!    was left is used again: a thousand who come and go one after the other need one slot.
//! 2. An id finds the one it was given to, or nobody: not whoever has its slot later, and not however often the slot
//!    was used. When its generations are used up, a slot is used no more.
//! 3. All of it may be called by any thread at any time; and by any thread with an id that is nobody's, since ids
//!    come back as numbers.

use super::sync::Mutex;

/// Who has joined, for ever: no two who join get the same one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Id {
    index: u32,
    generation: u32,
}

impl Id {
    /// As one number, for whoever keeps a number for us: an epoll set, for instance. Never `u64::MAX`, as long as
    /// no index is `u32::MAX`.
    pub fn to_u64(self) -> u64 {
        todo!("both halves")
    }

    /// The id of which `to_u64` has made `number`.
    pub fn from_u64(number: u64) -> Self {
        todo!("and back")
    }
}

/// Values that come and go, each found by its id as long as it is there.
pub struct Registry<T> {
    table: Mutex<Table<T>>,
    last_generation: u32,
}

struct Table<T> {
    /// By index. It never gets shorter, since a slot has to remember its generation.
    slots: Vec<Slot<T>>,
    /// The slots that may be taken.
    free: Vec<u32>,
    /// How many slots have a value.
    taken: usize,
}

struct Slot<T> {
    generation: u32,
    value: Option<T>,
}

impl<T> Registry<T> {
    pub fn new() -> Self {
        Self::with_last_generation(u32::MAX)
    }

    /// A registry whose slots are retired after the generation `last`. The first one is 0.
    pub fn with_last_generation(last: u32) -> Self {
        Self {
            table: Mutex::new(Table {
                slots: Vec::new(),
                free: Vec::new(),
                taken: 0,
            }),
            last_generation: last,
        }
    }

    /// Puts `value` into a free slot, or into a new one if there is none.
    pub fn join(&self, value: T) -> Id {
        todo!("a slot, its value, and an id that was never given to anybody")
    }

    /// Takes out what has the id; none if it has left already.
    pub fn leave(&self, id: Id) -> Option<T> {
        todo!("the value, if it is the right one; and when may the slot be used again?")
    }

    /// Lets `work` have what has the id; none if it has left.
    ///
    /// The registry is locked meanwhile, so `work` has to be short, and must not use the registry. If it panics,
    /// the value stays as it was left, and the registry is as good as before.
    pub fn with<R>(&self, id: Id, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        todo!("under one lock: is it there, and then the work")
    }

    /// How many are there.
    pub fn len(&self) -> usize {
        todo!("how many")
    }

    /// Who is there now, by slot.
    pub fn ids(&self) -> Vec<Id> {
        todo!("all of them")
    }

    /// Who comes after `last`, by slot; who comes first, if there is no last. The one it was given may have left.
    ///
    /// From none to none, this visits once whoever is there all the time, locks the registry for one step only,
    /// and allocates nothing.
    pub fn next_after(&self, last: Option<Id>) -> Option<Id> {
        todo!("the next slot that has a value")
    }
}
