use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;
use tokio::task::yield_now;

#[derive(Default)]
struct Till {
    total: Mutex<u32>,
}

impl Till {
    /// No `async`, so no `.await`, so no guard that lives across one.
    fn add(&self, amount: u32) {
        *self.total.lock().unwrap() += amount;
    }

    async fn take(&self, amount: u32, rate: impl Future<Output = u32>) {
        let rate = rate.await;
        self.add(amount * rate);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let till = Arc::new(Till::default());
    let (answer, rate) = oneshot::channel();
    let takes = tokio::spawn({
        let till = Arc::clone(&till);
        async move { till.take(2, async { rate.await.expect("an answer") }).await }
    });
    yield_now().await;
    println!("somebody asks for a rate, and {:?}", till.total.try_lock());
    answer.send(3).expect("it is waited for");
    takes.await.expect("no panic");
    println!("{:?}", till.total.lock().unwrap());
}
