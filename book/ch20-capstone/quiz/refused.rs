use std::cell::Cell;

struct Permit<'a>(&'a Cell<i32>);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

fn admit(open: &Cell<i32>) -> Option<Permit<'_>> {
    let permit = Permit(open);
    if open.get() >= 1 {
        return None;
    }
    open.set(open.get() + 1);
    Some(permit)
}

fn main() {
    let open = Cell::new(0);
    let first = admit(&open);
    let second = admit(&open);
    let admitted = [&first, &second].map(|it| it.is_some());
    println!("{admitted:?} open: {}", open.get());
    drop(first);
    println!("open: {}", open.get());
}
