use std::sync::mpsc::{Sender, channel};

use tokio::task::{spawn_blocking, yield_now};

async fn heart(beats: Sender<u32>) {
    for beat in 1..=3 {
        println!("beat {beat}");
        beats.send(beat).expect("the parser listens");
        yield_now().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (beats, heard) = channel();
    let heart = tokio::spawn(heart(beats));
    // So slow a parser that the heart beats three times meanwhile: it waits for that.
    let parser = spawn_blocking(move || heard.iter().take(3).sum::<u32>());
    println!("parsed: {}", parser.await.expect("no panic"));
    heart.await.expect("no panic");
}
