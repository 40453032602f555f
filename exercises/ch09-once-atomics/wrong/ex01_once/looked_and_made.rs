//! Mistake: looks whether the value is there, and makes it if not: two who look at the same time both make it.
//! Rejected by: one_of_two_makes_the_value

use super::sync::OnceLock;

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
        let value = make()?;
        Ok(self.value.get_or_init(|| value))
    }
}
