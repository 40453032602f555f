fn mask(bytes: &mut [u8], mask: [u8; 4]) {
    for (byte, mask) in bytes.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

fn main() {
    // 32 makes a small letter of a capital one, and the other way around.
    let key = [0, 0, 0, 32];
    let mut payload = *b"unmasked";
    mask(&mut payload, key);
    print!("{} ", payload.escape_ascii());

    let (first, second) = payload.split_at_mut(5);
    mask(first, key);
    mask(second, key);
    println!("{}", payload.escape_ascii());
}
