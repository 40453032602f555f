use std::pin::pin;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::{Duration, interval};

/// Adds up three numbers as they come. How far it is, `sum` knows, and nobody else.
async fn sum_of_three(numbers: &mut Receiver<u32>) -> u32 {
    let mut sum = 0;
    for _ in 0..3 {
        sum += numbers.recv().await.expect("it is open");
    }
    sum
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut numbers) = channel(1);
    tokio::spawn(async move {
        for number in [1, 20, 300] {
            tokio::time::sleep(Duration::from_secs(2)).await;
            sender.send(number).await.expect("somebody adds up");
        }
    });
    let mut ticks = interval(Duration::from_millis(2500));
    let mut summing = pin!(sum_of_three(&mut numbers));
    let sum = loop {
        tokio::select! {
            sum = &mut summing => break sum,
            _ = ticks.tick() => println!("tick"),
        }
    };
    println!("{sum}");
}
