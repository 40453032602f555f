//! A branch of a `select!` is switched off by giving it a channel on which nothing ever happens.

use std::collections::VecDeque;

use super::channel::{Receiver, SendError, Sender, bounded, never, select};

/// Where an item came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Hands the items of both channels to `each`, as they come, until both have ended. An item that is
/// there is not kept waiting by the other side, whether that is silent, busy or at its end.
pub fn merge<T>(left: Receiver<T>, right: Receiver<T>, mut each: impl FnMut(Side, T)) {
    let never = never();
    let (mut left, mut right) = (Some(left), Some(right));
    while left.is_some() || right.is_some() {
        select! {
            recv(left.as_ref().unwrap_or(&never)) -> item => match item {
                Ok(item) => each(Side::Left, item),
                Err(_) => left = None,
            },
            recv(right.as_ref().unwrap_or(&never)) -> item => match item {
                Ok(item) => each(Side::Right, item),
                Err(_) => right = None,
            },
        }
    }
}

/// Passes on what comes, in order, with room for `most` items in between, 1 or more: while there is room
/// it takes what comes, and while there are items it offers the first of them.
///
/// It returns when `input` has ended and all is passed on; or as soon as `output` has no receiver for
/// what it offers: then with the items that it could not pass on, in order.
pub fn relay<T>(input: Receiver<T>, output: Sender<T>, most: usize) -> VecDeque<T> {
    let never = never();
    // The receiver is kept: without it the sender would be ready at all times, with an error.
    let (nobody, _kept) = bounded(0);
    let mut input = Some(input);
    let mut waiting = VecDeque::new();
    while input.is_some() || !waiting.is_empty() {
        let there_is_room = waiting.len() < most;
        let source = input.as_ref().filter(|_| there_is_room).unwrap_or(&never);
        let target = if waiting.is_empty() { &nobody } else { &output };
        select! {
            recv(source) -> item => match item {
                Ok(item) => waiting.push_back(item),
                Err(_) => input = None,
            },
            // The item is taken out only once this branch was chosen.
            send(target, waiting.pop_front().expect("there is one, or nobody is the target")) -> sent => {
                if let Err(SendError(item)) = sent {
                    waiting.push_front(item);
                    break;
                }
            }
        }
    }
    waiting
}
