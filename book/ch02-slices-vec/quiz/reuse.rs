fn main() {
    let mut buffer = Vec::with_capacity(1024);
    buffer.extend_from_slice(b"hello");
    buffer.clear();
    println!("{}, room: {}", buffer.len(), buffer.capacity() >= 1024);

    let taken = std::mem::take(&mut buffer);
    println!("{}, room: {}", taken.len(), taken.capacity() >= 1024);
    println!("{}, room: {}", buffer.len(), buffer.capacity() >= 1024);
}
