use support::alloc::measure;
use tokio::io::duplex;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// What a connection keeps on the heap that has said nothing yet.
async fn idle(config: WebSocketConfig) -> i64 {
    // The transport is made outside, so that only the WebSocket is counted.
    let (ours, _theirs) = duplex(64);
    let websocket = WebSocketStream::from_raw_socket(ours, Role::Server, Some(config));
    let (_websocket, used) = measure(|| futures_util::FutureExt::now_or_never(websocket));
    used.kept_bytes
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let default = WebSocketConfig::default();
    println!("as it comes: {} bytes", idle(default).await);
    for size in [4096, 128] {
        let config = default.read_buffer_size(size);
        println!(
            "told to read {size} bytes at a time: {}",
            idle(config).await
        );
    }
}
