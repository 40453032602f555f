use tokio::sync::broadcast;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (news, mut listener) = broadcast::channel(2);
    for number in 1..=5 {
        news.send(number).expect("somebody listens");
    }
    drop(news);
    while let Ok(number) = listener.recv().await {
        println!("heard {number}");
    }
    println!("the end");
}
