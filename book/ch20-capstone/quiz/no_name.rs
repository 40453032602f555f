use std::cell::Cell;

struct Gate {
    inside: Cell<u32>,
}

struct Pass<'a>(&'a Gate);

impl Gate {
    fn enter(&self) -> Option<Pass<'_>> {
        self.inside.set(self.inside.get() + 1);
        Some(Pass(self))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.inside.set(self.0.inside.get() - 1);
    }
}

fn main() {
    let gate = Gate {
        inside: Cell::new(0),
    };
    if gate.enter().is_some() {
        println!("{} inside", gate.inside.get());
    }
    if let Some(_) = gate.enter() {
        println!("{} inside", gate.inside.get());
    }
    let Some(_) = gate.enter() else { return };
    println!("{} inside", gate.inside.get());
}
