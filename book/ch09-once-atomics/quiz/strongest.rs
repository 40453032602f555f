use std::sync::atomic::{AtomicBool, Ordering};

fn main() {
    let ready = AtomicBool::new(true);
    for order in [Ordering::Relaxed, Ordering::SeqCst, Ordering::AcqRel] {
        println!("{order:?}: {}", ready.load(order));
    }
}
