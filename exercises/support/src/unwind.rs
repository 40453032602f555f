//! Panics on purpose, so that a test can see what an answer does while the stack unwinds.
//!
//! They are quiet: no message, no entry in the report. Any other panic goes on through them.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

struct OnPurpose;

/// Panics, quietly. To be called in the code that an answer runs.
pub fn panic_on_purpose() -> ! {
    resume_unwind(Box::new(OnPurpose))
}

/// Whether `payload` is that of [`panic_on_purpose`].
pub(crate) fn is_on_purpose(payload: &(dyn Any + Send)) -> bool {
    payload.is::<OnPurpose>()
}

/// Runs `body` and returns its result; none if [`panic_on_purpose`] unwound through it.
///
/// # Panics
///
/// As `body` does for any other reason, a `todo!()` for instance.
pub fn catch<T>(body: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => Some(result),
        Err(payload) if is_on_purpose(&*payload) => None,
        Err(payload) => resume_unwind(payload),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_panics_on_purpose_are_caught() {
        assert_eq!(catch(|| 1), Some(1));
        assert_eq!(catch(|| panic_on_purpose()), None::<()>);
        let other = catch_unwind(|| catch(|| resume_unwind(Box::new("another"))));
        assert!(other.is_err());
    }
}
