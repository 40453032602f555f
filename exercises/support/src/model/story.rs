//! A failed recording, told as an [`Interleaving`]: with names, places and the lines of the source.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use interleaving::{Failure, FailureKind, Interleaving, Object, Operation, Place, Step, Thread};

use super::current::Broken;
use super::limit;
use super::name::name;
use super::recording::{At, Begun, Recording};
use super::statement::joined;

/// Tells of the execution that ended in `broken`.
pub(super) fn tell(
    broken: &Broken,
    recording: &Recording,
    explored: u64,
    took: Duration,
) -> Interleaving {
    let mut sources = Sources::default();
    let threads = threads(recording);
    let objects = objects(recording, &mut sources);
    let (mut steps, counting) = steps(broken, recording, &mut sources);
    let pending = pending(broken, recording, &counting, &mut sources);
    let failing = failing_step(broken, recording, &mut steps, &pending, &mut sources);
    let first_pending = steps.len();
    steps.extend(pending);
    let step = failing.or_else(|| {
        // If a single thread waits, that is where it could not go on.
        (broken.kind == FailureKind::Deadlock && steps.len() == first_pending + 1)
            .then_some(first_pending)
    });
    let failure = Failure {
        kind: broken.kind,
        message: message(broken, recording, &threads, &objects, &steps, step),
        step,
        thread: step.map(|step| steps[step].thread),
        place: match &broken.place {
            Some((file, line, column)) => Some(sources.statement(file, *line, *column)),
            None => step.and_then(|step| steps[step].place.clone()),
        },
    };
    Interleaving {
        version: interleaving::VERSION,
        threads,
        objects,
        steps,
        failure,
        explored,
        seconds: took.as_secs_f64(),
    }
}

fn threads(recording: &Recording) -> Vec<Thread> {
    let threads = recording.threads.iter().enumerate();
    let threads = threads.map(|(index, thread)| Thread {
        name: thread.name.clone().unwrap_or_else(|| match index {
            0 => "main".to_owned(),
            _ => format!("thread {index}"),
        }),
    });
    threads.collect()
}

fn objects(recording: &Recording, sources: &mut Sources) -> Vec<Object> {
    let alone = |kind| {
        recording
            .objects
            .iter()
            .filter(|it| it.kind == kind)
            .count()
            == 1
    };
    let mut times: HashMap<(String, &str), usize> = HashMap::new();
    let mut objects = Vec::new();
    for object in &recording.objects {
        let place = sources.at(object.at);
        // A channel has two ends, and is named by neither.
        let channel = object.kind == "channel";
        let named = place.as_ref().filter(|_| !channel);
        let named = named.and_then(|place| sources.name(place));
        let unnamed = named.is_none() && !(channel && alone("channel"));
        let base = named.unwrap_or_else(|| object.kind.to_owned());
        let time = times.entry((base.clone(), object.kind)).or_default();
        *time += 1;
        objects.push(Object {
            kind: object.kind.to_owned(),
            // Several made by one line need a number; without a name even the first does.
            name: match *time {
                1 if !unnamed => base,
                time => format!("{base} {time}"),
            },
            place,
        });
    }
    objects
}

/// What was done, and for each number of noted steps how many of them are told.
///
/// That references are cloned and dropped is told where it matters: when one is left over.
fn steps(broken: &Broken, recording: &Recording, sources: &mut Sources) -> (Vec<Step>, Vec<usize>) {
    let told = |step: &super::recording::Step| {
        let counted = step
            .object
            .is_some_and(|it| recording.objects[it].kind == "Arc");
        let counts = matches!(step.operation, Operation::Clone | Operation::Drop);
        broken.kind == FailureKind::Leak || !(counted && counts)
    };
    let mut counting = vec![0];
    for step in &recording.steps {
        counting.push(counting[counting.len() - 1] + usize::from(told(step)));
    }
    let steps = recording.steps.iter().filter(|step| told(step));
    let steps = steps.map(|step| Step {
        thread: step.thread,
        operation: step.operation,
        object: step.object,
        other: step.other,
        ordering: step.ordering.map(|ordering| format!("{ordering:?}")),
        read: step.read.map(|value| value.to_string()),
        written: step.written.map(|value| value.to_string()),
        read_from: step.read_from.map(|index| counting[index]),
        missed: step.missed.map(|index| counting[index]),
        blocked_since: step.blocked_since.map(|index| counting[index]),
        pending: false,
        place: sources.at(step.at),
    });
    (steps.collect(), counting)
}

/// What threads wait in at the end.
fn pending(
    broken: &Broken,
    recording: &Recording,
    counting: &[usize],
    sources: &mut Sources,
) -> Vec<Step> {
    // In a panic, the thread that panicked does not wait, whatever it was about to do.
    let running = (broken.kind != FailureKind::Deadlock).then_some(recording.current);
    let waiting = recording
        .waiting()
        .filter(|(thread, _)| Some(*thread) != running);
    let waiting = waiting.map(|(thread, begun)| {
        let since = begun.blocked.unwrap_or(begun.since);
        Step {
            blocked_since: Some(counting[since.min(counting.len() - 1)]),
            pending: true,
            ..unfinished(thread, begun, sources)
        }
    });
    waiting.collect()
}

fn unfinished(thread: usize, begun: &Begun, sources: &mut Sources) -> Step {
    Step {
        thread,
        operation: begun.operation,
        object: begun.object,
        other: begun.other,
        ordering: None,
        read: None,
        written: None,
        read_from: None,
        missed: None,
        blocked_since: None,
        pending: false,
        place: sources.at(begun.at),
    }
}

/// The step that failed; noted here, since a panic ends it before it could be.
fn failing_step(
    broken: &Broken,
    recording: &Recording,
    steps: &mut Vec<Step>,
    pending: &[Step],
    sources: &mut Sources,
) -> Option<usize> {
    let thread = recording.current;
    match broken.kind {
        FailureKind::Panic => {
            let (file, line, column) = broken.place.as_ref()?;
            steps.push(Step {
                place: Some(sources.place(file, *line, *column)),
                ..unfinished(
                    thread,
                    &Begun {
                        operation: Operation::Panic,
                        object: None,
                        other: None,
                        at: None,
                        since: 0,
                        blocked: None,
                    },
                    sources,
                )
            });
        }
        FailureKind::DataRace => {
            let begun = recording.threads.get(thread)?.begun?;
            steps.push(unfinished(thread, &begun, sources));
        }
        FailureKind::TooManySteps if pending.is_empty() => {}
        _ => return None,
    }
    steps.len().checked_sub(1)
}

fn message(
    broken: &Broken,
    recording: &Recording,
    threads: &[Thread],
    objects: &[Object],
    steps: &[Step],
    failing: Option<usize>,
) -> String {
    match broken.kind {
        FailureKind::Deadlock => deadlock(recording, threads, objects, steps),
        FailureKind::Leak => {
            let left = recording.objects.iter().zip(objects);
            let left = left
                .filter(|(object, _)| object.kind == "Arc" && object.references > 0)
                .map(|(object, told)| format!("`{}` ({} left)", told.name, object.references));
            let left: Vec<String> = left.collect();
            format!(
                "never dropped: an Arc still has references when every thread has ended: {}",
                left.join(", ")
            )
        }
        FailureKind::DataRace => race(threads, objects, steps, failing)
            .unwrap_or_else(|| broken.message.trim().to_owned()),
        FailureKind::TooManySteps if broken.message.starts_with("Model exceeded") => {
            limit::too_many_steps(recording.steps.len())
        }
        _ => broken.message.clone(),
    }
}

fn deadlock(
    recording: &Recording,
    threads: &[Thread],
    objects: &[Object],
    steps: &[Step],
) -> String {
    let pending = steps.iter().filter(|step| step.pending);
    let waits = pending.map(|step| {
        let who = &threads[step.thread].name;
        let what = step.object.map_or("", |object| &objects[object].name);
        let object = step.object.map(|object| &recording.objects[object]);
        let holder = object
            .and_then(|object| object.writer.or(object.readers.first().copied()))
            .map_or_else(String::new, |holder| {
                if holder == step.thread {
                    ", which it holds itself".to_owned()
                } else {
                    format!(", which {} holds", threads[holder].name)
                }
            });
        match step.operation {
            Operation::Lock => format!("{who} waits for the lock `{what}`{holder}"),
            Operation::ReadLock => format!("{who} waits to read `{what}`{holder}"),
            Operation::WriteLock => format!("{who} waits to write `{what}`{holder}"),
            Operation::Woken => format!("{who} waits on `{what}` for a notification"),
            Operation::Join => {
                let other = step.other.map_or("a thread", |other| &threads[other].name);
                format!("{who} waits for the end of {other}")
            }
            Operation::Park => format!("{who} is parked"),
            Operation::Receive => format!("{who} waits to receive from `{what}`"),
            Operation::Send => format!("{who} waits to send into `{what}`"),
            _ => format!("{who} waits"),
        }
    });
    let waits: Vec<String> = waits.collect();
    format!("deadlock: {}", waits.join("; "))
}

/// The access that races, and the other thread's that it races with, as far as can be told: the last
/// one.
fn race(
    threads: &[Thread],
    objects: &[Object],
    steps: &[Step],
    failing: Option<usize>,
) -> Option<String> {
    let step = &steps[failing?];
    let what = &objects[step.object?].name;
    let verb = |step: &Step| match step.operation {
        Operation::CellRead => "reads",
        _ => "writes",
    };
    let who = |step: &Step| threads[step.thread].name.clone();
    let other = steps[..failing?].iter().rev().find(|it| {
        let same = it.object == step.object && it.thread != step.thread;
        let writes = [it.operation, step.operation].contains(&Operation::CellWrite);
        same && writes
    });
    let other = other.map_or_else(String::new, |it| {
        format!(", as {} does before it ({} it)", who(it), verb(it))
    });
    Some(format!(
        "data race on `{what}`: {} {} it{other}, and nothing orders the two",
        who(step),
        verb(step)
    ))
}

/// The files of the source, read once.
#[derive(Debug, Default)]
pub(super) struct Sources {
    files: HashMap<String, Option<Vec<String>>>,
}

impl Sources {
    pub(super) fn at(&mut self, at: At) -> Option<Place> {
        at.map(|at| self.place(at.file(), at.line() as usize, at.column() as usize))
    }

    fn place(&mut self, file: &str, line: usize, column: usize) -> Place {
        let source = self.line(file, line).map(|text| text.trim().to_owned());
        Place {
            file: tidy(file),
            line,
            column,
            source,
        }
    }

    /// The place, its source with the lines that the call at `column` goes on in.
    fn statement(&mut self, file: &str, line: usize, column: usize) -> Place {
        let mut place = self.place(file, line, column);
        if let Some(lines) = self.lines(file) {
            let from = line.saturating_sub(1).min(lines.len());
            place.source = joined(&lines[from..], column).or(place.source);
        }
        place
    }

    /// Whether a line of the file has this text, without the white space around it.
    pub(super) fn has(&mut self, file: &str, text: &str) -> bool {
        let lines = self.lines(file);
        lines.is_some_and(|lines| lines.iter().any(|line| line.trim() == text))
    }

    fn line(&mut self, file: &str, line: usize) -> Option<&str> {
        self.lines(file)?
            .get(line.checked_sub(1)?)
            .map(String::as_str)
    }

    fn lines(&mut self, file: &str) -> Option<&Vec<String>> {
        let lines = self.files.entry(file.to_owned()).or_insert_with(|| {
            let text = fs::read_to_string(find(file)?).ok()?;
            Some(text.lines().map(str::to_owned).collect())
        });
        lines.as_ref()
    }

    pub(super) fn name(&mut self, place: &Place) -> Option<String> {
        let before = self.line(&place.file, place.line - 1).map(str::to_owned);
        let line = self.line(&place.file, place.line)?;
        name(before.as_deref(), line, place.column)
    }
}

/// The compiler names files by the way it took from the workspace's root, and tests run in the folder
/// of their package.
fn find(file: &str) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut folders = here.ancestors().map(|folder| folder.join(file));
    folders.find(|path| path.is_file())
}

/// The path without its ways back: `tests/../ex01.rs` is `ex01.rs`.
fn tidy(file: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for component in Path::new(file).components() {
        match component {
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::CurDir => {}
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    let path = parts.join("/");
    path.strip_prefix("//")
        .map_or(path.clone(), |rest| format!("/{rest}"))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_path_takes_no_detours() {
        assert_eq!(
            tidy("exercises/ch01-a/tests/../ex01_b.rs"),
            "exercises/ch01-a/ex01_b.rs"
        );
        assert_eq!(
            tidy("exercises/c/tests/../../../solutions/c/e.rs"),
            "solutions/c/e.rs"
        );
        assert_eq!(tidy("/a/./b.rs"), "/a/b.rs");
    }
}
