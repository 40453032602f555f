use tokio::sync::Semaphore;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let places = Semaphore::new(2);
    let first = places.acquire().await.expect("it is never closed");
    let second = places.acquire().await.expect("it is never closed");
    println!("a third one gets in: {}", places.try_acquire().is_ok());
    drop(second);
    println!("a third one gets in: {}", places.try_acquire().is_ok());
    drop(first);
    println!("free: {}", places.available_permits());
}
