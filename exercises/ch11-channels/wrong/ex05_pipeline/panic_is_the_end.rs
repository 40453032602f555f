//! Mistake: that a stage has panicked looks like the end of the items.
//! Rejected by: a_panic_is_not_the_end

use std::sync::mpsc::{Receiver, RecvError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::{mem, panic};

/// Items on their way from a source through two stages to whoever iterates over this.
///
/// - Between two stages, and before the caller, there is room for as many items as `start` was told.
///   Nobody works further ahead than that, with one item in hand.
/// - When the iteration has ended, so have all threads. If one of them panicked, it ends by a panic, not
///   by `None`: what was cut short must not look complete.
/// - A pipeline may be dropped at any time. Then all stages stop where they are, without a panic, and
///   `drop` returns when their threads have ended. That a stage has panicked is nobody's concern then.
pub struct Pipeline<T> {
    /// None when there is nothing more to receive.
    output: Option<Receiver<T>>,
    stages: Vec<JoinHandle<()>>,
}

impl<C: Send + 'static> Pipeline<C> {
    /// Starts three threads: one draws items from `source`, one applies `first`, one applies `second`.
    pub fn start<A: Send + 'static, B: Send + 'static>(
        room: usize,
        source: impl Iterator<Item = A> + Send + 'static,
        first: impl FnMut(A) -> B + Send + 'static,
        second: impl FnMut(B) -> C + Send + 'static,
    ) -> Self {
        let (to_first, from_source) = sync_channel(room);
        let (to_second, from_first) = sync_channel(room);
        let (to_caller, output) = sync_channel(room);
        let stages = vec![
            thread::spawn(move || pass_on(source, to_first)),
            thread::spawn(move || pass_on(from_source.into_iter().map(first), to_second)),
            thread::spawn(move || pass_on(from_first.into_iter().map(second), to_caller)),
        ];
        Self {
            output: Some(output),
            stages,
        }
    }
}

/// What a stage does: sends on all `items`, until nobody wants them any more.
fn pass_on<T>(items: impl Iterator<Item = T>, next: SyncSender<T>) {
    for item in items {
        if next.send(item).is_err() {
            return;
        }
    }
}

impl<T> Pipeline<T> {
    /// Waits for all threads, and returns the first of their panics.
    fn join(&mut self) -> thread::Result<()> {
        mem::take(&mut self.stages)
            .into_iter()
            .map(JoinHandle::join)
            .fold(Ok(()), Result::and)
    }
}

impl<T> Iterator for Pipeline<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.output.as_ref()?.recv().ok()
    }
}

impl<T> Drop for Pipeline<T> {
    fn drop(&mut self) {
        // Who waits for room before the caller is told that nobody is there. It ends, and with it the
        // receiver of the stage before, and so on up to the source.
        self.output = None;
        // The caller has given up the items; a panic among them changes nothing.
        let _ = self.join();
    }
}
