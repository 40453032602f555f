fn main() {
    let mut scores = vec![9, 1, 8, 2];
    let low: Vec<&mut i32> = scores.iter_mut().filter(|score| **score < 5).collect();
    for score in low {
        *score = 0;
    }
    println!("{scores:?}");
}
