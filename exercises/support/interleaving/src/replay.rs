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

/// The threads of `interleaving` in the order of their turns: an index each.
pub fn order(interleaving: &Interleaving) -> Vec<usize> {
    let done = interleaving.steps.iter().filter(|step| !step.pending);
    let mut order: Vec<usize> = done.map(|step| step.thread).collect();
    order.dedup();
    order
}

/// Each step in a few words.
pub fn labels(interleaving: &Interleaving) -> Vec<String> {
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
