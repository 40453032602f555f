async fn converse(client: &'static str) -> Result<&'static str, String> {
    match client {
        "bad" => Err("no handshake".to_owned()),
        "worse" => panic!("nobody has thought of this"),
        good => Ok(good),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for client in ["bad", "worse", "good"] {
        let task = tokio::spawn(converse(client));
        match task.await {
            Ok(Ok(client)) => println!("{client} is served"),
            Ok(Err(error)) => println!("{client}: {error}"),
            Err(error) => println!("{client}: a panic: {}", error.is_panic()),
        }
    }
}
