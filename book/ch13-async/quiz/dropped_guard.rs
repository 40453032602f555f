use std::sync::{Arc, Mutex};

use tokio::task::yield_now;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count = Arc::new(Mutex::new(0));
    let counts = tokio::spawn({
        let count = Arc::clone(&count);
        async move {
            let mut guard = count.lock().unwrap();
            *guard += 1;
            drop(guard);
            yield_now().await;
        }
    });
    counts.await.expect("no panic");
    println!("{}", count.lock().unwrap());
}
