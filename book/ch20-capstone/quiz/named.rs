use bytes::Bytes;

fn main() {
    let packet = Bytes::from(vec![b'a'; 65_536]);
    let name = packet.slice(..5);
    println!("{}, alone: {}", name.len(), name.is_unique());
    drop(packet);
    println!("{}, alone: {}", name.len(), name.is_unique());

    let name = name.try_into_mut().expect("it is alone");
    println!("{}, room: {}", name.len(), name.capacity());
}
