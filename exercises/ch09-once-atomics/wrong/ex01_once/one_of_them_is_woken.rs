//! Mistake: who has made the value wakes only one of those who wait for it.
//! Rejected by: all_who_wait_get_it

use super::sync::{Condvar, Mutex, OnceLock};

/// A value that is made when it is first asked for.
pub struct Once<T> {
    value: OnceLock<T>,
    making: Mutex<bool>,
    ended: Condvar,
}

/// Gives the turn back, be it by a panic.
struct Turn<'a>(&'a Mutex<bool>, &'a Condvar);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = false;
        self.1.notify_one();
    }
}

impl<T> Once<T> {
    /// Nobody has asked for it yet.
    pub fn new() -> Self {
        Self {
            value: OnceLock::new(),
            making: Mutex::new(false),
            ended: Condvar::new(),
        }
    }

    /// The value.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let mut making = self.making.lock().unwrap();
        loop {
            if let Some(value) = self.value.get() {
                return Ok(value);
            }
            if !*making {
                break;
            }
            making = self.ended.wait(making).unwrap();
        }
        *making = true;
        drop(making);
        let _turn = Turn(&self.making, &self.ended);
        let value = make()?;
        Ok(self.value.get_or_init(|| value))
    }
}
