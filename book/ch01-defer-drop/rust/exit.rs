//! Leaving without an end.

struct Line;

impl Drop for Line {
    fn drop(&mut self) {
        println!("this is never printed");
    }
}

fn main() {
    let _line = Line;
    println!("leaving");
    std::process::exit(3);
}
