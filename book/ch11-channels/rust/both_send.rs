use std::thread;

use crossbeam::channel::bounded;

fn main() {
    let (to_ann, from_bob) = bounded(1);
    let (to_bob, from_ann) = bounded(1);
    let bob = thread::spawn(move || {
        to_ann.send("greetings from Bob").expect("Ann is there");
        from_ann.recv().expect("Ann has written")
    });
    to_bob.send("greetings from Ann").expect("Bob is there");
    println!("Ann reads: {}", from_bob.recv().expect("Bob has written"));
    println!("Bob reads: {}", bob.join().expect("no panic"));
}
