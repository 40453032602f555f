//! Values that say when they end.

struct Line(&'static str);

impl Drop for Line {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn main() {
    let _one = Line("one");
    let _two = Line("two");
    let _three = Line("three");
    let _four = Line("four");
    let _five = Line("five");
    println!("working");
}
