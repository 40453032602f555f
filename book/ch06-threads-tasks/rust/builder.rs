use std::io;
use std::thread::{self, Builder};

fn levels(n: u64) -> u64 {
    if n == 0 { 0 } else { levels(n - 1) + 1 }
}

fn main() -> io::Result<()> {
    let deep = Builder::new()
        .stack_size(512 << 20)
        .spawn(|| levels(1_000_000))?;
    println!("{} levels", deep.join().expect("no panic"));

    // In a scope, where threads may borrow.
    let depth = 1_000;
    let shallow = thread::scope(|scope| {
        let builder = Builder::new().stack_size(256 << 10);
        let thread = builder.spawn_scoped(scope, || levels(depth))?;
        Ok::<_, io::Error>(thread.join().expect("no panic"))
    });
    println!("{} levels", shallow?);

    let absurd = Builder::new().stack_size(usize::MAX / 8).spawn(|| ());
    println!("a thread with such a stack: {}", absurd.is_ok());
    Ok(())
}
