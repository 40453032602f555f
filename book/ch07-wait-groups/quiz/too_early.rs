use std::thread;

fn main() {
    let mut greeting = String::from("hello");
    thread::scope(|scope| {
        scope.spawn(|| greeting.push_str(", world"));
        println!("{greeting}");
    });
}
