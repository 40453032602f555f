struct Line(&'static str);

impl Drop for Line {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn main() {
    let one = Line("one");
    let _two = Line("two");
    if one.0.len() == 3 {
        drop(one);
    }
    println!("the end of main");
}
