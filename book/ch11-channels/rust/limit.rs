use tokio::sync::watch;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let limit = watch::Sender::new(100);
    let mut observer = limit.subscribe();
    println!("now: {}", *observer.borrow_and_update());

    limit.send(200).expect("somebody observes");
    limit.send(300).expect("somebody observes");
    observer.changed().await.expect("the sender is there");
    println!("changed to {}", *observer.borrow_and_update());

    drop(observer);
    println!("nobody observes: {:?}", limit.send(400));
    println!("it is still {}", *limit.borrow());
}
