//! Windows and chunks.

fn main() {
    let samples = [1, 2, 3, 4, 5];
    for window in samples.windows(3) {
        println!("window {window:?}");
    }
    for chunk in samples.chunks(3) {
        println!("chunk  {chunk:?}");
    }
    println!(
        "windows of 3 on two samples: {}",
        samples[..2].windows(3).count()
    );
}
