#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(async {
        println!("hello");
    });
    println!("world");
}
