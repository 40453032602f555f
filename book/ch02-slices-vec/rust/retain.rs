//! Filtering in place, and what was filtered out.

fn main() {
    let mut seen = vec![9, 1, 8, 2, 7];
    let memory = seen.as_ptr();
    seen.retain(|&seen| seen >= 5);
    println!(
        "kept: {seen:?}, in the same memory: {}",
        seen.as_ptr() == memory
    );

    let mut seen = vec![9, 1, 8, 2, 7];
    let old: Vec<i32> = seen.extract_if(.., |seen| *seen < 5).collect();
    println!("kept: {seen:?}, taken out: {old:?}");
}
