use std::cell::Cell;

fn take(next: &Cell<u32>) -> u32 {
    let number = next.get() + 1;
    next.set(number);
    println!("number {number} is taken");
    number
}

async fn late(next: &Cell<u32>) {
    let number = take(next);
    println!("{number} is served, late");
}

fn early(next: &Cell<u32>) -> impl Future<Output = ()> {
    let number = take(next);
    async move { println!("{number} is served, early") }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let next = Cell::new(0);
    let late = late(&next);
    println!("`late` is called");
    let early = early(&next);
    println!("`early` is called");
    late.await;
    early.await;
}
