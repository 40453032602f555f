use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use support::sync::atomic::{AtomicBool, Ordering};
use support::sync::{Arc, Mutex};
use support::thread::{self, Thread};

/// A thread for a task: it sleeps when it is pending.
struct Sleeper(Thread);

impl Wake for Sleeper {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on(future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let waker = Waker::from(std::sync::Arc::new(Sleeper(thread::current())));
    let mut context = Context::from_waker(&waker);
    while future.as_mut().poll(&mut context).is_pending() {
        thread::park();
    }
}

struct Flag {
    is_set: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Flag {
    fn set(&self) {
        self.is_set.store(true, Ordering::Release);
        let waker = self.waker.lock().unwrap().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        if self.is_set.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        *self.waker.lock().unwrap() = Some(context.waker().clone());
        Poll::Pending
    }
}

fn main() {
    support::model(|| {
        let flag = Arc::new(Flag {
            is_set: AtomicBool::new(false),
            waker: Mutex::new(None),
        });
        let sets = Arc::clone(&flag);
        let setter = thread::spawn(move || sets.set());
        block_on(std::future::poll_fn(|context| flag.poll(context)));
        setter.join().unwrap();
    });
}
