//! A step in words: short, for the column of its thread, and as a sentence, for those who listen.

use crate::facts::Facts;
use crate::{FailureKind, Operation, Step};

/// A blank at which no line is broken: an arrow stays with its value.
pub(crate) const BOUND: char = '\u{a0}';

/// A step, for a narrow column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Label {
    /// What it does: `load count → 0`.
    pub(crate) head: String,
    /// What is to be known of that.
    pub(crate) notes: Vec<String>,
}

impl Facts<'_> {
    /// What the step does.
    pub(crate) fn label(&self, index: usize) -> Label {
        let Some(step) = self.step(index) else {
            return Label::default();
        };
        if step.pending {
            return Label {
                head: self.waiting(index),
                notes: self.who_has_it(index).into_iter().collect(),
            };
        }
        let mut notes = Vec::new();
        let object = step.object.map(|it| self.object(it)).unwrap_or_default();
        let other = step.other.map(|it| self.thread(it));
        let named = other.clone().unwrap_or_else(|| "a thread".to_owned());
        let read = step.read.as_deref().unwrap_or("?");
        let written = step.written.as_deref().unwrap_or("?");
        let counted = || self.count(index).map(|it| format!("{it} now"));
        let head = match step.operation {
            Operation::Spawn => format!("spawn {named}"),
            Operation::Join => format!("join {named}"),
            Operation::End => "end".to_owned(),
            Operation::Park => "park: go on".to_owned(),
            Operation::Unpark => format!("unpark {named}"),
            Operation::Yield => "yield".to_owned(),
            Operation::Lock => format!("lock {object}"),
            Operation::TryLock => format!("try_lock {object}: got it"),
            Operation::TryLockFailed => format!("try_lock {object}: taken"),
            Operation::Unlock => format!("unlock {object}"),
            Operation::ReadLock => format!("read-lock {object}"),
            Operation::WriteLock => format!("write-lock {object}"),
            Operation::TryReadLockFailed => format!("try_read {object}: taken"),
            Operation::TryWriteLockFailed => format!("try_write {object}: taken"),
            Operation::ReadUnlock => format!("read-unlock {object}"),
            Operation::WriteUnlock => format!("write-unlock {object}"),
            Operation::Wait => {
                let lent = self.before(index).threads[step.thread]
                    .holds
                    .last()
                    .copied();
                notes.extend(lent.map(|it| format!("unlocks {} meanwhile", self.object(it))));
                format!("wait on {object}")
            }
            Operation::Woken => {
                let mutex = self.states[index].threads[step.thread]
                    .holds
                    .last()
                    .copied();
                notes.extend(self.notifier(index).map(|it| format!("by step {}", it + 1)));
                notes.extend(mutex.map(|it| format!("locks {} again", self.object(it))));
                format!("woken from {object}")
            }
            Operation::NotifyOne => {
                notes.extend(self.notified(index));
                format!("notify_one {object}")
            }
            Operation::NotifyAll => {
                notes.extend(self.notified(index));
                format!("notify_all {object}")
            }
            Operation::Load => format!("load {object} →{BOUND}{read}"),
            Operation::Store => format!("store {object} ←{BOUND}{written}"),
            Operation::ReadModifyWrite => format!("update {object} {read}{BOUND}→{BOUND}{written}"),
            Operation::CompareFailed => format!("compare {object}: it is {read}"),
            Operation::Fence => "fence".to_owned(),
            Operation::CellRead => format!("read {object}"),
            Operation::CellWrite => format!("write {object}"),
            Operation::Send => with_value(format!("send to {object}"), step.written.as_deref()),
            Operation::Receive => {
                with_value(format!("receive from {object}"), step.read.as_deref())
            }
            Operation::Clone => {
                notes.extend(counted());
                format!("clone {object}")
            }
            Operation::Drop => {
                notes.extend(counted());
                format!("drop {object}")
            }
            Operation::Panic => "panic".to_owned(),
        };
        if let Some(ordering) = &step.ordering
            && (self.about_visibility() && ordering != "SeqCst"
                || step.operation == Operation::Fence)
        {
            notes.insert(0, ordering.clone());
        }
        notes.extend(self.faults(index));
        Label { head, notes }
    }

    /// What is wrong with the step, seen from the end.
    fn faults(&self, index: usize) -> Vec<String> {
        let mut faults = Vec::new();
        let Some(step) = self.step(index) else {
            return faults;
        };
        if let Some(missed) = step.missed {
            let value = self.step(missed).and_then(|it| it.written.clone());
            let value = value.map_or_else(|| "the write".to_owned(), |it| format!("the {it}"));
            faults.push(format!("misses {value} of step {}", missed + 1));
        }
        if let Some(lost) = self.overwritten(index) {
            faults.push(format!("overwrites step {}", lost + 1));
        }
        if let Some((first, second)) = self.conflict()
            && second == index
        {
            faults.push(format!("no order with step {}", first + 1));
        }
        if self.interleaving.failure.kind == FailureKind::Panic
            && let Some((_, taken)) = self.in_between(index)
        {
            let by = self.step(taken).map(|it| self.thread(it.thread));
            let by = by.unwrap_or_default();
            faults.push(format!("{by} was first (step {})", taken + 1));
        }
        faults
    }

    pub(crate) fn notified(&self, index: usize) -> Option<String> {
        let step = self.step(index)?;
        if self.notifies_nobody(index) {
            return Some("nobody waits".to_owned());
        }
        match (step.operation, step.other) {
            (Operation::NotifyOne, Some(other)) => Some(format!("wakes {}", self.thread(other))),
            (Operation::NotifyAll, _) => {
                let woken: Vec<String> = self
                    .waiters(index)
                    .into_iter()
                    .map(|it| self.thread(it))
                    .collect();
                Some(format!("wakes {}", woken.join(", ")))
            }
            _ => None,
        }
    }

    /// What the thread of a step waits for, in the step that ends the waiting.
    pub(crate) fn waiting(&self, index: usize) -> String {
        let Some(step) = self.step(index) else {
            return String::new();
        };
        let object = step.object.map(|it| self.object(it)).unwrap_or_default();
        match (step.operation, step.other) {
            (Operation::Join, Some(other)) => format!("waits for {}", self.thread(other)),
            (Operation::Park, _) => "is parked".to_owned(),
            (Operation::Wait | Operation::Woken, _) => format!("waits on {object}"),
            (Operation::Receive, _) => format!("waits for a message from {object}"),
            (Operation::Send, _) => format!("waits for room in {object}"),
            (Operation::ReadLock, _) => format!("waits for {object} to read"),
            (Operation::WriteLock, _) => format!("waits for {object} to write"),
            _ => format!("waits for {object}"),
        }
    }

    /// Who has the lock that the thread of a pending step waits for.
    pub(crate) fn who_has_it(&self, index: usize) -> Option<String> {
        let step = self.step(index).filter(|it| locks(it))?;
        let lock = step.object?;
        let mut holders = self.states.last()?.holders(lock).peekable();
        // Several have it only to read.
        let how = holders.peek().map(|it| self.held_how(index, *it, lock));
        let names: Vec<String> = holders
            .map(|it| {
                if it == step.thread {
                    "itself".to_owned()
                } else {
                    self.thread(it)
                }
            })
            .collect();
        how.map(|how| format!("held{how} by {}", names.join(", ")))
    }

    /// The step as a sentence without its end: `thread 1: load count → 0, misses the 1 of step 4`.
    pub(crate) fn sentence(&self, index: usize) -> String {
        let Some(step) = self.step(index) else {
            return String::new();
        };
        let mut label = self.label(index);
        if let Some(ordering) = &step.ordering
            && !label.notes.contains(ordering)
        {
            label.notes.insert(0, ordering.clone());
        }
        let mut parts = vec![label.head];
        parts.extend(label.notes);
        let does = parts.join(", ").replace(BOUND, " ");
        format!("{}: {does}", self.thread(step.thread))
    }
}

fn locks(step: &Step) -> bool {
    matches!(
        step.operation,
        Operation::Lock | Operation::ReadLock | Operation::WriteLock
    )
}

fn with_value(text: String, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("{text}: {value}"),
        None => text,
    }
}
