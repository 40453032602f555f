use std::time::Duration;

use tokio::select;
use tokio::time::sleep;

struct Says(String);

impl Drop for Says {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

async fn ask(server: &str, seconds: u64) -> String {
    let _end = Says(format!("the question to {server} is gone"));
    println!("{server} is asked");
    sleep(Duration::from_secs(seconds)).await;
    format!("answered by {server}")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let answer = select! {
        biased;
        answer = ask("north", 2) => answer,
        answer = ask("south", 1) => answer,
    };
    println!("{answer}");
    sleep(Duration::from_secs(3600)).await;
    println!("an hour later, nobody else has answered");
}
