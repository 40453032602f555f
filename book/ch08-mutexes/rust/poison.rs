use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

fn main() {
    let balances = Mutex::new([100, 0]);

    let end = catch_unwind(AssertUnwindSafe(|| {
        let mut balances = balances.lock().unwrap();
        balances[0] -= 30;
        panic!("no such printer");
    }));
    println!("panicked: {}", end.is_err());

    // ANCHOR: after
    match balances.lock() {
        Ok(_) => unreachable!(),
        Err(poisoned) => println!("{poisoned}"),
    }

    let mut guard = balances.lock().unwrap_or_else(PoisonError::into_inner);
    println!("there are {:?}", *guard);
    *guard = [100, 0];
    balances.clear_poison();
    drop(guard);

    println!("poisoned: {}", balances.is_poisoned());
    println!("there are {:?}", *balances.lock().unwrap());
    // ANCHOR_END: after
}
