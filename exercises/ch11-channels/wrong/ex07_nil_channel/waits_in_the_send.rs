//! Mistake: while an item is offered, nothing is taken in: there is room, and the input waits.
//! Rejected by: relay_takes_in_while_nobody_takes_out (times out)

use std::collections::VecDeque;

use super::channel::{Receiver, SendError, Sender, never, select};

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

pub fn relay<T>(input: Receiver<T>, output: Sender<T>, _most: usize) -> VecDeque<T> {
    for item in input {
        if let Err(SendError(item)) = output.send(item) {
            return VecDeque::from([item]);
        }
    }
    VecDeque::new()
}
