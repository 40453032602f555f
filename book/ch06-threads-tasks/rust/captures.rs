use std::sync::Arc;
use std::thread;

fn main() {
    // Each iteration has a `number`, and `move` puts it into the closure.
    let closures: Vec<_> = (0..3).map(|number| move || number).collect();
    for closure in &closures {
        println!("{}", closure());
    }

    // What belongs to all of them: a clone of the `Arc` for each.
    let words = Arc::new(vec!["hello", "world"]);
    let threads: Vec<_> = (0..2)
        .map(|number| {
            let words = Arc::clone(&words);
            thread::spawn(move || words[number])
        })
        .collect();
    for thread in threads {
        println!("{}", thread.join().expect("there are two words"));
    }
}
