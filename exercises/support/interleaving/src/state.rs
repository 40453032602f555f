//! What holds between two steps. It follows from the steps alone.

use serde::Serialize;

use crate::{Interleaving, Operation, Step};

/// What holds after some step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// Of each thread, in the order of [`Interleaving::threads`].
    pub threads: Vec<ThreadState>,
    /// Of each object, in the order of [`Interleaving::objects`].
    pub objects: Vec<ObjectState>,
}

/// What holds of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThreadState {
    /// What it does.
    pub doing: Doing,
    /// The locks it has: indices into [`Interleaving::objects`], the latest last.
    pub holds: Vec<usize>,
    /// The mutex that it gave back to wait on a condition variable, and will have again.
    #[serde(skip)]
    lent: Option<usize>,
}

/// What a thread does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is", content = "step")]
pub enum Doing {
    /// It has not been started.
    #[default]
    Absent,
    /// It can go on.
    Running,
    /// It cannot, until this step: an index into [`Interleaving::steps`].
    Waiting(usize),
    /// It has ended.
    Ended,
    /// It has panicked.
    Panicked,
}

/// What holds of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ObjectState {
    /// The value that was written last, or that was read before any was written. None if nobody knows.
    pub value: Option<String>,
    /// The step that wrote it.
    pub written_by: Option<usize>,
    /// How many clones more than drops there were.
    pub clones: i64,
    /// Whether a step has reached it.
    pub reached: bool,
}

impl State {
    /// What holds before the first step.
    pub fn first(interleaving: &Interleaving) -> Self {
        let mut state = Self {
            threads: vec![ThreadState::default(); interleaving.threads.len()],
            objects: vec![ObjectState::default(); interleaving.objects.len()],
        };
        if let Some(first) = state.threads.first_mut() {
            first.doing = Doing::Running;
        }
        state
    }

    /// What holds after each of the steps.
    pub fn all(interleaving: &Interleaving) -> Vec<Self> {
        let mut state = Self::first(interleaving);
        let steps = &interleaving.steps;
        let mut all = Vec::with_capacity(steps.len());
        for (index, step) in steps.iter().enumerate() {
            state.take(index, step);
            let mut after = state.clone();
            // Who waits now is told by the step that ends the waiting.
            for (later, waiting) in steps.iter().enumerate() {
                let waits = match waiting.blocked_since {
                    Some(since) => since <= index + 1,
                    None => waiting.pending,
                };
                let waits = waits && (later > index || waiting.pending);
                if waits
                    && let Some(thread) = after.threads.get_mut(waiting.thread)
                    && thread.doing == Doing::Running
                {
                    thread.doing = Doing::Waiting(later);
                }
            }
            all.push(after);
        }
        all
    }

    /// The threads that have `object`.
    pub fn holders(&self, object: usize) -> impl Iterator<Item = usize> {
        let threads = self.threads.iter().enumerate();
        threads.filter_map(move |(thread, it)| it.holds.contains(&object).then_some(thread))
    }

    fn take(&mut self, index: usize, step: &Step) {
        if let Some(thread) = self.threads.get_mut(step.thread)
            && thread.doing == Doing::Absent
        {
            thread.doing = Doing::Running;
        }
        if step.pending {
            return;
        }
        if let Some(object) = step.object.and_then(|it| self.objects.get_mut(it)) {
            object.reached = true;
            match (&step.written, &step.read) {
                (Some(written), _) => {
                    object.value = Some(written.clone());
                    object.written_by = Some(index);
                }
                (None, Some(read)) if object.value.is_none() && step.read_from.is_none() => {
                    object.value = Some(read.clone());
                }
                _ => {}
            }
            match step.operation {
                Operation::Clone => object.clones += 1,
                Operation::Drop => object.clones -= 1,
                _ => {}
            }
        }
        let Some(thread) = self.threads.get_mut(step.thread) else {
            return;
        };
        match (step.operation, step.object) {
            (
                Operation::Lock | Operation::TryLock | Operation::ReadLock | Operation::WriteLock,
                Some(object),
            ) => thread.holds.push(object),
            (Operation::Unlock | Operation::ReadUnlock | Operation::WriteUnlock, Some(object)) => {
                if let Some(at) = thread.holds.iter().rposition(|it| *it == object) {
                    thread.holds.remove(at);
                }
            }
            // The step names the condition variable. Its mutex is the one that was locked last.
            (Operation::Wait, _) => thread.lent = thread.holds.pop(),
            (Operation::Woken, _) => thread.holds.extend(thread.lent.take()),
            (Operation::End, _) => thread.doing = Doing::Ended,
            (Operation::Panic, _) => thread.doing = Doing::Panicked,
            (Operation::Spawn, _) => {
                if let Some(other) = step.other.and_then(|it| self.threads.get_mut(it)) {
                    other.doing = Doing::Running;
                }
            }
            _ => {}
        }
    }
}
