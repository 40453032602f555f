use std::cell::RefCell;

fn main() {
    let waiting = RefCell::new(vec!["ann"]);
    match waiting.borrow_mut().pop() {
        Some(name) => {
            waiting.borrow_mut().push("bob");
            println!("{name} is served, and bob waits");
        }
        None => println!("nobody waits"),
    }
}
