use std::sync::Barrier;
use std::thread;

use crossbeam::channel::unbounded;

fn main() {
    let (sender, jobs) = unbounded();
    for job in 1..=4 {
        sender.send(job).expect("there is a receiver");
    }
    drop(sender);

    let (done_by, done) = unbounded();
    let both = Barrier::new(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            let (jobs, done_by, both) = (jobs.clone(), done_by.clone(), &both);
            scope.spawn(move || {
                for job in jobs {
                    // Nobody gets past this line alone.
                    both.wait();
                    done_by.send(job).expect("there is a receiver");
                }
            });
        }
        drop(done_by);
    });
    let mut done: Vec<i32> = done.iter().collect();
    done.sort();
    println!("done, two at a time: {done:?}");
}
