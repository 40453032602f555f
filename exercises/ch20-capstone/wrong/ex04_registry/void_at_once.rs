//! Mistake: `leave` makes the slot's id void before it has looked whose id it was given.
//! Rejected by: an_id_finds_nobody_else

use super::sync::{Mutex, MutexGuard, PoisonError};

/// Who has joined, for ever: no two who join get the same one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Id {
    index: u32,
    generation: u32,
}

impl Id {
    /// As one number, for whoever keeps a number for us: an epoll set, for instance. Never `u64::MAX`.
    pub fn to_u64(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.index)
    }

    /// The id of which `to_u64` has made `number`.
    pub fn from_u64(number: u64) -> Self {
        let [index, generation] = [number, number >> 32].map(|it| it as u32);
        Self { index, generation }
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
    /// The slots that may be taken, the one that was left last at the end: it is the warmest, and few slots
    /// stay in use when few are.
    free: Vec<u32>,
    /// How many slots have a value.
    taken: usize,
}

struct Slot<T> {
    /// That of the id by which the value is found, or the next one will be.
    generation: u32,
    value: Option<T>,
}

impl<T> Slot<T> {
    fn is(&self, id: Id) -> bool {
        self.generation == id.generation
    }
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
    ///
    /// # Panics
    ///
    /// If there were 2³² slots. Memory ends before.
    pub fn join(&self, value: T) -> Id {
        let mut table = self.table();
        let index = match table.free.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(table.slots.len()).ok();
                let index = index.filter(|&it| it < u32::MAX);
                let index = index.expect("memory ends before 2³² slots do");
                table.slots.push(Slot {
                    generation: 0,
                    value: None,
                });
                index
            }
        };
        table.taken += 1;
        let slot = &mut table.slots[index as usize];
        slot.value = Some(value);
        Id {
            index,
            generation: slot.generation,
        }
    }

    /// Takes out what has the id; none if it has left already. It is dropped by the caller, who has no lock.
    pub fn leave(&self, id: Id) -> Option<T> {
        let mut table = self.table();
        let slot = table.slots.get_mut(id.index as usize)?;
        let known = slot.is(id);
        // Whoever comes with this id from now on is late.
        slot.generation = slot.generation.wrapping_add(1);
        if !known {
            return None;
        }
        let value = slot.value.take()?;
        if slot.generation <= self.last_generation && slot.generation != 0 {
            table.free.push(id.index);
        }
        table.taken -= 1;
        Some(value)
    }

    /// Lets `work` have what has the id; none if it has left.
    ///
    /// The registry is locked meanwhile, so `work` has to be short, and must not use the registry. If it panics,
    /// the value stays as it was left, and the registry is as good as before.
    pub fn with<R>(&self, id: Id, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut table = self.table();
        let slot = table.slots.get_mut(id.index as usize);
        let slot = slot.filter(|it| it.is(id))?;
        slot.value.as_mut().map(work)
    }

    /// How many are there.
    pub fn len(&self) -> usize {
        self.table().taken
    }

    /// Who is there now, by slot.
    pub fn ids(&self) -> Vec<Id> {
        let table = self.table();
        let mut ids = Vec::with_capacity(table.taken);
        ids.extend(table.ids_from(0));
        ids
    }

    /// Who comes after `last`, by slot; who comes first, if there is no last. The one it was given may have left.
    ///
    /// From none to none, this visits once whoever is there all the time, locks the registry for one step only,
    /// and allocates nothing.
    pub fn next_after(&self, last: Option<Id>) -> Option<Id> {
        let first = last.map_or(0, |it| it.index as usize + 1);
        self.table().ids_from(first).next()
    }

    /// `with` may have panicked with the lock held. All that it had was a value, never the table.
    fn table(&self) -> MutexGuard<'_, Table<T>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Table<T> {
    /// Who is in the slots from `first` on.
    fn ids_from(&self, first: usize) -> impl Iterator<Item = Id> {
        let slots = self.slots.get(first..).unwrap_or_default();
        let slots = slots.iter().enumerate();
        let taken = slots.filter(|(_, slot)| slot.value.is_some());
        taken.map(move |(further, slot)| Id {
            index: (first + further) as u32,
            generation: slot.generation,
        })
    }
}
