//! Mistake: first everything from the left, and then everything from the right.
//! Rejected by: merge_does_not_wait_for_the_other_side (times out)

use std::collections::VecDeque;

use super::channel::{Receiver, SendError, Sender, bounded, never, select};

/// Where an item came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

pub fn merge<T>(left: Receiver<T>, right: Receiver<T>, mut each: impl FnMut(Side, T)) {
    for item in left {
        each(Side::Left, item);
    }
    for item in right {
        each(Side::Right, item);
    }
}

pub fn relay<T>(input: Receiver<T>, output: Sender<T>, most: usize) -> VecDeque<T> {
    let never = never();
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
            send(target, waiting.pop_front().unwrap()) -> sent => {
                if let Err(SendError(item)) = sent {
                    waiting.push_front(item);
                    break;
                }
            }
        }
    }
    waiting
}
