//! The limits of a model, and what is said when one is reached.

use std::time::Duration;

/// How far a model is explored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) preemptions: Option<usize>,
    pub(crate) executions: u64,
    pub(crate) steps: usize,
    pub(crate) time: Duration,
    /// Whether every load reads the newest value, so that only the order of steps can fail.
    pub(crate) newest: bool,
    /// Whether operations on an atomic take turns, so that a load hides none of them from loom.
    pub(crate) turns: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            preemptions: None,
            executions: 1_000_000,
            steps: 1_000,
            time: Duration::from_secs(7),
            newest: false,
            turns: false,
        }
    }
}

pub(crate) fn too_many_steps(limit: usize) -> String {
    format!(
        "one execution has more than {limit} steps. Does a thread spin for something that never \
         comes, or without `yield_now` or `spin_loop` in its loop? If the program is right, make it \
         smaller, or allow more with `Model::steps`"
    )
}

pub(crate) fn too_many_executions(limit: u64) -> String {
    format!(
        "not explored to its end: there are more than {limit} interleavings, and none of those that \
         were tried failed. Use fewer threads or fewer steps, allow more with `Model::executions`, \
         or bound the search with `Model::preemptions`"
    )
}

pub(crate) fn too_long(limit: Duration) -> String {
    format!(
        "not explored to its end: {} s were not enough, and none of the interleavings that were \
         tried failed. Use fewer threads or fewer steps, allow more with `Model::seconds`, or bound \
         the search with `Model::preemptions`",
        limit.as_secs()
    )
}

pub(crate) fn no_answer(limit: Duration) -> String {
    format!(
        "one execution did not end within {} s and takes no further step: a loop in it waits for \
         something without an operation of the model, or it blocks on something that is not the \
         model's",
        limit.as_secs()
    )
}
