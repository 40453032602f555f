//! What went wrong, in sentences.

use crate::facts::Facts;
use crate::{FailureKind, Interleaving, Operation, Step};

/// How many remarks are made at most. The first are the most to the point.
const REMARKS: usize = 4;

impl Facts<'_> {
    /// In which way it failed, in a few words.
    pub(crate) fn title(&self) -> String {
        let failure = &self.interleaving.failure;
        let thread = failure.thread.map(|it| self.thread(it));
        match failure.kind {
            FailureKind::Panic => {
                format!(
                    "{} panicked",
                    thread.unwrap_or_else(|| "a thread".to_owned())
                )
            }
            FailureKind::Deadlock => "Deadlock: nobody can go on".to_owned(),
            FailureKind::DataRace => "Data race".to_owned(),
            FailureKind::Leak => "Something is never dropped".to_owned(),
            FailureKind::TooManySteps => "No end in sight".to_owned(),
            FailureKind::NotExhausted => "Not explored to the end: no verdict".to_owned(),
        }
    }

    /// What the failure says, where the remarks do not say it better.
    pub(crate) fn message(&self) -> &str {
        let failure = &self.interleaving.failure;
        if failure.kind == FailureKind::Deadlock && failure.message.starts_with("deadlock") {
            return "";
        }
        failure.message.trim()
    }

    /// What went wrong, as it follows from the steps.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        match self.interleaving.failure.kind {
            FailureKind::Deadlock => {
                self.on_deadlock(&mut remarks);
                self.on_missed(&mut remarks);
            }
            FailureKind::DataRace => {
                self.on_race(&mut remarks);
                self.on_threads(&mut remarks);
            }
            FailureKind::Leak => self.on_leak(&mut remarks),
            FailureKind::Panic => {
                self.on_panic(&mut remarks);
                self.on_missed(&mut remarks);
                if remarks.is_empty() {
                    self.on_sections(&mut remarks);
                }
                self.on_threads(&mut remarks);
            }
            FailureKind::TooManySteps => self.on_endless(&mut remarks),
            FailureKind::NotExhausted => {}
        }
        remarks.truncate(REMARKS);
        remarks
    }

    fn on_deadlock(&self, remarks: &mut Vec<String>) {
        let last = self.states.last();
        for (index, step) in self.steps().iter().enumerate() {
            if !step.pending {
                continue;
            }
            let held: Vec<String> = last
                .and_then(|it| it.threads.get(step.thread))
                .map(|it| {
                    let how = |lock: usize| self.held_how(index, step.thread, lock);
                    let held = it.holds.iter();
                    held.map(|lock| self.object(*lock) + how(*lock)).collect()
                })
                .unwrap_or_default();
            let thread = self.thread(step.thread);
            let has = if held.is_empty() {
                thread
            } else {
                format!("{thread} has {} and", held.join(" and "))
            };
            let mut remark = format!("{has} {}", self.waiting(index));
            match step.operation {
                Operation::Join => {
                    remark.push_str(" to end");
                }
                Operation::Wait | Operation::Woken => {
                    remark.push_str(", and nobody is left to notify it");
                }
                Operation::Park => remark.push_str(", and nobody is left to unpark it"),
                _ => {
                    if let Some(who) = self.who_has_it(index) {
                        remark.push_str(&format!(", {who}"));
                    }
                }
            }
            remarks.push(remark + ".");
        }
        // What everybody waits for is told before who waits for them.
        remarks.sort_by_key(|it| it.ends_with(" to end."));
        let notifications = self.on_notifications();
        remarks.splice(0..0, notifications);
    }

    /// What became of the notifications that somebody waits for.
    fn on_notifications(&self) -> Vec<String> {
        let mut waited_on: Vec<usize> = Vec::new();
        for index in 0..self.steps().len() {
            let object = self.step(index).and_then(|it| it.object);
            if let Some(object) = object.filter(|_| self.waits_for_a_notification(index))
                && !waited_on.contains(&object)
            {
                waited_on.push(object);
            }
        }
        let of_it = |object: usize| -> Vec<usize> {
            let steps = self.steps().iter().enumerate();
            let notifies = steps.filter(|(_, it)| it.object == Some(object) && notifies(it));
            notifies.map(|(index, _)| index).collect()
        };
        let (never, some): (Vec<usize>, Vec<usize>) =
            waited_on.into_iter().partition(|it| of_it(*it).is_empty());
        if !never.is_empty() {
            let names: Vec<String> = never.into_iter().map(|it| self.object(it)).collect();
            return vec![format!("Nobody ever notified {}.", names.join(" or "))];
        }
        let told = some.into_iter().filter_map(|object| {
            let steps = of_it(object);
            let last = *steps.last()?;
            if self.notifies_nobody(last) {
                return Some(format!(
                    "Step {} notifies when nobody waits yet, and a notification is not kept.",
                    last + 1
                ));
            }
            let woken = steps.iter().map(|it| {
                let told = self.notified(*it).unwrap_or_default();
                match told.strip_prefix("wakes ") {
                    Some(woken) => format!("step {} woke {woken}", it + 1),
                    None => format!("step {} woke nobody", it + 1),
                }
            });
            Some(format!(
                "{} was notified {}: {}.",
                self.object(object),
                times(steps.len()),
                woken.collect::<Vec<_>>().join(", "),
            ))
        });
        told.collect()
    }

    /// Whether the step waits for ever for a notification.
    fn waits_for_a_notification(&self, index: usize) -> bool {
        self.step(index).is_some_and(|it| {
            it.pending && matches!(it.operation, Operation::Wait | Operation::Woken)
        })
    }

    /// Whether somebody waits for ever on the condition variable of this step.
    pub(crate) fn is_waited_on(&self, index: usize) -> bool {
        let object = self.step(index).and_then(|it| it.object);
        let waits = (0..self.steps().len()).filter(|it| self.waits_for_a_notification(*it));
        waits
            .into_iter()
            .any(|it| self.steps()[it].object == object)
    }

    fn on_race(&self, remarks: &mut Vec<String>) {
        let Some((first, second)) = self.conflict() else {
            return;
        };
        remarks.push(format!(
            "Nothing orders step {} and step {}: they could as well happen at the same time.",
            first + 1,
            second + 1,
        ));
        self.on_link(first, second, remarks);
    }

    /// Why a read of what the other thread wrote does not order the two.
    fn on_link(&self, first: usize, second: usize, remarks: &mut Vec<String>) {
        let Some((write, read)) = self.weak_link(first, second) else {
            return;
        };
        let ordering = |index: usize| self.step(index).and_then(|it| it.ordering.as_deref());
        let weak = match (ordering(write), ordering(read)) {
            (Some(weak @ ("Relaxed" | "Acquire")), _) => format!("step {} is {weak}", write + 1),
            (_, Some(weak @ ("Relaxed" | "Release"))) => format!("step {} is {weak}", read + 1),
            _ => return,
        };
        remarks.push(format!(
            "Step {} reads what step {} wrote, but that orders nothing: {weak}.",
            read + 1,
            write + 1,
        ));
    }

    fn on_leak(&self, remarks: &mut Vec<String>) {
        let Some(last) = self.states.last() else {
            return;
        };
        for (index, object) in last.objects.iter().enumerate() {
            let of_it = |operation: Operation| {
                self.steps()
                    .iter()
                    .filter(|it| it.object == Some(index) && it.operation == operation)
                    .count()
            };
            let (clones, drops) = (of_it(Operation::Clone), of_it(Operation::Drop));
            let counted = self.interleaving.objects[index].kind.contains("Arc");
            if object.clones < 0 || !counted && clones + drops == 0 {
                continue;
            }
            remarks.push(format!(
                "{} was made once, cloned {} and dropped {}: {} left.",
                self.object(index),
                times(clones),
                times(drops),
                if object.clones == 0 {
                    "1 is".to_owned()
                } else {
                    format!("{} are", object.clones + 1)
                },
            ));
        }
    }

    /// What a thread did not see, and why.
    fn on_missed(&self, remarks: &mut Vec<String>) {
        for index in self.misses() {
            let step = &self.steps()[index];
            let thread = self.thread(step.thread);
            let told =
                |it: usize| self.overwritten(it).is_some() && self.overwritten(it) == step.missed;
            if let Some(missed) = step.missed
                && !(index..self.steps().len()).any(told)
            {
                let misses = format!(
                    "Step {} reads {} though step {} has already written {}",
                    index + 1,
                    step.read.as_deref().unwrap_or("an older value"),
                    missed + 1,
                    self.step(missed)
                        .and_then(|it| it.written.as_deref())
                        .unwrap_or("another"),
                );
                if self.is_perhaps_no_miss(index) {
                    remarks.push(format!(
                        "{misses}. Both are SeqCst, which the model counts as AcqRel only: this may \
                         be a false alarm. See “What the model cannot see” in the book."
                    ));
                    continue;
                }
                remarks.push(format!(
                    "{misses}: nothing makes that write visible to {thread}."
                ));
                self.on_link(missed, index, remarks);
            }
        }
    }

    fn on_panic(&self, remarks: &mut Vec<String>) {
        for (index, step) in self.steps().iter().enumerate() {
            let thread = self.thread(step.thread);
            let object = step.object.map(|it| self.object(it)).unwrap_or_default();
            if let Some(lost) = self.overwritten(index) {
                remarks.push(format!(
                    "When {thread} read {object}, it did not see the {} of step {lost}. Its own {}, in \
                     step {here}, is made from the older value: the write of step {lost} is lost.",
                    self.step(lost)
                        .and_then(|it| it.written.as_deref())
                        .unwrap_or("write"),
                    step.written.as_deref().unwrap_or("write"),
                    lost = lost + 1,
                    here = index + 1,
                ));
            }
            if let Some((notifier, taken)) = self.in_between(index) {
                let by = self.step(taken).map(|it| self.thread(it.thread));
                remarks.push(format!(
                    "Between the notification (step {}) and the moment {thread} has the lock again \
                     (step {}), {} had it (from step {}): what was true may no longer be.",
                    notifier + 1,
                    index + 1,
                    by.unwrap_or_default(),
                    taken + 1,
                ));
            }
        }
    }

    /// What is said of locks where nothing else is to be said.
    fn on_sections(&self, remarks: &mut Vec<String>) {
        let failing = self.interleaving.failure.step;
        let panicked = failing.and_then(|it| self.step(it)).map(|it| it.thread);
        let before = self.steps()[..failing.unwrap_or(0)]
            .iter()
            .rposition(|it| Some(it.thread) == panicked);
        if let (Some(before), Some(thread)) = (before, panicked)
            && self.steps()[before].operation == Operation::Woken
        {
            remarks.push(format!(
                "{} went from its wait (step {}) right to the panic. A notification says that \
                 something may have changed, and not that what one waits for is so.",
                self.thread(thread),
                before + 1,
            ));
        } else if let Some((given, taken, between)) = self.torn_section() {
            let name = |it: usize| self.thread(self.steps()[it].thread);
            let object = self.steps()[given].object;
            let object = object.map(|it| self.object(it)).unwrap_or_default();
            remarks.push(format!(
                "Between step {}, in which {} gives {object} back, and step {}, in which it takes it \
                 again, {} had it (from step {}): what was true may no longer be.",
                given + 1,
                name(given),
                taken + 1,
                name(between),
                between + 1,
            ));
        }
    }

    /// Who was started, and had no turn yet.
    fn on_threads(&self, remarks: &mut Vec<String>) {
        let threads = (0..self.interleaving.threads.len()).filter(|it| self.has_not_begun(*it));
        let names: Vec<String> = threads.map(|it| self.thread(it)).collect();
        let verb = match names.len() {
            0 => return,
            1 => "has",
            _ => "have",
        };
        // Among the first of the remarks, or nobody sees it.
        remarks.truncate(REMARKS - 1);
        remarks.push(format!("{} {verb} not begun.", names.join(" and ")));
    }

    fn on_endless(&self, remarks: &mut Vec<String>) {
        let Some(cycle) = self.cycle() else {
            return;
        };
        let steps = &self.steps()[cycle.from..cycle.from + cycle.period];
        let mut threads: Vec<String> = steps.iter().map(|it| self.thread(it.thread)).collect();
        threads.sort();
        threads.dedup();
        remarks.push(format!(
            "{} went round {} times without anything new: what it waits for does not come.",
            threads.join(" and "),
            cycle.times,
        ));
    }
}

/// How much was explored, as it is told when all went well or not.
pub(crate) fn explored(interleaving: &Interleaving) -> String {
    let count = grouped(interleaving.explored);
    let time = |preposition: &str| match interleaving.seconds {
        0.0 => String::new(),
        short if short < 0.01 => format!("{preposition} less than 0.01 s"),
        seconds => format!("{preposition} {seconds:.2} s"),
    };
    match interleaving.failure.kind {
        FailureKind::NotExhausted => {
            let time = time(" in");
            format!("{count} interleavings explored{time}, and not all there are.")
        }
        _ if interleaving.explored == 1 => {
            format!("The first interleaving fails{}.", time(", after"))
        }
        _ => format!(
            "{count} interleavings explored{}; this one fails.",
            time(" in")
        ),
    }
}

/// What is said of a program that passes: `1,204 interleavings explored, all pass`.
pub fn all_pass(explored: u64) -> String {
    match explored {
        1 => "1 interleaving explored, it passes".to_owned(),
        count => format!("{} interleavings explored, all pass", grouped(count)),
    }
}

/// With a comma before each group of three.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn notifies(step: &Step) -> bool {
    matches!(step.operation, Operation::NotifyOne | Operation::NotifyAll)
}

fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}
