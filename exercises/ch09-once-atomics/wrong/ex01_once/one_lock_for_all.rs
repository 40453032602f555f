//! Mistake: one static lock for all values there are: making one that needs another waits for itself.
//! Rejected by: one_may_need_another (times out)

use std::sync::{Mutex, PoisonError};

use super::sync::OnceLock;

/// Held by the one who is making a value.
static MAKING: Mutex<()> = Mutex::new(());

/// A value that is made when it is first asked for.
pub struct Once<T> {
    value: OnceLock<T>,
}

impl<T> Once<T> {
    /// Nobody has asked for it yet.
    pub fn new() -> Self {
        Self {
            value: OnceLock::new(),
        }
    }

    /// The value. If there is none yet, `make` makes it, and whoever asks in the meantime waits for that.
    /// If `make` fails or panics there is still no value, and the next one to ask, who may be waiting
    /// already, makes it with its own `make`.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        // The lock guards no data, so a panic under it has left nothing half done.
        let _turn = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have made it while we waited for our turn.
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = make()?;
        Ok(self.value.get_or_init(|| value))
    }
}
