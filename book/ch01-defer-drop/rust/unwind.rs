//! A panic on its way through a function.

use std::panic::{AssertUnwindSafe, catch_unwind};

struct Line(&'static str);

impl Drop for Line {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn handle(handler: impl FnOnce()) {
    let _line = Line("a value's end: this runs");
    handler();
    println!("the statement after the call: this does not");
}

fn main() {
    // As Go's `recover` would: not how errors are handled, but servers do it around handlers.
    let end = catch_unwind(AssertUnwindSafe(|| handle(|| panic!("broken handler"))));
    println!(
        "the caller goes on: {}",
        if end.is_err() {
            "there was a panic"
        } else {
            "no panic"
        }
    );
}
