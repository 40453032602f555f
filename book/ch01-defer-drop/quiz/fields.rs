struct Pass(&'static str);

impl Drop for Pass {
    fn drop(&mut self) {
        println!("{} has left", self.0);
    }
}

struct Session {
    user: &'static str,
    pass: Pass,
}

fn main() {
    let session = Session {
        user: "ann",
        pass: Pass("ann"),
    };
    let Session { user, pass: _ } = session;
    println!("{user} works");
}
