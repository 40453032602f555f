//! What has become of a schedule that failed once, in a program that was changed since.

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::{Interleaving, Operation};

/// How many turns are told, and how many steps of one.
const TURNS: usize = 12;
const STEPS: usize = 6;

/// Of all interleavings of the changed program, none of which fails, the one that follows the schedule
/// which once did the furthest.
///
/// A step is the same if the same thread does the same to the same object, on a line that is the same
/// or that was changed. Steps may have come in between. So this is a comparison, not a proof: the proof
/// is that all interleavings pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The threads in the order of their turns, in the schedule that failed.
    pub turns: Vec<String>,
    /// How many steps that schedule has, up to its failure.
    pub steps: usize,
    /// How many of them, from the first on, the program can still take in that order.
    pub followed: usize,
    /// The last one that it can take: whose, and what it does. None if it can take none.
    pub last: Option<(String, String)>,
    /// The first one that it cannot take any more. None if it can take them all.
    pub missing: Option<(String, String)>,
    /// What a thread now waits for, where it did not wait then.
    pub because: Option<String>,
    /// What happens now, turn by turn.
    pub now: Vec<Turn>,
}

/// What one thread does until another goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The thread's name.
    pub thread: String,
    /// What it does, a step in a few words each.
    pub steps: Vec<String>,
}

impl Replay {
    /// It in sentences and a list, each line ended by `\n`.
    pub fn text(&self) -> String {
        let mut text = format!("The schedule that failed: {}.\n", self.turns.join(", "));
        match (&self.missing, &self.last) {
            (None, _) => text.push_str("It can still happen, step by step, and does no harm now"),
            (Some((who, what)), Some((before, done))) => text.push_str(&format!(
                "It cannot happen any more: after `{done}` of {before}, `{what}` of {who} no longer comes"
            )),
            (Some((who, what)), None) => text.push_str(&format!(
                "It cannot happen any more: it does not begin with `{what}` of {who}"
            )),
        }
        match &self.because {
            Some(because) => text.push_str(&format!("; {because}.\n")),
            None => text.push_str(".\n"),
        }
        text.push_str("What comes closest to it now:\n");
        for turn in self.now.iter().take(TURNS) {
            let mut steps = turn.steps.iter().take(STEPS).cloned().collect::<Vec<_>>();
            if turn.steps.len() > STEPS {
                steps.push(format!("{} more", turn.steps.len() - STEPS));
            }
            text.push_str(&format!("  {}: {}\n", turn.thread, steps.join("; ")));
        }
        if self.now.len() > TURNS {
            text.push_str(&format!("  … {} more turns\n", self.now.len() - TURNS));
        }
        text
    }
}

/// What is compared of a schedule that failed. The workbook hands it to the test that is to follow it,
/// as text: a line a thread, then a line a step, fields separated by tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The threads' names.
    pub threads: Vec<String>,
    /// The steps up to the failure, which is none of them.
    pub steps: Vec<Then>,
}

/// A step of a schedule that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Then {
    /// Which thread's: an index into [`Schedule::threads`].
    pub thread: usize,
    /// The name of the [`Operation`].
    pub operation: String,
    /// The type and the name of its object; both empty if it has none.
    pub object: (String, String),
    /// The file, and the line's text; both empty if they are not known.
    pub line: (String, String),
    /// What it does, in a few words.
    pub label: String,
    /// Whether the thread had to wait.
    pub waited: bool,
}

impl Schedule {
    /// The schedule of an execution that failed.
    pub fn new(interleaving: &Interleaving) -> Self {
        let labels = labels(interleaving);
        let done = interleaving.steps.iter().zip(labels);
        let done = done.filter(|(step, _)| !step.pending && step.operation != Operation::Panic);
        let steps = done.map(|(step, label)| {
            let object = step.object.map(|it| &interleaving.objects[it]);
            let place = step.place.as_ref();
            let line = place.and_then(|it| Some((it.file.clone(), it.source.clone()?)));
            Then {
                thread: step.thread,
                operation: format!("{:?}", step.operation),
                object: object
                    .map_or_else(Default::default, |it| (it.kind.clone(), it.name.clone())),
                line: line.unwrap_or_default(),
                label,
                waited: step.blocked_since.is_some(),
            }
        });
        let threads = interleaving.threads.iter().map(|it| it.name.clone());
        Self {
            threads: threads.collect(),
            steps: steps.collect(),
        }
    }

    /// The threads in the order of their turns.
    pub fn turns(&self) -> Vec<String> {
        let mut order: Vec<usize> = self.steps.iter().map(|step| step.thread).collect();
        order.dedup();
        order
            .into_iter()
            .map(|it| self.threads[it].clone())
            .collect()
    }

    /// It as text. Tabs and ends of lines within a field become blanks.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |fields: &[&str]| {
            let fields = fields.iter().map(|it| it.replace(['\t', '\n', '\r'], " "));
            text.push_str(&fields.collect::<Vec<_>>().join("\t"));
            text.push('\n');
        };
        for thread in &self.threads {
            line(&["thread", thread]);
        }
        for step in &self.steps {
            line(&[
                "step",
                &step.thread.to_string(),
                &step.operation,
                &step.object.0,
                &step.object.1,
                &step.line.0,
                &step.line.1,
                &step.label,
                if step.waited { "waited" } else { "" },
            ]);
        }
        text
    }

    /// Reads what [`text`](Self::text) has written. None if it is no such text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut schedule = Self {
            threads: Vec::new(),
            steps: Vec::new(),
        };
        for line in text.lines() {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["thread", name] => schedule.threads.push((*name).to_owned()),
                [
                    "step",
                    thread,
                    operation,
                    kind,
                    name,
                    file,
                    source,
                    label,
                    waited,
                ] => {
                    let thread = thread.parse().ok()?;
                    schedule.threads.get::<usize>(thread)?;
                    schedule.steps.push(Then {
                        thread,
                        operation: (*operation).to_owned(),
                        object: ((*kind).to_owned(), (*name).to_owned()),
                        line: ((*file).to_owned(), (*source).to_owned()),
                        label: (*label).to_owned(),
                        waited: *waited == "waited",
                    });
                }
                _ => return None,
            }
        }
        Some(schedule)
    }
}

/// Each step in a few words.
fn labels(interleaving: &Interleaving) -> Vec<String> {
    let facts = Facts::new(interleaving);
    let steps = 0..interleaving.steps.len();
    steps.map(|index| facts.label(index).head).collect()
}

/// What the threads do, turn by turn.
pub fn turns(interleaving: &Interleaving) -> Vec<Turn> {
    let labels = labels(interleaving);
    let mut turns: Vec<(usize, Turn)> = Vec::new();
    for (index, step) in interleaving.steps.iter().enumerate() {
        if step.pending || step.operation == Operation::End {
            continue;
        }
        let told = labels[index].clone();
        match turns.last_mut() {
            Some((thread, turn)) if *thread == step.thread => turn.steps.push(told),
            _ => {
                let thread = interleaving.threads[step.thread].name.clone();
                let steps = vec![told];
                turns.push((step.thread, Turn { thread, steps }));
            }
        }
    }
    turns.into_iter().map(|(_, turn)| turn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_read_as_it_was_written() {
        let step = |thread, waited| Then {
            thread,
            operation: "Load".to_owned(),
            object: ("AtomicUsize".to_owned(), "count".to_owned()),
            line: (String::new(), String::new()),
            label: "load count → 0".to_owned(),
            waited,
        };
        let schedule = Schedule {
            threads: vec!["main".to_owned(), "a b".to_owned()],
            steps: vec![step(0, false), step(1, true), step(1, false)],
        };
        assert_eq!(Schedule::parse(&schedule.text()), Some(schedule.clone()));
        assert_eq!(schedule.turns(), ["main", "a b"]);
        assert_eq!(Schedule::parse("step\t0\tLoad\t\t\t\t\t\t\n"), None);
        assert_eq!(Schedule::parse("{}"), None);
    }
}
