//! What follows from the steps, and makes a fault of them: which write was lost, who woke whom, which
//! two accesses have no order.

use crate::state::{Doing, State};
use crate::{FailureKind, Interleaving, Operation, Step};

/// An interleaving and what follows from it.
pub(crate) struct Facts<'a> {
    pub(crate) interleaving: &'a Interleaving,
    /// What holds after each step.
    pub(crate) states: Vec<State>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(interleaving: &'a Interleaving) -> Self {
        Self {
            interleaving,
            states: State::all(interleaving),
        }
    }

    pub(crate) fn steps(&self) -> &'a [Step] {
        &self.interleaving.steps
    }

    pub(crate) fn step(&self, index: usize) -> Option<&'a Step> {
        self.interleaving.steps.get(index)
    }

    /// What holds before the step.
    pub(crate) fn before(&self, index: usize) -> State {
        match index.checked_sub(1).and_then(|it| self.states.get(it)) {
            Some(state) => state.clone(),
            None => State::first(self.interleaving),
        }
    }

    pub(crate) fn thread(&self, thread: usize) -> String {
        let named = self.interleaving.threads.get(thread);
        named.map_or_else(|| format!("thread {thread}"), |it| it.name.clone())
    }

    pub(crate) fn object(&self, object: usize) -> String {
        let named = self.interleaving.objects.get(object);
        named.map_or_else(|| format!("object {object}"), |it| it.name.clone())
    }

    /// Whether the step is one at which it went wrong.
    pub(crate) fn fails(&self, index: usize) -> bool {
        let failure = &self.interleaving.failure;
        failure.step == Some(index)
            || self.step(index).is_some_and(|it| {
                it.operation == Operation::Panic
                    || it.pending && failure.kind == FailureKind::Deadlock
            })
    }

    /// Whether the story is about what is visible to whom: then the memory orderings are told.
    pub(crate) fn about_visibility(&self) -> bool {
        self.steps().iter().any(|it| it.missed.is_some())
            || self.interleaving.failure.kind == FailureKind::DataRace
    }

    /// The write of another thread that this store overwrites though its thread decided on the value
    /// before that: the lost half of an update.
    pub(crate) fn overwritten(&self, index: usize) -> Option<usize> {
        let store = self.step(index)?;
        if store.operation != Operation::Store || store.pending {
            return None;
        }
        let on_it = |it: &Step| it.object == store.object && !it.pending;
        let before = &self.steps()[..index];
        let lost = before
            .iter()
            .rposition(|it| on_it(it) && it.written.is_some())?;
        let read = before
            .iter()
            .rposition(|it| on_it(it) && it.thread == store.thread && it.read.is_some())?;
        let other = before[lost].thread != store.thread;
        let unseen = read < lost || before[read].missed == Some(lost);
        (other && unseen).then_some(lost)
    }

    /// The steps that read an old value, the one nearest to the end first.
    ///
    /// Whoever reads again in the same place, as a loop does that waits for a value, seldom acts on
    /// what it had before: such a read counts only if there is no other.
    pub(crate) fn misses(&self) -> Vec<usize> {
        let steps = self.steps();
        let all = (0..steps.len()).rev();
        let all: Vec<usize> = all.filter(|it| steps[*it].missed.is_some()).collect();
        let repeated = |index: usize| {
            let its = &steps[index];
            steps[index + 1..].iter().any(|it| {
                it.thread == its.thread
                    && it.object == its.object
                    && it.operation == its.operation
                    && it.place == its.place
                    && !it.pending
            })
        };
        let last = all.iter().copied().filter(|it| !repeated(*it));
        let last: Vec<usize> = last.collect();
        if last.is_empty() { all } else { last }
    }

    /// Whether the read misses a write though both are `SeqCst`.
    pub(crate) fn is_perhaps_no_miss(&self, index: usize) -> bool {
        let sequential = |it: usize| {
            let ordering = self.step(it).and_then(|it| it.ordering.as_deref());
            ordering == Some("SeqCst")
        };
        let missed = self.step(index).and_then(|it| it.missed);
        sequential(index) && missed.is_some_and(sequential)
    }

    /// The notification that this step answers.
    pub(crate) fn notifier(&self, index: usize) -> Option<usize> {
        let woken = self.step(index)?;
        if woken.operation != Operation::Woken || woken.pending {
            return None;
        }
        let before = &self.steps()[..index];
        let wait = before
            .iter()
            .rposition(|it| it.thread == woken.thread && it.operation == Operation::Wait)?;
        let notifies = |it: &Step| {
            it.object == woken.object
                && (it.operation == Operation::NotifyAll
                    || it.operation == Operation::NotifyOne && it.other == Some(woken.thread))
        };
        before[wait..]
            .iter()
            .rposition(notifies)
            .map(|it| wait + it)
    }

    /// Steps of others that had the mutex between the notification and the moment at which this
    /// thread had it again. What was true when it was notified may no longer be.
    pub(crate) fn in_between(&self, index: usize) -> Option<(usize, usize)> {
        let notifier = self.notifier(index)?;
        let woken = self.step(index)?;
        let mutex = self.states.get(index)?.threads[woken.thread].holds.last()?;
        let taken = (notifier + 1..index).find(|it| {
            let step = &self.steps()[*it];
            step.object == Some(*mutex)
                && matches!(step.operation, Operation::Lock | Operation::TryLock)
                && step.thread != woken.thread
                && !step.pending
        })?;
        Some((notifier, taken))
    }

    /// A thread that gave a lock back and took it again, and another that had it in between: the steps
    /// in which it gives it back and takes it again, and the first one of the other.
    pub(crate) fn torn_section(&self) -> Option<(usize, usize, usize)> {
        let takes = |it: &Step| {
            matches!(
                it.operation,
                Operation::Lock | Operation::ReadLock | Operation::WriteLock
            ) && !it.pending
        };
        let gives = |it: &Step| {
            matches!(
                it.operation,
                Operation::Unlock | Operation::ReadUnlock | Operation::WriteUnlock
            )
        };
        let steps = self.steps();
        steps.iter().enumerate().find_map(|(given, its)| {
            if !gives(its) {
                return None;
            }
            let after = steps.iter().enumerate().skip(given + 1);
            let mut after = after.filter(|(_, it)| it.object == its.object && takes(it));
            let (between, other) = after.next()?;
            if other.thread == its.thread {
                return None;
            }
            let (taken, _) = after.find(|(_, it)| it.thread == its.thread)?;
            // Once it has waited for the other's end, it knows.
            let joined = steps[given..taken].iter().any(|it| {
                it.thread == its.thread
                    && it.operation == Operation::Join
                    && it.other == Some(other.thread)
            });
            (!joined).then_some((given, taken, between))
        })
    }

    /// Whether the step notifies, and nobody waits for it.
    pub(crate) fn notifies_nobody(&self, index: usize) -> bool {
        let Some(step) = self.step(index) else {
            return false;
        };
        match step.operation {
            Operation::NotifyOne => step.other.is_none() && self.waiters(index).is_empty(),
            Operation::NotifyAll => self.waiters(index).is_empty(),
            _ => false,
        }
    }

    /// Who waits on the condition variable of this step when it happens.
    pub(crate) fn waiters(&self, index: usize) -> Vec<usize> {
        let Some(step) = self.step(index) else {
            return Vec::new();
        };
        let before = &self.steps()[..index];
        (0..self.interleaving.threads.len())
            .filter(|thread| {
                let of_it = |it: &&Step| {
                    it.thread == *thread
                        && it.object == step.object
                        && matches!(it.operation, Operation::Wait | Operation::Woken)
                        && !(it.pending && it.operation == Operation::Woken)
                };
                let latest = before.iter().rev().find(of_it);
                latest.is_some_and(|it| it.operation == Operation::Wait)
            })
            .collect()
    }

    /// How the thread has the lock after the step: ` to read` or ` to write`. Nothing for a mutex.
    pub(crate) fn held_how(&self, index: usize, thread: usize, lock: usize) -> &'static str {
        let its = |it: &&Step| it.thread == thread && it.object == Some(lock) && !it.pending;
        let how = self.steps().iter().take(index + 1).rev().filter(its);
        let mut how = how.filter_map(|it| match it.operation {
            Operation::ReadLock => Some(" to read"),
            Operation::WriteLock => Some(" to write"),
            _ => None,
        });
        how.next().unwrap_or_default()
    }

    /// The earlier access with which the failing one has no order.
    pub(crate) fn conflict(&self) -> Option<(usize, usize)> {
        let failure = &self.interleaving.failure;
        let second = failure
            .step
            .filter(|_| failure.kind == FailureKind::DataRace)?;
        let step = self.step(second)?;
        let writes = step.operation == Operation::CellWrite;
        let first = self.steps()[..second].iter().rposition(|it| {
            it.object == step.object
                && it.thread != step.thread
                && (writes && it.operation == Operation::CellRead
                    || it.operation == Operation::CellWrite)
        })?;
        Some((first, second))
    }

    /// A write that follows `first` in its thread and a read of it before `second`, which would order
    /// the two if the one were a Release and the other an Acquire.
    pub(crate) fn weak_link(&self, first: usize, second: usize) -> Option<(usize, usize)> {
        let (one, other) = (self.step(first)?, self.step(second)?);
        (first + 1..second).rev().find_map(|read| {
            let its = self.step(read)?;
            let write = its.read_from.filter(|it| *it > first)?;
            let of_them = its.thread == other.thread && self.step(write)?.thread == one.thread;
            of_them.then_some((write, read))
        })
    }

    /// Whether the thread was started and has not done anything, when it goes wrong elsewhere.
    pub(crate) fn has_not_begun(&self, thread: usize) -> bool {
        let last = self.states.last().and_then(|it| it.threads.get(thread));
        last.is_some_and(|it| it.doing == Doing::Running)
            && self.steps().iter().all(|it| it.thread != thread)
    }

    /// Whether all that the thread has done is to wait, and not for the end of another.
    pub(crate) fn has_come_to_a_halt(&self, thread: usize) -> bool {
        let mut its = self.steps().iter().filter(|it| it.thread == thread);
        its.next()
            .is_some_and(|it| it.pending && it.operation != Operation::Join)
    }

    /// The step in which the thread waits after the step `index`.
    pub(crate) fn waits_in(&self, index: usize, thread: usize) -> Option<usize> {
        match self.states.get(index)?.threads.get(thread)?.doing {
            Doing::Waiting(step) => Some(step),
            _ => None,
        }
    }

    /// How many of a counted object there are after the step.
    pub(crate) fn count(&self, index: usize) -> Option<i64> {
        let object = self.step(index)?.object?;
        Some(1 + self.states.get(index)?.objects.get(object)?.clones)
    }
}
