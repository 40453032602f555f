use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

fn main() {
    let config = WebSocketConfig::default();
    let largest_frame = config.max_frame_size.unwrap_or(0);
    let largest_message = config.max_message_size.unwrap_or(0);
    println!("read buffer       {:>10}", config.read_buffer_size);
    println!("write buffer      {:>10}", config.write_buffer_size);
    println!("largest frame     {largest_frame:>10}");
    println!("largest message   {largest_message:>10}");
    let endless = config.max_write_buffer_size == usize::MAX;
    println!("write buffer ends {:>10}", !endless);
}
