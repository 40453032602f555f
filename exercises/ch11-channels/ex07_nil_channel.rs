//! Branches of a `select!` that are switched off while nothing can come of them.
//!
//! (`channel` is `crossbeam::channel`, in which the tests count how often you look.)

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
    todo!("a branch for each side, as long as it has not ended")
}

/// Passes on what comes, in order, with room for `most` items in between, 1 or more: while there is room
/// it takes what comes, and while there are items it offers the first of them.
///
/// It returns when `input` has ended and all is passed on; or as soon as `output` has no receiver for
/// what it offers: then with the items that it could not pass on, in order.
pub fn relay<T>(input: Receiver<T>, output: Sender<T>, most: usize) -> VecDeque<T> {
    todo!("a branch that receives while there is room, and one that sends while there are items")
}
