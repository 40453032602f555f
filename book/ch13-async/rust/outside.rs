use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex};
use tokio::time::{Duration, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (mut client, server) = duplex(64);
    let mut input = BufReader::new(server);
    let second = Duration::from_secs(1);

    client.write_all(b"hel").await.expect("there is room");
    let mut line = String::from("> ");
    timeout(second, input.read_line(&mut line))
        .await
        .expect_err("it has no end");
    println!("read_line: {line:?}");

    client.write_all(b"hel").await.expect("there is room");
    let mut line = Vec::from(b"> ");
    timeout(second, input.read_until(b'\n', &mut line))
        .await
        .expect_err("it has no end");
    println!("read_until: {:?}", str::from_utf8(&line));

    client.write_all(b"lo\n").await.expect("there is room");
    input.read_until(b'\n', &mut line).await.expect("no error");
    println!("read_until: {:?}", str::from_utf8(&line));
}
