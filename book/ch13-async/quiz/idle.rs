use std::pin::pin;
use tokio::sync::mpsc::channel;
use tokio::time::{Duration, Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut messages) = channel(1);
    tokio::spawn(async move {
        for pause in [4, 4, 4, 20] {
            sleep(Duration::from_secs(pause)).await;
            let _ = sender.send(()).await;
        }
    });
    let start = Instant::now();
    let mut patience = pin!(sleep(Duration::from_secs(10)));
    loop {
        tokio::select! {
            _ = messages.recv() => println!("message at {} s", start.elapsed().as_secs()),
            _ = &mut patience => return println!("pinned: {} s", start.elapsed().as_secs()),
            _ = sleep(Duration::from_secs(10)) => return println!("new: {} s", start.elapsed().as_secs()),
        }
    }
}
