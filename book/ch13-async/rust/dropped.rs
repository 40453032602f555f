use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use tokio::sync::Semaphore;
use tokio::time::{Duration, timeout};

async fn handshake() {
    pending().await // the other side says nothing
}

async fn counted(running: &AtomicU32) {
    running.fetch_add(1, Relaxed);
    handshake().await;
    running.fetch_sub(1, Relaxed);
}

async fn permitted(places: &Semaphore) {
    let _place = places.acquire().await.expect("it is never closed");
    handshake().await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (running, places) = (AtomicU32::new(0), Semaphore::new(2));
    let patience = Duration::from_secs(10);
    let _ = timeout(patience, counted(&running)).await;
    let _ = timeout(patience, permitted(&places)).await;
    println!("the counter says that {} are running", running.into_inner());
    println!("of 2 permits there are {}", places.available_permits());
}
