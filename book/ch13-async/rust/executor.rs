use std::future::poll_fn;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

struct Task {
    future: Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>,
    ready: Sender<Arc<Task>>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        // To wake a task is to put it into the queue of those that can go on.
        let ready = self.ready.clone();
        ready.send(self).expect("the executor runs");
    }
}

fn spawn<F>(ready: &Sender<Arc<Task>>, future: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let (future, ready) = (Mutex::new(Box::pin(future) as _), ready.clone());
    Arc::new(Task { future, ready }).wake();
}

/// Runs what is ready, until no task is left that could be woken.
fn run(ready: Receiver<Arc<Task>>) {
    for task in ready {
        let waker = Waker::from(Arc::clone(&task));
        let mut future = task.future.lock().unwrap();
        let _ = future.as_mut().poll(&mut Context::from_waker(&waker));
    }
}

/// Lets the others go on: pending once, and woken at once.
async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if std::mem::replace(&mut paused, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn greet(who: &str) {
    println!("hello, {who}");
    pause().await;
    println!("bye, {who}");
}

fn main() {
    let (sender, ready) = channel();
    spawn(&sender, greet("Ann"));
    spawn(&sender, greet("Bob"));
    drop(sender);
    println!("both are spawned");
    run(ready);
}
