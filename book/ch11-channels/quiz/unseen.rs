use tokio::sync::watch;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (limit, mut observer) = watch::channel(100);
    limit.send(200).expect("somebody observes");
    println!("it is {}", *observer.borrow());
    observer.changed().await.expect("the sender is there");
    println!("changed to {}", *observer.borrow());
}
