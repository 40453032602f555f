use std::pin::pin;
use tokio::sync::Notify;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let wake = Notify::new();
    let mut first = Box::pin(wake.notified());
    let mut second = pin!(wake.notified());
    // Both get in line, as a first poll would have it.
    first.as_mut().enable();
    second.as_mut().enable();
    wake.notify_one();
    drop(first);
    second.await;
    println!("the second was notified");
}
