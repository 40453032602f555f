use tokio::sync::Notify;
use tokio::time::{Duration, timeout};

async fn heard(notify: &Notify) -> bool {
    timeout(Duration::from_secs(60), notify.notified())
        .await
        .is_ok()
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let notify = Notify::new();
    notify.notify_waiters();
    println!("after all were notified: {}", heard(&notify).await);
    notify.notify_one();
    notify.notify_one();
    println!("after two notifications: {}", heard(&notify).await);
    println!("and again: {}", heard(&notify).await);
}
