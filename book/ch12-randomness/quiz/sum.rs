fn main() {
    // Each pair of bytes once.
    let mut counts = [0_u32; 6];
    for first in 0..=255_u32 {
        for second in 0..=255_u32 {
            counts[((first + second) % 6) as usize] += 1;
        }
    }
    let (least, most) = (counts.iter().min(), counts.iter().max());
    println!("{}", least == most);

    // Each byte below 252 once.
    let mut counts = [0_u32; 6];
    for byte in 0..252 {
        counts[byte % 6] += 1;
    }
    println!("{counts:?}");
}
