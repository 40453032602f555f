use tokio::sync::broadcast;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let news = broadcast::Sender::new(2);
    println!("nobody listens: {:?}", news.send("zero"));

    let (mut ann, mut bob) = (news.subscribe(), news.subscribe());
    for number in ["one", "two", "three"] {
        let listeners = news.send(number).expect("both listen");
        println!("{number}, to {listeners}; ann: {:?}", ann.recv().await);
    }
    for _ in 0..3 {
        println!("bob: {:?}", bob.recv().await);
    }
    drop(news);
    println!("ann: {:?}", ann.recv().await);
}
