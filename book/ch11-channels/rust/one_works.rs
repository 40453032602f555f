use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let (sender, receiver) = channel();
    for job in 1..=4 {
        sender.send(job).expect("there is a receiver");
    }
    drop(sender);

    let jobs = Mutex::new(receiver);
    let worker = || {
        while let Ok(job) = jobs.lock().unwrap().recv() {
            // Here the work is done. Can the other worker get a job meanwhile?
            println!("job {job}, jobs can be had: {}", jobs.try_lock().is_ok());
        }
    };
    thread::scope(|scope| {
        scope.spawn(worker);
        scope.spawn(worker);
    });
}
