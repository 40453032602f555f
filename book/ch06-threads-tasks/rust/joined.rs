use std::thread;

fn greeter(word: &str) -> usize {
    println!("{word}");
    word.len()
}

fn main() {
    let hello = thread::spawn(|| greeter("hello"));
    let length = hello.join().expect("the greeter does not panic");
    println!("main is done; {length} letters were said");
}
