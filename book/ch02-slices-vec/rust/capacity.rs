//! Length and capacity, made in two ways.

fn main() {
    let mut length = vec![0; 3];
    length.push(7);
    println!("{length:?}");

    let mut capacity = Vec::with_capacity(3);
    capacity.push(7);
    println!("{capacity:?}, room for {}", capacity.capacity());

    let empty: Vec<i32> = Vec::new();
    println!("{empty:?}, room for {}", empty.capacity());
}
