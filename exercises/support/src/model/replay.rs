//! Following a schedule that failed once through the interleavings of a program that was changed.

use std::collections::{HashMap, HashSet};
use std::panic::Location;
use std::sync::Mutex;
use std::time::Duration;

use interleaving::replay::{Replay, Schedule, Then, turns};
use interleaving::{FailureKind, Interleaving};

use super::current::{Broken, lock};
use super::recording::{At, Recording};
use super::story::{self, Sources};

/// The environment variable that names the file with the schedule that failed, as
/// [`Schedule`] writes it.
const VARIABLE: &str = "WORKBOOK_REPLAY";

/// Looks for the execution that follows the failed one furthest.
pub(crate) struct Follower {
    failed: Schedule,
    /// For each of its steps, whether its line is still in the program.
    unchanged: Vec<bool>,
    /// The lines of its steps.
    lines: HashSet<String>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    best: Option<(Likeness, Recording)>,
    sources: Sources,
    /// What is known of a place in the program: its line, and the name given there.
    places: HashMap<&'static Location<'static>, (Option<String>, Option<String>)>,
}

/// The greater the more alike; compared field by field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    /// How many steps of the schedule are taken, from the first on.
    steps: usize,
    /// How often a thread had to wait. Where a fix makes threads wait, that is what is to be seen.
    waits: usize,
}

impl Follower {
    /// What the workbook asks for, if it does.
    ///
    /// # Panics
    ///
    /// If the file it names cannot be read.
    pub(crate) fn requested() -> Option<Self> {
        let path = std::env::var_os(VARIABLE)?;
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
        let failed = Schedule::parse(&text)
            .unwrap_or_else(|| panic!("there is no schedule in {}", path.display()));
        Some(Self::new(failed))
    }

    fn new(failed: Schedule) -> Self {
        let mut sources = Sources::default();
        let lines = failed.steps.iter().map(|step| &step.line);
        let unchanged = lines.clone().map(|(file, text)| sources.has(file, text));
        Self {
            unchanged: unchanged.collect(),
            lines: lines.map(|(_, text)| text.clone()).collect(),
            state: Mutex::new(State {
                sources,
                ..State::default()
            }),
            failed,
        }
    }

    /// An execution that has passed.
    pub(crate) fn see(&self, recording: &Recording) {
        let state = &mut *lock(&self.state);
        let mut followed = 0;
        for step in &recording.steps {
            let Some(then) = self.failed.steps.get(followed) else {
                break;
            };
            if then.thread == step.thread && then.operation == format!("{:?}", step.operation) {
                let line = state.place(step.at).0.unwrap_or_default();
                let object = step.object.map(|it| &recording.objects[it]);
                let object = object.map_or_else(Default::default, |it| {
                    let name = state.place(it.at).1.filter(|_| it.kind != "channel");
                    (it.kind, name.unwrap_or_else(|| it.kind.to_owned()))
                });
                followed += usize::from(self.is_same(followed, then, &object, &line));
            }
        }
        let steps = recording.steps.iter();
        let likeness = Likeness {
            steps: followed,
            waits: steps.filter(|step| step.blocked_since.is_some()).count(),
        };
        if state.best.as_ref().is_none_or(|(most, _)| likeness > *most) {
            state.best = Some((likeness, recording.clone()));
        }
    }

    /// A line that is still there is the same only as itself; one that was changed, as any that is new.
    fn is_same(&self, index: usize, then: &Then, object: &(&str, String), line: &str) -> bool {
        let same_object = then.object.0 == object.0 && without_number(&then.object.1) == object.1;
        let changed = || !self.unchanged[index] && !self.lines.contains(line);
        same_object && (then.line.1 == line || changed())
    }

    /// What came of it, when no execution has failed.
    pub(crate) fn told(&self) -> Option<Replay> {
        let state = lock(&self.state);
        let (likeness, recording) = state.best.as_ref()?;
        // It passed, so there is no failure to be told of; but what was done is told in the same way.
        let none = Broken::new(FailureKind::NotExhausted, String::new());
        let now = story::tell(&none, recording, 0, Duration::ZERO);
        let step = |index: usize| {
            let then = self.failed.steps.get(index)?;
            Some((self.failed.threads[then.thread].clone(), then.label.clone()))
        };
        Some(Replay {
            turns: self.failed.turns(),
            steps: self.failed.steps.len(),
            followed: likeness.steps,
            last: likeness.steps.checked_sub(1).and_then(step),
            missing: step(likeness.steps),
            because: self.wait(&now),
            now: turns(&now),
        })
    }

    /// What a thread now waits for that did not wait for such a thing then.
    fn wait(&self, now: &Interleaving) -> Option<String> {
        let waited = |step: &&interleaving::Step| {
            let mut then = self.failed.steps.iter();
            let operation = format!("{:?}", step.operation);
            let waited_then =
                then.any(|it| it.waited && it.thread == step.thread && it.operation == operation);
            step.object.is_some() && step.blocked_since.is_some() && !waited_then
        };
        let step = now.steps.iter().find(waited)?;
        let who = &now.threads[step.thread].name;
        let what = step.object.map(|it| &now.objects[it].name)?;
        Some(format!("{who} now waits for `{what}`"))
    }
}

impl State {
    /// The line at a place, and the name that it gives.
    fn place(&mut self, at: At) -> (Option<String>, Option<String>) {
        let Some(location) = at else {
            return (None, None);
        };
        if let Some(known) = self.places.get(location) {
            return known.clone();
        }
        let place = self.sources.at(at);
        let name = place.as_ref().and_then(|place| self.sources.name(place));
        let known = (place.and_then(|place| place.source), name);
        self.places.insert(location, known.clone());
        known
    }
}

/// Objects that one line makes are numbered from the second on.
fn without_number(name: &str) -> &str {
    match name.rsplit_once(' ') {
        Some((base, number)) if number.bytes().all(|it| it.is_ascii_digit()) => base,
        _ => name,
    }
}
