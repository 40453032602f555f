use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Where `greet` has got to, and what it needs to go on.
enum Greet<'a> {
    Start { who: &'a str },
    FirstPause { who: &'a str },
    SecondPause { who: &'a str },
    Done,
}

impl Future for Greet<'_> {
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<usize> {
        match *self {
            Greet::Start { who } => {
                println!("  hello, {who}");
                *self = Greet::FirstPause { who };
                Poll::Pending
            }
            Greet::FirstPause { who } => {
                println!("  how are you, {who}?");
                *self = Greet::SecondPause { who };
                Poll::Pending
            }
            Greet::SecondPause { who } => {
                println!("  bye, {who}");
                *self = Greet::Done;
                Poll::Ready(who.len())
            }
            Greet::Done => panic!("polled after it was ready"),
        }
    }
}

fn main() {
    let mut greeting = pin!(Greet::Start { who: "Ann" });
    let mut context = Context::from_waker(Waker::noop());
    println!("made, {} bytes", size_of::<Greet<'_>>());
    for _ in 0..3 {
        println!("polled: {:?}", greeting.as_mut().poll(&mut context));
    }
}
