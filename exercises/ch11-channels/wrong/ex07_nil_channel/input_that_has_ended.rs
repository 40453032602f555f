//! Mistake: the input has ended and is still among the branches, always ready.
//! Rejected by: relay_passes_everything_on

use std::collections::VecDeque;

use super::channel::{Receiver, SendError, Sender, bounded, never, select};

/// Where an item came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

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

pub fn relay<T>(input: Receiver<T>, output: Sender<T>, most: usize) -> VecDeque<T> {
    let never = never();
    let (nobody, _kept) = bounded(0);
    let mut ended = false;
    let mut waiting = VecDeque::new();
    while !ended || !waiting.is_empty() {
        let there_is_room = waiting.len() < most;
        let source = if there_is_room { &input } else { &never };
        let target = if waiting.is_empty() { &nobody } else { &output };
        select! {
            recv(source) -> item => match item {
                Ok(item) => waiting.push_back(item),
                Err(_) => ended = true,
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
