//! Mistake: the read guard in the head of `match` is still held in the arm that asks for the write guard.
//! Rejected by: an_unknown_value_is_made (times out)

use std::collections::BTreeMap;

use super::sync::RwLock;

/// What is known, by its key.
pub struct Cache {
    known: RwLock<BTreeMap<u32, u32>>,
}

impl Cache {
    pub fn new() -> Self {
        Self {
            known: RwLock::new(BTreeMap::new()),
        }
    }

    pub fn get_or_make(&self, key: u32, make: impl FnOnce() -> u32) -> u32 {
        match self.known.read().unwrap().get(&key) {
            Some(value) => *value,
            None => *self.known.write().unwrap().entry(key).or_insert_with(make),
        }
    }

    pub fn add(&self, key: u32, by: u32) -> Option<u32> {
        let mut known = self.known.write().unwrap();
        let value = known.get_mut(&key)?;
        *value += by;
        Some(*value)
    }

    pub fn for_each(&self, mut look: impl FnMut(u32, u32)) {
        for (key, value) in self.known.read().unwrap().iter() {
            look(*key, *value);
        }
    }
}
