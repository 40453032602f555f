use std::time::Duration;

use tokio::time::{Instant, sleep};

async fn fetch(who: &str, takes: Duration) -> &str {
    println!("asking for {who}");
    sleep(takes).await;
    println!("{who} has answered");
    who
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let ann = fetch("Ann", Duration::from_secs(1));
    let bob = fetch("Bob", Duration::from_secs(2));
    println!("both are called");
    println!("{} and {}", ann.await, bob.await);
    println!("{}s", start.elapsed().as_secs());
}
