//! Mistake: of two that are ready the left one is always chosen, and the right one starves.
//! Rejected by: merge_lets_neither_side_starve

use std::collections::VecDeque;

use super::channel::{Receiver, SendError, Sender, bounded, never, select, select_biased};

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
        select_biased! {
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
