//! Interleavings, written by hand.

use interleaving::{
    Failure, FailureKind, Interleaving, Object, Operation, Place, Step, Thread, VERSION,
};

/// An interleaving that grows step by step.
pub(crate) struct Story {
    it: Interleaving,
    file: &'static str,
    source: &'static str,
}

impl Story {
    /// A story of these threads, in a file with this source.
    pub(crate) fn new(file: &'static str, source: &'static str, threads: &[&str]) -> Self {
        let threads = threads.iter().map(|name| Thread {
            name: (*name).to_owned(),
        });
        Self {
            it: Interleaving {
                version: VERSION,
                threads: threads.collect(),
                objects: Vec::new(),
                steps: Vec::new(),
                failure: Failure {
                    kind: FailureKind::Panic,
                    message: String::new(),
                    step: None,
                    thread: None,
                    place: None,
                },
                explored: 1,
                seconds: 0.01,
            },
            file,
            source,
        }
    }

    pub(crate) fn object(&mut self, kind: &str, name: &str) -> usize {
        self.it.objects.push(Object {
            kind: kind.to_owned(),
            name: name.to_owned(),
            place: None,
        });
        self.it.objects.len() - 1
    }

    /// A step of `thread` in the line of the source that has `code`.
    pub(crate) fn step(&mut self, thread: usize, operation: Operation, code: &str) -> &mut Step {
        let place = self.place(code);
        self.it.steps.push(Step {
            thread,
            operation,
            object: None,
            other: None,
            ordering: None,
            read: None,
            written: None,
            read_from: None,
            missed: None,
            blocked_since: None,
            pending: false,
            place: Some(place),
        });
        self.it.steps.last_mut().expect("a step")
    }

    /// The same on an object.
    pub(crate) fn on(
        &mut self,
        thread: usize,
        operation: Operation,
        object: usize,
        code: &str,
    ) -> &mut Step {
        let step = self.step(thread, operation, code);
        step.object = Some(object);
        step
    }

    pub(crate) fn spawn(&mut self, other: usize, code: &str) {
        self.step(0, Operation::Spawn, code).other = Some(other);
    }

    /// The index of the latest step.
    pub(crate) fn last(&self) -> usize {
        self.it.steps.len() - 1
    }

    fn place(&self, code: &str) -> Place {
        let found = self
            .source
            .lines()
            .enumerate()
            .find(|it| it.1.contains(code));
        let (index, line) = found.unwrap_or_else(|| panic!("no line has `{code}`"));
        Place {
            file: self.file.to_owned(),
            line: index + 1,
            column: 1 + line.len() - line.trim_start().len(),
            source: Some(line.trim().to_owned()),
        }
    }

    /// The end.
    pub(crate) fn fails(
        mut self,
        kind: FailureKind,
        message: &str,
        step: Option<usize>,
        explored: u64,
    ) -> Interleaving {
        let at = step.map(|it| self.it.steps[it].clone());
        self.it.failure = Failure {
            kind,
            message: message.to_owned(),
            step,
            thread: at.as_ref().map(|it| it.thread),
            place: at.and_then(|it| it.place),
        };
        self.it.explored = explored;
        self.it
    }
}
