use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use support::sync::{Arc, Mutex};
use support::thread;

struct Notify {
    permit: Mutex<bool>,
    waiting: Mutex<Option<Waker>>,
}

impl Notify {
    fn notify_one(&self) {
        *self.permit.lock().unwrap() = true;
        if let Some(waker) = self.waiting.lock().unwrap().take() {
            waker.wake();
        }
    }

    fn poll(&self, context: &Context<'_>) -> Poll<()> {
        if std::mem::take(&mut *self.permit.lock().unwrap()) {
            return Poll::Ready(());
        }
        *self.waiting.lock().unwrap() = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Wakes a thread that is parked.
struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls, and sleeps until it is woken.
fn block_on(future: impl Future) {
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    while future
        .as_mut()
        .poll(&mut Context::from_waker(&waker))
        .is_pending()
    {
        thread::park();
    }
}

fn main() {
    support::model(|| {
        let notify = Arc::new(Notify {
            permit: Mutex::new(false),
            waiting: Mutex::new(None),
        });
        let its = Arc::clone(&notify);
        let notifier = thread::spawn(move || its.notify_one());
        block_on(poll_fn(|context| notify.poll(context)));
        notifier.join().unwrap();
    });
}
