//! Mirrors [`std::hint`].

pub use std::hint::black_box;

/// Lets others go first: a loop that spins must say so, or the model never leaves it.
#[track_caller]
pub fn spin_loop() {
    crate::thread::yield_now();
}
