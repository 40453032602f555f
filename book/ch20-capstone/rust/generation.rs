/// Where, and how often the place had been left before.
#[derive(Clone, Copy, Debug)]
struct Id {
    index: usize,
    generation: u32,
}

struct Slot {
    generation: u32,
    name: Option<&'static str>,
}

fn find(slots: &[Slot], id: Id) -> Option<&'static str> {
    let slot = slots.get(id.index)?;
    if slot.generation != id.generation {
        return None;
    }
    slot.name
}

fn main() {
    let mut slots = [Slot {
        generation: 0,
        name: Some("alice"),
    }];
    let alice = Id {
        index: 0,
        generation: 0,
    };
    println!("{alice:?} finds {:?}", find(&slots, alice));

    // Alice leaves, and bob takes the slot.
    slots[0].name = None;
    slots[0].generation += 1;
    slots[0].name = Some("bob");
    let bob = Id {
        index: 0,
        generation: 1,
    };
    println!("{alice:?} finds {:?}", find(&slots, alice));
    println!("{bob:?} finds {:?}", find(&slots, bob));
}
