use std::thread;

use crossbeam::channel::{Receiver, Sender, bounded, select};

/// Sells tickets while the counter is open.
fn sell(counter: &Receiver<bool>, buyers: &Sender<u32>) {
    let (nobody, _kept) = bounded(0);
    let (mut open, mut next) = (false, 1);
    loop {
        let whom = if open { buyers } else { &nobody };
        select! {
            recv(counter) -> now => match now {
                Ok(now) => open = now,
                Err(_) => return,
            },
            send(whom, { println!("prints ticket {next}"); next }) -> sold => {
                sold.expect("a buyer");
                next += 1;
            }
        }
    }
}

fn main() {
    let (counter, at_counter) = bounded(0);
    let (tickets, buyer) = bounded(0);
    thread::scope(|scope| {
        scope.spawn(move || sell(&at_counter, &tickets));
        println!("closed: {:?}", buyer.try_recv());
        counter.send(true).unwrap();
        println!("open: {:?}", buyer.recv());
        counter.send(false).unwrap();
        println!("closed: {:?}", buyer.try_recv());
        drop(counter);
    });
}
