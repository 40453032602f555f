use std::cell::RefCell;
use std::sync::Arc;
use std::thread;

fn main() {
    let numbers = Arc::new(RefCell::new(vec![1, 2]));
    let copy = Arc::clone(&numbers);
    let adding = thread::spawn(move || copy.borrow_mut().push(3));
    adding.join().unwrap();
    println!("{}", numbers.borrow().len());
}
