//! Mistake: adding to an unknown key makes it known.
//! Rejected by: nothing_is_added_to_the_unknown

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
        *self.known.write().unwrap().entry(key).or_insert_with(make)
    }
    pub fn add(&self, key: u32, by: u32) -> Option<u32> {
        let mut known = self.known.write().unwrap();
        let value = known.entry(key).or_insert(0);
        *value += by;
        Some(*value)
    }

    pub fn for_each(&self, mut look: impl FnMut(u32, u32)) {
        for (key, value) in self.known.read().unwrap().iter() {
            look(*key, *value);
        }
    }
}
