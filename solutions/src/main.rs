//! `cargo run -p solutions -- DIR`: grades a folder of submissions.

fn main() {}
