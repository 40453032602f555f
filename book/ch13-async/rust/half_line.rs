use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex};
use tokio::time::{Duration, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (mut client, server) = duplex(64);
    tokio::spawn(async move {
        client.write_all(b"hel").await.expect("there is room");
        sleep(Duration::from_millis(1500)).await;
        client.write_all(b"lo\n").await.expect("there is room");
    });
    let mut input = BufReader::new(server);
    loop {
        let mut line = String::new();
        tokio::select! {
            read = input.read_line(&mut line) => match read.expect("it is text") {
                0 => return,
                _ => println!("a line: {line:?}"),
            },
            _ = sleep(Duration::from_secs(1)) => println!("a tick"),
        }
    }
}
