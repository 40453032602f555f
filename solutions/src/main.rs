//! `cargo run -p solutions -- DIR`: grades a folder of submissions.

use solutions::sandbox;

fn main() {
    sandbox::run_helper();
}
