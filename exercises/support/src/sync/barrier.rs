use std::fmt;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use interleaving::Operation;
use loom::sync::atomic::Ordering;

use crate::model::current::{begin, finish, object};
use crate::model::gate::{Gate, Sleeper, sleep};

/// Mirrors [`std::sync::Barrier`].
pub struct Barrier {
    object: usize,
    needed: usize,
    gate: Gate,
    here: Mutex<Vec<Sleeper>>,
}

/// Mirrors [`std::sync::BarrierWaitResult`].
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this thread came last.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// Makes a barrier for `n` threads.
    #[track_caller]
    #[must_use]
    pub fn new(n: usize) -> Self {
        Self {
            object: object("Barrier"),
            needed: n,
            gate: Gate::new(),
            here: Mutex::default(),
        }
    }

    /// Waits until all threads are here.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let at = Some(Location::caller());
        let thread = begin(Operation::Wait, Some(self.object), at);
        self.gate.pass(Ordering::AcqRel);
        let released = {
            let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
            if here.len() + 1 >= self.needed {
                Some(std::mem::take(&mut *here))
            } else {
                here.push(Sleeper::current());
                None
            }
        };
        if let Some(released) = released {
            finish(thread, |_, step| step.operation = Operation::NotifyAll);
            for sleeper in released {
                sleeper.wake();
            }
            return BarrierWaitResult(true);
        }
        finish(thread, |_, _| ());
        let thread = begin(Operation::Woken, Some(self.object), at);
        sleep();
        finish(thread, |_, _| ());
        BarrierWaitResult(false)
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Barrier").finish_non_exhaustive()
    }
}
