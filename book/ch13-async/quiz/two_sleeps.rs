use std::time::Duration;

use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let short = sleep(Duration::from_secs(2));
    let long = sleep(Duration::from_secs(3));
    short.await;
    long.await;
    println!("{} s", start.elapsed().as_secs());
}
