use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio::{join, try_join};

async fn fetch(who: &str, seconds: u64) -> Result<&str, String> {
    sleep(Duration::from_secs(seconds)).await;
    match who {
        "Bob" => Err("Bob is not there".to_owned()),
        _ => Ok(who),
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let ann = "Ann".to_owned();
    let start = Instant::now();
    println!("{:?}", join!(fetch(&ann, 3), fetch("Bob", 1)));
    println!("after {} s", start.elapsed().as_secs());

    let start = Instant::now();
    println!("{:?}", try_join!(fetch(&ann, 3), fetch("Bob", 1)));
    println!("after {} s", start.elapsed().as_secs());
}
