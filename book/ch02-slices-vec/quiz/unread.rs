fn main() {
    let mut drained = vec![1, 2, 3, 4];
    drained.drain(..2);

    let mut extracted = vec![1, 2, 3, 4];
    let _ = extracted.extract_if(.., |number| *number <= 2);

    println!("{drained:?} {extracted:?}");
}
