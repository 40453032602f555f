//! Mistake: the second to come sees that the first has begun, and does not wait until it is done.
//! Rejected by: one_of_two_makes_the_value

use super::sync::OnceLock;
use super::sync::atomic::{AtomicBool, Ordering};

/// A value that is made when it is first asked for.
pub struct Once<T> {
    value: OnceLock<T>,
    /// Set by the first to come.
    begun: AtomicBool,
}

impl<T> Once<T> {
    /// Nobody has asked for it yet.
    pub fn new() -> Self {
        Self {
            value: OnceLock::new(),
            begun: AtomicBool::new(false),
        }
    }

    /// The value. If there is none yet, `make` makes it, and whoever asks in the meantime waits for that.
    /// If `make` fails or panics there is still no value, and the next one to ask, who may be waiting
    /// already, makes it with its own `make`.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let first = self
            .begun
            .compare_exchange(false, true, Ordering::AcqRel, Ordering::Acquire);
        if first.is_ok() {
            match make() {
                Ok(value) => {
                    self.value.get_or_init(|| value);
                }
                Err(error) => {
                    self.begun.store(false, Ordering::Release);
                    return Err(error);
                }
            }
        }
        Ok(self.value.get().expect("whoever set the flag made it"))
    }
}
