use std::thread;

use crossbeam::channel::bounded;

fn main() {
    let (job_sender, jobs) = bounded(1);
    let (result_sender, results) = bounded(1);
    thread::spawn(move || {
        for job in jobs {
            result_sender.send(job * job).expect("there is a receiver");
        }
    });

    for job in 1..=10 {
        job_sender.send(job).expect("there is a worker");
    }
    drop(job_sender);
    println!("{}", results.iter().sum::<i32>());
}
