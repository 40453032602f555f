use std::thread;
use std::time::Duration;

fn greeter(word: &str) {
    for _ in 0..3 {
        thread::sleep(Duration::from_millis(100));
        println!("{word}");
    }
}

fn main() {
    thread::spawn(|| greeter("hello"));
    println!("main is done");
}
