//! Mistake: one thread sends everything before it receives anything.
//! Rejected by: as_many_lie_ready_as_there_is_room_for (times out)

use crossbeam::channel::{bounded, unbounded};

/// Makes `count` things by `make(0)`, `make(1)` and so on, and takes them by `take`, in this order.
/// Making and taking go on at the same time.
///
/// `ahead` says how many things may lie ready between the two:
///
/// - `Some(n)`: up to n. The maker may have one more in its hands, for which there is no room yet;
/// - `Some(0)`: none. The maker hands each thing over in person;
/// - `None`: as many as there are. The maker never waits.
///
/// If `take` panics, making stops, and `produce` panics.
pub fn produce<T: Send>(
    ahead: Option<usize>,
    count: usize,
    mut make: impl FnMut(usize) -> T + Send,
    mut take: impl FnMut(T),
) {
    let (sender, receiver) = match ahead {
        Some(ahead) => bounded(ahead),
        None => unbounded(),
    };
    for number in 0..count {
        sender.send(make(number)).unwrap();
    }
    drop(sender);
    for thing in receiver {
        take(thing);
    }
}
