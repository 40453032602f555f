//! Mistake: as Go's `sync.Once` with the error in a variable outside: a failure is the last word, and who comes next finds neither value nor error.
//! Rejected by: a_failure_is_not_kept

use super::sync::{self, OnceLock};

/// A value that is made when it is first asked for.
pub struct Once<T> {
    value: OnceLock<T>,
    /// Done by the first to come.
    making: sync::Once,
}

impl<T> Once<T> {
    /// Nobody has asked for it yet.
    pub fn new() -> Self {
        Self {
            value: OnceLock::new(),
            making: sync::Once::new(),
        }
    }

    /// The value. If there is none yet, `make` makes it, and whoever asks in the meantime waits for that.
    /// If `make` fails or panics there is still no value, and the next one to ask, who may be waiting
    /// already, makes it with its own `make`.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let mut failure = None;
        self.making.call_once(|| match make() {
            Ok(value) => {
                self.value.get_or_init(|| value);
            }
            Err(error) => failure = Some(error),
        });
        match failure {
            Some(error) => Err(error),
            None => Ok(self.value.get().expect("made")),
        }
    }
}
