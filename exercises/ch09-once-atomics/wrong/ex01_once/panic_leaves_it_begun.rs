//! Mistake: waits for the one who has begun, who takes the mark back after a failure but not after a panic.
//! Rejected by: a_panic_poisons_nobody (times out)

use super::sync::OnceLock;
use super::sync::atomic::{AtomicBool, Ordering};
use super::thread;

/// A value that is made when it is first asked for.
pub struct Once<T> {
    value: OnceLock<T>,
    /// Set while somebody is making the value.
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
        loop {
            if let Some(value) = self.value.get() {
                return Ok(value);
            }
            if !self.begun.swap(true, Ordering::AcqRel) {
                break;
            }
            thread::yield_now();
        }
        let made = match self.value.get() {
            Some(value) => Ok(value),
            None => make().map(|value| self.value.get_or_init(|| value)),
        };
        self.begun.store(false, Ordering::Release);
        made
    }
}
