//! Two mutable slices out of one.

fn mix(front: &mut [u8], back: &mut [u8]) {
    for (one, other) in front.iter_mut().zip(back) {
        std::mem::swap(one, other);
    }
}

fn main() {
    let mut buffer = *b"abcdef";
    let (front, back) = buffer.split_at_mut(3);
    mix(front, back);
    println!("{}", buffer.escape_ascii());

    let mut scores = vec![1, 2, 3];
    if let [first, .., last] = scores.as_mut_slice() {
        std::mem::swap(first, last);
    }
    println!("{scores:?}");
}
