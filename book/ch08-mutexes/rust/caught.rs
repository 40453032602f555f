use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

fn main() {
    let lock = Mutex::new(());

    let unwinding = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock.lock().unwrap();
        panic!("on its way out it drops the guard");
    }));
    println!("{}, poisoned: {}", unwinding.is_err(), lock.is_poisoned());

    lock.clear_poison();
    let guard = lock.lock().unwrap();
    let caught = catch_unwind(|| panic!("it does not come to the guard"));
    drop(guard);
    println!("{}, poisoned: {}", caught.is_err(), lock.is_poisoned());
}
