use std::cell::Cell;
use std::sync::Mutex;
use std::thread;

fn main() {
    let bytes = Mutex::new(Cell::new(0_u64));
    thread::scope(|scope| {
        for size in [100, 50] {
            let bytes = &bytes;
            scope.spawn(move || {
                let bytes = bytes.lock().unwrap();
                bytes.set(bytes.get() + size);
            });
        }
    });
    println!("{}", bytes.into_inner().unwrap().get());
}
