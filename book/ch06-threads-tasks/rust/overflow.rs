use std::env;
use std::panic::catch_unwind;
use std::process::Command;
use std::thread;

// ANCHOR: deep
fn levels(n: u64) -> u64 {
    if n == 0 { 0 } else { levels(n - 1) + 1 }
}

fn try_it() {
    let deep = thread::Builder::new().name("deep".to_owned());
    let thread = deep.spawn(|| catch_unwind(|| levels(1_000_000)));
    let result = thread.expect("a thread").join();
    println!("nobody gets here: {result:?}");
}
// ANCHOR_END: deep

fn main() {
    if env::args().len() > 1 {
        return try_it();
    }
    // The program runs itself, to see how that ends.
    let itself = env::current_exe().expect("its own path");
    let child = Command::new(itself).arg("try it").output().expect("runs");
    let said = String::from_utf8_lossy(&child.stderr);
    let overflow = said.lines().find(|line| line.contains("overflowed"));
    // Without the number that the system gave the thread.
    let words: Vec<&str> = overflow
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.starts_with('('))
        .collect();
    println!("it said: {}", words.join(" "));
    println!("it printed: {:?}", String::from_utf8_lossy(&child.stdout));
    println!("it ended well: {}", child.status.success());
}
