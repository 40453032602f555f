use std::thread;

fn main() {
    let hello = thread::spawn(|| panic!("lost my voice"));
    match hello.join() {
        Ok(()) => println!("said"),
        Err(payload) => {
            let text = payload.downcast_ref::<&str>();
            println!("not said: {text:?}");
        }
    }
    println!("main goes on");
}
