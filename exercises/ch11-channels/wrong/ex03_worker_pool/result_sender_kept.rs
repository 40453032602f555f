//! Mistake: the result channel has one more sender, which nobody drops.
//! Rejected by: workers_without_a_job_go_home (times out)

use std::thread;

use crossbeam::channel::unbounded;

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
    let mut results: Vec<Option<Result<R, E>>> = jobs.iter().map(|_| None).collect();
    let (job_sender, job_receiver) = unbounded();
    for job in jobs.into_iter().enumerate() {
        job_sender.send(job).expect("we hold a receiver");
    }
    drop(job_sender);
    let (result_sender, result_receiver) = unbounded();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (jobs, results) = (job_receiver.clone(), result_sender.clone());
            let work = &work;
            scope.spawn(move || {
                for (number, job) in jobs {
                    let outcome = work(job);
                    results
                        .send((number, outcome))
                        .expect("results are taken until the last worker has ended");
                }
            });
        }
        for (number, outcome) in result_receiver {
            results[number] = Some(outcome);
        }
    });
    results
        .into_iter()
        .map(|outcome| outcome.expect("the scope panics if a worker has"))
        .collect()
}
