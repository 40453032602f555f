use crossbeam::channel::{Receiver, never, select, unbounded};

/// Adds up numbers until they end, or until somebody says stop, if there is anybody who may.
fn add(numbers: &Receiver<u32>, stop: Option<&Receiver<()>>) -> u32 {
    let never = never();
    let mut sum = 0;
    loop {
        select! {
            recv(numbers) -> number => match number {
                Ok(number) => sum += number,
                Err(_) => return sum,
            },
            recv(stop.unwrap_or(&never)) -> _ => return sum,
        }
    }
}

fn main() {
    let (sender, numbers) = unbounded();
    for number in 1..=10 {
        sender.send(number).unwrap();
    }
    drop(sender);
    println!("{}", add(&numbers, None));

    let (_sender, numbers) = unbounded();
    let (stop, stopped) = unbounded();
    stop.send(()).unwrap();
    println!("{}", add(&numbers, Some(&stopped)));
}
