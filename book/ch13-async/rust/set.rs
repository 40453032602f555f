use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

struct Says(String);

impl Drop for Says {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

async fn fetch(who: &str, seconds: u64) -> String {
    let _end = Says(format!("  the task for {who} is gone"));
    sleep(Duration::from_secs(seconds)).await;
    format!("{who} after {seconds} s")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut tasks = JoinSet::new();
    for (who, seconds) in [("Ann", 3), ("Bob", 1), ("Cid", 9), ("Dan", 2)] {
        tasks.spawn(fetch(who, seconds));
    }
    for _ in 0..3 {
        let result = tasks.join_next().await.expect("there is one left");
        println!("{}", result.expect("no panic"));
    }
    tasks.abort_all();
    println!("aborted");
    tasks.shutdown().await;
    println!("shut down");
}
