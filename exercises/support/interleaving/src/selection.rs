//! The steps that matter.

use std::collections::BTreeSet;

use crate::facts::Facts;
use crate::layout::Steps;
use crate::{FailureKind, Operation, Step};

/// The longest way round that is recognised as one.
const PERIOD: usize = 16;
/// Fewer steps than this do not tell how it came.
const FEW: usize = 4;
/// How often something is done in the same way before it is called a way round.
const TIMES: usize = 3;

/// Steps that were repeated to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cycle {
    /// The first step of the first round.
    pub(crate) from: usize,
    /// How many steps make a round.
    pub(crate) period: usize,
    /// How many rounds were made.
    pub(crate) times: usize,
}

impl Facts<'_> {
    /// The indices of the steps to show, in order.
    pub(crate) fn selected(&self, steps: Steps) -> Vec<usize> {
        match steps {
            Steps::All => (0..self.steps().len()).collect(),
            Steps::Of(most) => self.selection(most),
            Steps::Last(most) => {
                let mut kept = self.selection(1);
                kept.drain(..kept.len().saturating_sub(most));
                kept
            }
        }
    }

    /// The steps to show, at most `most` of them where that is possible, in order. What goes wrong is
    /// always among them.
    fn selection(&self, most: usize) -> Vec<usize> {
        let needed = self.needed();
        let end = self
            .cycle()
            .map_or(self.steps().len(), |it| it.from + it.period);
        let mut kept: Vec<usize> = (0..self.steps().len())
            .filter(|it| {
                // Who waits at the end is seen from the columns, unless that is what went wrong.
                needed.contains(it)
                    || *it < end && !self.steps()[*it].pending && self.tells_something(*it)
            })
            .collect();
        if kept.len() < FEW {
            // So few say little: what led to them is told as well.
            let others = (0..end.min(self.steps().len())).rev().filter(|it| {
                let step = &self.steps()[*it];
                let dull = matches!(
                    step.operation,
                    Operation::Yield | Operation::Clone | Operation::Drop
                );
                !dull && !step.pending && !kept.contains(it)
            });
            let more: Vec<usize> = others.take(2 * FEW - kept.len()).collect();
            kept.extend(more);
            kept.sort_unstable();
        }
        // The earliest go first.
        let mut surplus = kept.len().saturating_sub(most);
        kept.retain(|it| {
            let goes = surplus > 0 && !needed.contains(it);
            surplus -= usize::from(goes);
            !goes
        });
        kept
    }

    /// The steps without which the fault cannot be seen.
    fn needed(&self) -> BTreeSet<usize> {
        let mut needed = BTreeSet::new();
        let failure = &self.interleaving.failure;
        let misses = self.misses();
        for (index, step) in self.steps().iter().enumerate() {
            if self.fails(index) {
                needed.insert(index);
            }
            let about = [
                step.missed.filter(|_| misses.contains(&index)),
                self.overwritten(index)
                    .filter(|_| failure.kind == FailureKind::Panic),
            ];
            if about.iter().any(Option::is_some) {
                needed.insert(index);
                needed.extend(about.into_iter().flatten());
                // Whoever misses a write has mostly read another one before, and relied on that.
                let relied = self.steps()[..index]
                    .iter()
                    .rposition(|it| it.thread == step.thread && it.read_from.is_some());
                needed.extend(relied);
                needed.extend(relied.and_then(|it| self.steps()[it].read_from));
            }
            if let Some((notifier, taken)) = self.in_between(index)
                && failure.kind == FailureKind::Panic
            {
                needed.extend([notifier, taken, index]);
            }
            let deadlock = failure.kind == FailureKind::Deadlock;
            if deadlock
                && (self.notifies_nobody(index) && self.is_waited_on(index)
                    || self.takes_for_ever(index))
            {
                needed.insert(index);
            }
        }
        if let Some((first, second)) = self.conflict() {
            needed.extend([first, second]);
        }
        needed
    }

    /// Whether the step takes a lock that is never given back.
    fn takes_for_ever(&self, index: usize) -> bool {
        let Some(step) = self.step(index) else {
            return false;
        };
        let takes = matches!(
            step.operation,
            Operation::Lock | Operation::TryLock | Operation::ReadLock | Operation::WriteLock
        );
        let Some(object) = step.object.filter(|_| takes && !step.pending) else {
            return false;
        };
        self.states[index..]
            .iter()
            .all(|it| it.threads[step.thread].holds.contains(&object))
    }

    /// Whether the step is worth a line in this story.
    fn tells_something(&self, index: usize) -> bool {
        let step = &self.steps()[index];
        let kind = self.interleaving.failure.kind;
        match step.operation {
            // Who is there is told by the columns.
            Operation::Spawn | Operation::Yield | Operation::End => false,
            Operation::Join => step.blocked_since.is_some(),
            Operation::Clone | Operation::Drop => kind == FailureKind::Leak,
            // Who waits has given a lock back.
            Operation::Wait => true,
            Operation::Panic | Operation::Fence | Operation::Park | Operation::Unpark => true,
            _ => self.is_shared(step) && !self.is_before_all_others(index),
        }
    }

    /// Whether another thread reaches the object, too.
    fn is_shared(&self, step: &Step) -> bool {
        self.steps()
            .iter()
            .any(|it| it.object == step.object && it.thread != step.thread)
    }

    /// Whether no other thread has done anything yet: what happens then is always the same.
    fn is_before_all_others(&self, index: usize) -> bool {
        let thread = self.steps()[index].thread;
        self.steps()[..index].iter().all(|it| it.thread == thread)
            && self.steps().iter().any(|it| it.thread != thread)
            && !self.steps()[..index]
                .iter()
                .any(|it| it.operation == Operation::Spawn)
    }

    /// The way round in which an execution without an end went.
    pub(crate) fn cycle(&self) -> Option<Cycle> {
        if self.interleaving.failure.kind != FailureKind::TooManySteps {
            return None;
        }
        let steps: Vec<&Step> = self.steps().iter().filter(|it| !it.pending).collect();
        let same = |a: &Step, b: &Step| {
            a.thread == b.thread
                && a.operation == b.operation
                && a.object == b.object
                && a.read == b.read
                && a.written == b.written
                && a.place == b.place
        };
        (1..=PERIOD.min(steps.len())).find_map(|period| {
            let repeated = (period..steps.len())
                .rev()
                .take_while(|it| same(steps[*it], steps[*it - period]))
                .count();
            let times = repeated / period + 1;
            (times >= TIMES).then(|| Cycle {
                // What is left over of a round at the end does not count.
                from: steps.len() - repeated - period,
                period,
                times,
            })
        })
    }
}
