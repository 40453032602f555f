use std::thread;

fn main() {
    let ends: Vec<()> = ["one", "two"]
        .into_iter()
        .map(|name| thread::spawn(move || println!("{name}")))
        .map(|thread| thread.join().unwrap())
        .collect();
    assert_eq!(ends.len(), 2);
}
