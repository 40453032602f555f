use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let three_reads = async {
        for part in 1..=3 {
            sleep(Duration::from_secs(4)).await;
            println!("part {part}");
        }
        "a head"
    };
    let head = timeout(Duration::from_secs(5), three_reads).await;
    println!("{:?} after {} s", head.ok(), start.elapsed().as_secs());
}
