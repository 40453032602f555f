//! Mistake: the deadline is looked at first.
//! Rejected by: an_answer_that_is_there_counts

use std::convert::Infallible;
use std::time::Instant;

use crossbeam::channel::{Receiver, TryRecvError, select, select_biased};

/// The first message that comes from either of two channels. The other channel keeps what it has.
///
/// A channel that is closed and empty has nothing more to say, and the other one counts alone. `None` if
/// both are.
pub fn first<T>(one: &Receiver<T>, other: &Receiver<T>) -> Option<T> {
    select! {
        recv(one) -> message => message.or_else(|_closed| other.recv()).ok(),
        recv(other) -> message => message.or_else(|_closed| one.recv()).ok(),
    }
}

/// What became of waiting for an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// It came.
    Came(T),
    /// The deadline came first.
    TooLate,
    /// It cannot come any more: the channel is closed.
    Never,
}

/// Waits for an answer, until there is something to receive from `deadline`.
///
/// An answer that is there counts, even if the deadline has passed as well.
pub fn answer<T>(answers: &Receiver<T>, deadline: &Receiver<Instant>) -> Answer<T> {
    select_biased! {
        recv(deadline) -> _ => Answer::TooLate,
        recv(answers) -> answer => answer.map_or(Answer::Never, Answer::Came),
    }
}

/// The newest message that is there, without waiting for one. The older ones are taken and dropped.
pub fn newest<T>(messages: &Receiver<T>) -> Option<T> {
    messages.try_iter().last()
}

/// What happens to a server.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<T> {
    Message(T),
    Tick,
}

/// Handles messages and ticks as they come, until `inbox` is closed and empty, or `stop` is closed.
///
/// - Neither kind of event holds up the other, even if there is always one more of it.
/// - Once `stop` is closed, nothing is handled any more. (Nothing is ever sent on it.)
/// - While nothing comes, the thread sleeps.
pub fn serve<T>(
    inbox: &Receiver<T>,
    ticks: &Receiver<Instant>,
    stop: &Receiver<Infallible>,
    mut handle: impl FnMut(Event<T>),
) {
    // `select!` draws lots among those that are ready. That is fair to messages and ticks, and would be
    // to `stop`, which has to win.
    while stop.try_recv() != Err(TryRecvError::Disconnected) {
        select! {
            recv(stop) -> _ => return,
            recv(inbox) -> message => match message {
                Ok(message) => handle(Event::Message(message)),
                Err(_closed) => return,
            },
            recv(ticks) -> _ => handle(Event::Tick),
        }
    }
}
