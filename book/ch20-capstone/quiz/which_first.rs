use std::collections::VecDeque;

struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        println!("{} is dropped", self.0);
    }
}

/// Stands for a guard: what it guards is locked until it is dropped.
struct Guard {
    items: VecDeque<Noisy>,
    _lock: Noisy,
}

fn push(mut state: Guard, item: Noisy) -> usize {
    let _oldest = state.items.pop_front();
    state.items.push_back(item);
    println!("{} waits", state.items.len());
    std::mem::forget(std::mem::take(&mut state.items));
    1
}

fn main() {
    let guard = Guard {
        items: VecDeque::from([Noisy("the oldest item")]),
        _lock: Noisy("the lock"),
    };
    push(guard, Noisy("the new item"));
}
