struct Door(&'static str);

impl Drop for Door {
    fn drop(&mut self) {
        println!("{} closes", self.0);
    }
}

fn main() {
    let mut door = Door("the first");
    door = Door("the second");
    let door = Door("the third");
    println!("inside, by {}", door.0);
}
