use std::sync::Mutex;
use std::thread;

fn main() {
    let (visits, last) = (Mutex::new(0), Mutex::new("nobody"));
    thread::scope(|scope| {
        let handler = scope.spawn(|| {
            *visits.lock().unwrap() += 1;
            let mut last = last.lock().unwrap();
            *last = "ann";
            panic!("broken handler");
        });
        let _ = handler.join();
    });
    println!("{}, {}", visits.is_poisoned(), last.is_poisoned());
    let name = *last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    println!("{name}, {}", last.is_poisoned());
}
