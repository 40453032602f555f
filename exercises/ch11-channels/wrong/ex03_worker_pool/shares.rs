//! Mistake: each worker gets its share of the jobs before it begins, so that one slow job holds up those behind it.
//! Rejected by: results_are_in_the_order_of_the_jobs (times out)

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
    let mut shares: Vec<Vec<(usize, J)>> = (0..workers).map(|_| Vec::new()).collect();
    for (number, job) in jobs.into_iter().enumerate() {
        shares[number % workers].push((number, job));
    }
    let (result_sender, result_receiver) = unbounded();
    thread::scope(|scope| {
        for jobs in shares {
            let results = result_sender.clone();
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
