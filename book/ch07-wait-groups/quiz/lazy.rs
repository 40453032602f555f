use std::thread;

fn main() {
    let threads = [1, 2]
        .into_iter()
        .map(|n| thread::spawn(move || println!("thread {n}")));
    println!("main");
    for thread in threads {
        thread.join().unwrap();
    }
}
