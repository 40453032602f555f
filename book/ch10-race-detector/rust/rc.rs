use std::sync::Arc;
use std::thread;

struct Settings {
    greeting: String,
}

fn main() {
    let settings = Arc::new(Settings {
        greeting: "hello".to_owned(),
    });
    let workers: Vec<_> = ["ann", "bob"]
        .into_iter()
        .map(|name| {
            let settings = Arc::clone(&settings);
            thread::spawn(move || format!("{}, {name}", settings.greeting))
        })
        .collect();
    for worker in workers {
        println!("{}", worker.join().expect("no worker panics"));
    }
    println!("shared by {} after that", Arc::strong_count(&settings));
}
