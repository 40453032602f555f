//! Calling, from `&mut self`, a closure that can be called only once.

struct Later<F: FnOnce()> {
    action: Option<F>,
}

impl<F: FnOnce()> Later<F> {
    fn run(&mut self) {
        match self.action.take() {
            Some(action) => action(),
            None => println!("there is nothing left to run"),
        }
    }
}

fn main() {
    let mut later = Later {
        action: Some(|| println!("the action runs")),
    };
    later.run();
    later.run();
}
