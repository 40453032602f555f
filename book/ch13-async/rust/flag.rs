use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

#[derive(Default)]
struct State {
    is_set: bool,
    waker: Option<Waker>,
}

/// Ready when it is set.
struct Flag(Arc<Mutex<State>>);

impl Future for Flag {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap();
        if state.is_set {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

fn set(state: &Mutex<State>) {
    let mut state = state.lock().unwrap();
    state.is_set = true;
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// An executor that only counts.
#[derive(Default)]
struct Counts(AtomicUsize);

impl Wake for Counts {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn main() {
    let state = Arc::new(Mutex::new(State::default()));
    let mut flag = Flag(Arc::clone(&state));
    let wakes = Arc::new(Counts::default());
    let waker = Waker::from(Arc::clone(&wakes));
    let mut context = Context::from_waker(&waker);

    println!("polled: {:?}", Pin::new(&mut flag).poll(&mut context));
    set(&state);
    println!("set, and woken: {:?}", wakes.0);
    println!("polled: {:?}", Pin::new(&mut flag).poll(&mut context));
}
