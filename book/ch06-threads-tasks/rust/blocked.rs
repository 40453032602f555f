use tokio::task::yield_now;

async fn heart() {
    for beat in 1..=3 {
        println!("beat {beat}");
        yield_now().await;
    }
}

fn parser() -> u64 {
    println!("parser: begins");
    let sum = (1..=10_000_000).sum();
    println!("parser: ends");
    sum
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let heart = tokio::spawn(heart());
    yield_now().await;
    parser();
    heart.await.expect("no panic");
}
