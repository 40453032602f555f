//! Mistake: what is not known is taken for 0.
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

    /// The value of `key`. If none is known, `make` makes it, and it is known from then on: each
    /// key's value is made once, whoever asks, and all who ask get the same one.
    ///
    /// Who asks for a value that is known waits for no other reader.
    pub fn get_or_make(&self, key: u32, make: impl FnOnce() -> u32) -> u32 {
        if let Some(value) = self.known.read().unwrap().get(&key) {
            return *value;
        }
        // Between the two guards another thread may have made it: `entry` looks again.
        *self.known.write().unwrap().entry(key).or_insert_with(make)
    }

    /// Adds `by` to the value of `key`, and returns the new one. If none is known, nothing happens.
    pub fn add(&self, key: u32, by: u32) -> Option<u32> {
        let mut known = self.known.write().unwrap();
        let value = known.entry(key).or_insert(0);
        *value += by;
        Some(*value)
    }

    /// Shows everything that is known. Others may read meanwhile.
    pub fn for_each(&self, mut look: impl FnMut(u32, u32)) {
        for (key, value) in self.known.read().unwrap().iter() {
            look(*key, *value);
        }
    }
}
