//! Whoever waits is woken, in every interleaving of a poll with a send.

#[cfg_attr(not(solution), path = "../ex06_future.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex06_future.rs")]
mod exercise;

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use exercise::{Closed, Receiver, oneshot};
use support::sync::{Condvar, Mutex};
use support::{sync, thread};

/// The task of a thread that sleeps until it is woken.
struct Sleeper {
    woken: Mutex<bool>,
    waking: Condvar,
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().unwrap() = true;
        self.waking.notify_one();
    }
}

/// Runs `future` on this thread, which sleeps whenever it is pending.
fn block_on<F: Future>(future: F) -> F::Output {
    let sleeper = Arc::new(Sleeper {
        woken: Mutex::new(false),
        waking: Condvar::new(),
    });
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        let mut woken = sleeper.woken.lock().unwrap();
        while !*woken {
            woken = sleeper.waking.wait(woken).unwrap();
        }
        *woken = false;
    }
}

/// A task that is polled as soon as it is woken, on the thread that wakes it.
struct Eager {
    receiver: Mutex<Receiver<u8>>,
    seen: Mutex<Vec<Poll<Result<u8, Closed>>>>,
}

impl Wake for Eager {
    fn wake(self: Arc<Self>) {
        self.poll(Waker::noop());
    }
}

impl Eager {
    fn poll(&self, waker: &Waker) {
        let mut receiver = self.receiver.lock().unwrap();
        let seen = Pin::new(&mut *receiver).poll(&mut Context::from_waker(waker));
        self.seen.lock().unwrap().push(seen);
    }
}

/// A waker may poll at once: by then the value is there, and no lock is held.
#[support::test]
fn a_waker_may_poll_at_once() {
    support::model(|| {
        let (sender, receiver) = oneshot();
        let task = Arc::new(Eager {
            receiver: Mutex::new(receiver),
            seen: Mutex::new(Vec::new()),
        });
        task.poll(&Waker::from(Arc::clone(&task)));
        assert_eq!(sender.send(7), Ok(()), "the receiver is there");
        assert_eq!(
            *task.seen.lock().unwrap(),
            [Poll::Pending, Poll::Ready(Ok(7))],
            "the task was polled when it waited, and when it was woken: by then the value must be there"
        );
    });
}

/// A value that is sent wakes who waits for it, whenever it is sent.
#[support::test]
fn no_wake_up_is_lost() {
    support::model(|| {
        let (sender, receiver) = oneshot();
        let sends = thread::spawn(move || sender.send(7));
        assert_eq!(block_on(receiver), Ok(7), "what was sent is received");
        assert_eq!(sends.join().unwrap(), Ok(()), "it was received");
    });
}

/// A sender that is dropped wakes who waits for it, whenever it is dropped.
#[support::test]
fn no_end_is_missed() {
    support::model(|| {
        let (sender, receiver) = oneshot::<u8>();
        let leaves = thread::spawn(move || drop(sender));
        assert_eq!(block_on(receiver), Err(Closed));
        leaves.join().unwrap();
    });
}

/// A value that is sent while the receiver leaves comes back, or is dropped with it; it is not lost.
#[support::test]
fn no_value_is_lost_while_the_receiver_leaves() {
    support::model(|| {
        let (sender, receiver) = oneshot();
        let value = sync::Arc::new(());
        let sends = thread::spawn({
            let value = sync::Arc::clone(&value);
            move || sender.send(value).is_err()
        });
        let mut receiver = Box::pin(receiver);
        let polled = receiver
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        drop(receiver);
        let came_back = sends.join().unwrap();
        let received = match &polled {
            Poll::Ready(Ok(_)) => true,
            Poll::Ready(Err(Closed)) => panic!("the sender has sent, and was taken for gone"),
            Poll::Pending => false,
        };
        assert!(
            !(came_back && received),
            "the value came back to the sender and was received as well"
        );
        assert_eq!(
            sync::Arc::strong_count(&value),
            if received { 2 } else { 1 },
            "sender and receiver are gone, and the value is still somewhere"
        );
    });
}

/// A receiver that went to another task while the value was sent wakes that one.
#[support::test]
fn who_takes_it_over_is_woken() {
    support::model(|| {
        let (sender, receiver) = oneshot();
        let sends = thread::spawn(move || sender.send(7));
        let mut receiver = Box::pin(receiver);
        // The task that polls here is one that nobody runs any more.
        let polled = receiver
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        let received = match polled {
            Poll::Ready(received) => received,
            Poll::Pending => block_on(receiver),
        };
        assert_eq!(received, Ok(7), "what was sent is received");
        assert_eq!(sends.join().unwrap(), Ok(()), "it was received");
    });
}
