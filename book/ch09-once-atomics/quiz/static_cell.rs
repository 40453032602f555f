use std::cell::Cell;

static VISITS: Cell<u32> = Cell::new(0);

fn main() {
    VISITS.set(VISITS.get() + 1);
    println!("{}", VISITS.get());
}
