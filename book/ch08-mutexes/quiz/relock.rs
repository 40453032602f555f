use std::sync::Mutex;

fn main() {
    let jobs = Mutex::new(vec![1]);
    for _ in 0..2 {
        if let Some(job) = jobs.lock().unwrap().pop() {
            println!("runs {job}, others may lock: {}", jobs.try_lock().is_ok());
        } else {
            jobs.lock().unwrap().push(2);
            println!("adds 2");
        }
    }
}
