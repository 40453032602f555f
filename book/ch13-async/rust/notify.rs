use tokio::sync::Notify;
use tokio::time::{Duration, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let wake = Notify::new();
    wake.notify_one();
    wake.notify_one();
    wake.notified().await;
    println!("awake");
    let again = timeout(Duration::from_secs(60), wake.notified()).await;
    println!("awake again: {}", again.is_ok());
}
