//! Mistake: the workers share one receiver behind a mutex, and `while let` holds the guard while the job is done: one works, the others wait.
//! Rejected by: all_workers_work_at_once (times out)

use std::sync::Mutex;
use std::sync::mpsc::channel;
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
    let (job_sender, job_receiver) = channel();
    for job in jobs.into_iter().enumerate() {
        job_sender.send(job).expect("we hold a receiver");
    }
    drop(job_sender);
    let job_receiver = Mutex::new(job_receiver);
    let (result_sender, result_receiver) = unbounded();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (jobs, results) = (&job_receiver, result_sender.clone());
            let work = &work;
            scope.spawn(move || {
                while let Ok((number, job)) = jobs.lock().unwrap().recv() {
                    let outcome = work(job);
                    results
                        .send((number, outcome))
                        .expect("results are taken until the last worker has ended");
                }
            });
        }
        drop(result_sender);
        for (number, outcome) in result_receiver {
            results[number] = Some(outcome);
        }
    });
    results
        .into_iter()
        .map(|outcome| outcome.expect("the scope panics if a worker has"))
        .collect()
}
