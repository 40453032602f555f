//! Mistake: that a channel has ended is remembered, but it stays in the `select!`, where it is always ready.
//! Rejected by: merge_does_not_look_at_what_has_ended

use std::collections::VecDeque;

use super::channel::{Receiver, SendError, Sender, bounded, never, select};

/// Where an item came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

pub fn merge<T>(left: Receiver<T>, right: Receiver<T>, mut each: impl FnMut(Side, T)) {
    let (mut left_ended, mut right_ended) = (false, false);
    while !(left_ended && right_ended) {
        select! {
            recv(left) -> item => match item {
                Ok(item) => each(Side::Left, item),
                Err(_) => left_ended = true,
            },
            recv(right) -> item => match item {
                Ok(item) => each(Side::Right, item),
                Err(_) => right_ended = true,
            },
        }
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
