use std::thread;

fn main() {
    let mut numbers = [1, 2, 3, 4];
    thread::scope(|scope| {
        for part in numbers.chunks_mut(2) {
            scope.spawn(|| part[0] = 0);
        }
        println!("{numbers:?}");
    });
}
