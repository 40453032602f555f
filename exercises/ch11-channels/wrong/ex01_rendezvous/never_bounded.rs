//! Mistake: no channel has a bound, so the maker is as far ahead as it likes.
//! Rejected by: as_many_lie_ready_as_there_is_room_for

use std::thread;

use crossbeam::channel::unbounded;

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
    let _ = ahead;
    let (sender, receiver) = unbounded();
    thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..count {
                // Nobody takes any more: there is no use in making.
                if sender.send(make(number)).is_err() {
                    return;
                }
            }
        });
        // By value: a panic of `take` drops the receiver on its way out of the scope, which is what
        // frees a maker who waits for room.
        for thing in receiver {
            take(thing);
        }
    });
}
