struct Token;

impl Drop for Token {
    fn drop(&mut self) {
        println!("dropped");
    }
}

fn main() {
    let job = {
        let token = Token;
        move || {
            let _ = token;
            println!("working");
        }
    };
    println!("starting");
    job();
}
