use std::sync::Mutex;
use std::thread;

fn main() {
    let names = Mutex::new(vec!["ann"]);
    thread::scope(|scope| {
        let guard = names.lock().unwrap();
        let adding = scope.spawn(|| names.lock().unwrap().push("bob"));
        adding.join().unwrap();
        println!("{guard:?}");
    });
}
