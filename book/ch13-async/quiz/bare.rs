async fn say(what: &str) {
    println!("{what}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let spawned = tokio::spawn(say("spawned"));
    let bare = say("bare");
    println!("main");
    bare.await;
    spawned.await.expect("no panic");
}
