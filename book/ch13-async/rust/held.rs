use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let room = Arc::new(Mutex::new(vec!["Ann"]));
    let (answer, answered) = oneshot::channel();

    let asks = tokio::spawn({
        let room = Arc::clone(&room);
        async move {
            let mut names = room.lock().await;
            // With the guard in its hand, it waits for somebody who needs the guard.
            names.push(answered.await.expect("there is an answer"));
        }
    });
    let answers = tokio::spawn(async move {
        let names = room.lock().await;
        let _ = answer.send(if names.is_empty() { "nobody" } else { "Bob" });
    });
    let both = async { tokio::join!(asks, answers) };
    match timeout(Duration::from_secs(3600), both).await {
        Ok(_) => println!("both are done"),
        Err(_) => println!("an hour later, both still wait"),
    }
}
