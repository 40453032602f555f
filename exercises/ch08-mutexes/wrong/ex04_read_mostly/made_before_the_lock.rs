//! Mistake: the first value to come in stays, but each thread makes one before it looks again.
//! Rejected by: a_value_is_made_once

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
        if let Some(value) = self.known.read().unwrap().get(&key) {
            return *value;
        }
        let value = make();
        *self.known.write().unwrap().entry(key).or_insert(value)
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
