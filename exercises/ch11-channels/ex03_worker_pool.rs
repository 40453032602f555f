//! A pool of workers: they take jobs from one channel, and send their results through another.

use crossbeam::channel::{Receiver, Sender, unbounded};

/// Does `work` for each of the `jobs` on `workers` threads, of which each takes the next job when it is
/// done with its last. Returns what `work` returned for each job, in the order of the jobs.
///
/// An error is a result like any other: it stands where its job stood, and stops nobody. If `work`
/// panics, so does `run_all`, once the other workers have ended. There is at least one worker.
pub fn run_all<J, R, E, F>(workers: usize, jobs: Vec<J>, work: F) -> Vec<Result<R, E>>
where
    J: Send,
    R: Send,
    E: Send,
    F: Fn(J) -> Result<R, E> + Sync,
{
    let (job_sender, job_receiver): (Sender<(usize, J)>, Receiver<(usize, J)>) = unbounded();
    let (result_sender, result_receiver) = unbounded::<(usize, Result<R, E>)>();
    todo!("send the jobs, with their numbers; start the workers; put each result in its place")
}
