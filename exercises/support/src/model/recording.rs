//! What the threads of one execution did, noted while it runs.
//!
//! loom runs one thread of the model at a time, and switches only inside its own operations. So the
//! order in which operations *return* is the order in which they happened, and that is when a step is
//! noted. What a thread has begun and not finished is kept beside, for the execution that ends there.

use std::panic::Location;
use std::sync::atomic::Ordering;

use interleaving::Operation;

use super::value::Value;

/// Where in the source; none for what the compiler inserted, such as the drop at a scope's end.
pub(crate) type At = Option<&'static Location<'static>>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    pub(crate) threads: Vec<Thread>,
    pub(crate) objects: Vec<Object>,
    pub(crate) steps: Vec<Step>,
    /// The thread that runs.
    pub(crate) current: usize,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Thread {
    pub(crate) name: Option<String>,
    /// What it has begun and not finished.
    pub(crate) begun: Option<Begun>,
    pub(crate) ended: bool,
    pub(crate) handle: Option<crate::thread::Thread>,
}

/// An operation that has not returned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    pub(crate) operation: Operation,
    pub(crate) object: Option<usize>,
    pub(crate) other: Option<usize>,
    pub(crate) at: At,
    /// How many steps there were when it began.
    pub(crate) since: usize,
    /// From which step on the thread could not go on.
    pub(crate) blocked: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) kind: &'static str,
    pub(crate) at: At,
    /// What was written to an atomic, and by which step; the first is what it was made with.
    writes: Vec<(Value, Option<usize>)>,
    /// Who holds a lock.
    pub(crate) writer: Option<usize>,
    pub(crate) readers: Vec<usize>,
    /// How many counted references to it there are.
    pub(crate) references: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) thread: usize,
    pub(crate) operation: Operation,
    pub(crate) object: Option<usize>,
    pub(crate) other: Option<usize>,
    pub(crate) ordering: Option<Ordering>,
    pub(crate) read: Option<Value>,
    pub(crate) written: Option<Value>,
    pub(crate) read_from: Option<usize>,
    pub(crate) missed: Option<usize>,
    pub(crate) blocked_since: Option<usize>,
    pub(crate) at: At,
}

impl Recording {
    /// Begins anew, with nothing but the model's first thread.
    pub(crate) fn clear(&mut self) {
        self.threads.clear();
        self.objects.clear();
        self.steps.clear();
        self.threads.push(Thread::default());
        self.current = 0;
    }

    pub(crate) fn thread(&mut self, name: Option<String>) -> usize {
        self.threads.push(Thread {
            name,
            ..Thread::default()
        });
        self.threads.len() - 1
    }

    pub(crate) fn object(&mut self, kind: &'static str, at: At) -> usize {
        self.objects.push(Object {
            kind,
            at,
            writes: Vec::new(),
            writer: None,
            readers: Vec::new(),
            references: 1,
        });
        self.objects.len() - 1
    }

    /// The running thread begins an operation.
    pub(crate) fn begin(
        &mut self,
        operation: Operation,
        object: Option<usize>,
        other: Option<usize>,
        at: At,
    ) {
        let since = self.steps.len();
        let mut begun = Begun {
            operation,
            object,
            other,
            at,
            since,
            blocked: None,
        };
        if self.stands_in_the_way(&begun) {
            begun.blocked = Some(since);
        }
        self.threads[self.current].begun = Some(begun);
    }

    /// The running thread cannot go on with what it has begun.
    pub(crate) fn block(&mut self) {
        let now = self.steps.len();
        if let Some(begun) = &mut self.threads[self.current].begun {
            begun.blocked.get_or_insert(now);
        }
    }

    /// Whether somebody holds the lock that is asked for.
    pub(crate) fn stands_in_the_way(&self, begun: &Begun) -> bool {
        let Some(object) = begun.object.map(|index| &self.objects[index]) else {
            return false;
        };
        match begun.operation {
            Operation::Lock | Operation::ReadLock => object.writer.is_some(),
            Operation::WriteLock => object.writer.is_some() || !object.readers.is_empty(),
            _ => false,
        }
    }

    /// The operation that the running thread had begun has happened.
    pub(crate) fn finish(&mut self) -> Step {
        let begun = self.threads[self.current].begun.take();
        let begun = begun.expect("what is finished was begun");
        Step {
            thread: self.current,
            operation: begun.operation,
            object: begun.object,
            other: begun.other,
            ordering: None,
            read: None,
            written: None,
            read_from: None,
            missed: None,
            blocked_since: begun.blocked.filter(|since| *since < self.steps.len()),
            at: begun.at,
        }
    }

    /// Notes the step, and what follows from it for the object.
    pub(crate) fn push(&mut self, step: Step) {
        let now = self.steps.len();
        let thread = step.thread;
        if let Some(index) = step.object {
            let object = &mut self.objects[index];
            match step.operation {
                Operation::Lock | Operation::TryLock | Operation::WriteLock => {
                    object.writer = Some(thread);
                }
                Operation::Unlock | Operation::WriteUnlock => object.writer = None,
                Operation::ReadLock => object.readers.push(thread),
                Operation::ReadUnlock => {
                    let held = object.readers.iter().position(|reader| *reader == thread);
                    if let Some(held) = held {
                        object.readers.swap_remove(held);
                    }
                }
                Operation::Clone => object.references += 1,
                Operation::Drop => object.references = object.references.saturating_sub(1),
                _ => {}
            }
            if let Some(value) = step.written {
                object.writes.push((value, Some(now)));
            }
            self.now_blocked(index, thread, now + 1);
        }
        self.steps.push(step);
    }

    /// The lock was taken in the step noted last.
    pub(crate) fn taken(&mut self, object: usize, by: usize) {
        self.now_blocked(object, by, self.steps.len());
    }

    /// Threads that had begun to ask for a lock wait from the step on that took it.
    fn now_blocked(&mut self, object: usize, by: usize, since: usize) {
        for thread in 0..self.threads.len() {
            if thread == by {
                continue;
            }
            let Some(begun) = self.threads[thread].begun else {
                continue;
            };
            if begun.object == Some(object) && self.stands_in_the_way(&begun) {
                let begun = self.threads[thread].begun.as_mut();
                let begun = begun.expect("it was there a line ago");
                begun.blocked.get_or_insert(since);
            }
        }
    }

    /// The value an atomic was made with.
    pub(crate) fn made_with(&mut self, object: usize, value: Value) {
        self.objects[object].writes.push((value, None));
    }

    /// Which step wrote the value that was read, and which newer write was not the one.
    ///
    /// loom does not say which of several equal values it was. The newest is taken, so what a step
    /// missed is never made up.
    pub(crate) fn origin(&self, object: usize, value: Value) -> (Option<usize>, Option<usize>) {
        let writes = &self.objects[object].writes;
        let found = writes.iter().rposition(|(written, _)| *written == value);
        let Some(found) = found else {
            return (None, None);
        };
        let newest = writes.len() - 1;
        let missed = (found != newest).then(|| writes[newest].1).flatten();
        (writes[found].1, missed)
    }

    /// Threads that wait in something that has not come.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (usize, &Begun)> {
        let threads = self.threads.iter().enumerate();
        threads.filter_map(|(index, thread)| {
            let begun = thread.begun.as_ref()?;
            begun.blocked.is_some().then_some((index, begun))
        })
    }
}
