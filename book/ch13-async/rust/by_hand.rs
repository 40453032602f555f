use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Pending once, then ready.
async fn pause() {
    let mut paused = false;
    poll_fn(|_| match std::mem::replace(&mut paused, true) {
        false => Poll::Pending,
        true => Poll::Ready(()),
    })
    .await;
}

async fn greet(who: &str) -> usize {
    println!("  hello, {who}");
    pause().await;
    println!("  how are you, {who}?");
    pause().await;
    println!("  bye, {who}");
    who.len()
}

fn main() {
    let mut greeting = pin!(greet("Ann"));
    let mut context = Context::from_waker(Waker::noop());
    println!("made");
    for _ in 0..3 {
        println!("polled: {:?}", greeting.as_mut().poll(&mut context));
    }
}
