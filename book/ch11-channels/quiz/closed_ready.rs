use crossbeam::channel::{bounded, select};

fn main() {
    let (sender, letters) = bounded::<&str>(1);
    let (_other, numbers) = bounded::<i32>(1);
    drop(sender);
    for _ in 0..2 {
        select! {
            recv(letters) -> letter => println!("{}", letter.is_ok()),
            recv(numbers) -> number => println!("{number:?}"),
            default => println!("nothing"),
        }
    }
}
