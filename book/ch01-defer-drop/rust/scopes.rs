//! A value ends with its block, not with the function.

struct Line(String);

impl Drop for Line {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn main() {
    let attempt = 1;
    let _line = Line(format!("made with attempt {attempt}"));
    for i in 0..3 {
        let _line = Line(format!("the end of round {i}"));
        println!("round {i}");
    }
    println!("end of main's last statement");
}
