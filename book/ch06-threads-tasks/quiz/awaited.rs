async fn greeter(word: &str) {
    println!("{word}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let hello = greeter("hello");
    let world = greeter("world");
    println!("both are made");
    world.await;
    hello.await;
}
