use std::thread;

fn main() {
    let mut said = 0;
    thread::scope(|scope| {
        scope.spawn(|| panic!("lost my voice"));
        scope.spawn(|| said += 1);
    });
    println!("said: {said}");
}
