//! The jobs that pages ask for, done one after the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::message::Job;

/// A queue of jobs. It cannot grow beyond what there is to check and to run: a job that waits already
/// is not put in again.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// Told when there may be something to do.
    pushed: Notify,
}

#[derive(Debug, Default)]
struct State {
    running: Option<(Job, Arc<Notify>)>,
    waiting: VecDeque<Job>,
}

/// A job whose turn has come. The queue goes on when it is dropped.
pub(super) struct Turn<'a> {
    queue: &'a Queue,
    pub(super) job: Job,
    canceled: Arc<Notify>,
}

/// What was found to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The job runs; its [`Turn`] is told.
    Running,
    /// It waited, and does no more.
    Waiting,
    /// It is not there: it has just ended, perhaps.
    Nothing,
}

impl Queue {
    /// Puts a job at the end, unless it waits already. The same job as the one that runs is put in:
    /// what it works on may have changed since it began.
    pub(super) fn push(&self, job: Job) {
        let mut state = self.state();
        if !state.waiting.contains(&job) {
            state.waiting.push_back(job);
        }
        drop(state);
        self.pushed.notify_one();
    }

    /// Waits for a job and for its turn.
    pub(super) async fn turn(&self) -> Turn<'_> {
        loop {
            if let Some(turn) = self.next() {
                return turn;
            }
            self.pushed.notified().await;
        }
    }

    fn next(&self) -> Option<Turn<'_>> {
        let mut state = self.state();
        if state.running.is_some() {
            return None;
        }
        let job = state.waiting.pop_front()?;
        let canceled = Arc::new(Notify::new());
        state.running = Some((job.clone(), Arc::clone(&canceled)));
        Some(Turn {
            queue: self,
            job,
            canceled,
        })
    }

    /// Ends or takes back every such job: the one that runs and the one that waits.
    pub(super) fn cancel(&self, job: &Job) -> Found {
        let mut state = self.state();
        let before = state.waiting.len();
        state.waiting.retain(|it| it != job);
        let waited = state.waiting.len() < before;
        match &state.running {
            Some((running, canceled)) if running == job => {
                canceled.notify_one();
                Found::Running
            }
            _ if waited => Found::Waiting,
            _ => Found::Nothing,
        }
    }

    /// The job that runs, and those that wait, first come first.
    pub(super) fn jobs(&self) -> (Option<Job>, Vec<Job>) {
        let state = self.state();
        let running = state.running.as_ref().map(|(job, _)| job.clone());
        (running, state.waiting.iter().cloned().collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Waits until the job is canceled.
    pub(super) async fn canceled(&self) {
        self.canceled.notified().await;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.queue.state().running = None;
        self.queue.pushed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str) -> Job {
        Job::Check(id.to_owned())
    }

    #[test]
    fn jobs_take_turns_and_none_waits_twice() {
        let queue = Queue::default();
        for id in ["a", "b", "a"] {
            queue.push(check(id));
        }
        assert_eq!(queue.jobs(), (None, vec![check("a"), check("b")]));
        let turn = queue.next().expect("the first");
        assert!(queue.next().is_none(), "one at a time");
        for _ in 0..3 {
            queue.push(check("a"));
        }
        assert_eq!(
            queue.jobs(),
            (Some(check("a")), vec![check("b"), check("a")])
        );
        drop(turn);
        assert_eq!(queue.next().expect("the second").job, check("b"));
    }

    #[tokio::test]
    async fn a_cancel_reaches_its_job_and_no_other() {
        let queue = Queue::default();
        assert_eq!(queue.cancel(&check("a")), Found::Nothing);
        queue.push(check("a"));
        assert_eq!(queue.cancel(&check("a")), Found::Waiting);
        queue.push(check("a"));
        queue.push(check("b"));
        let turn = queue.turn().await;
        assert_eq!(queue.cancel(&check("a")), Found::Running);
        turn.canceled().await;
        drop(turn);
        let turn = queue.turn().await;
        let canceled = tokio::time::timeout(std::time::Duration::from_millis(10), turn.canceled());
        assert!(canceled.await.is_err(), "b was not canceled");
    }
}
