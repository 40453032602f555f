use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let (failed, failure) = channel();
    let failure = Mutex::new(failure);
    let result: Result<(), &str> = thread::scope(|scope| {
        let waits = scope.spawn(|| {
            // Until the other one has failed.
            let _ = failure.lock().unwrap().recv();
            Err("canceled")
        });
        let fails = scope.spawn(move || {
            failed.send(()).unwrap();
            Err("no route to Lima")
        });
        [waits, fails]
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    println!("{result:?}");
}
