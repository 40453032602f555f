//! Tickets have their turn one at a time, in the order in which they were drawn.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex06_ticket.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch09-once-atomics/ex06_ticket.rs")]
mod exercise;

use std::sync;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use exercise::{Queue, Ticket};
use support::unwind::{catch, panic_on_purpose};

/// The places of the tickets, in the order of their turns. The last one begins to wait first.
fn turns(tickets: Vec<Ticket<'_>>) -> Vec<usize> {
    let order = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for (place, ticket) in tickets.into_iter().enumerate().rev() {
            let order = &order;
            scope.spawn(move || {
                let _turn = ticket.wait();
                order.lock().expect("no panic").push(place);
            });
        }
    });
    order.into_inner().expect("no panic")
}

const IN_ORDER: &str = "the tickets were drawn in this order, and the last one began to wait first: the turns must \
     come in the order of the tickets";

/// An empty queue does not make anybody wait, again and again.
#[support::test]
fn nobody_waits_in_an_empty_queue() {
    let queue = Queue::new();
    for _ in 0..10 {
        drop(queue.draw().wait());
    }
}

/// Turns come in the order of the tickets, in whatever order their holders begin to wait.
#[support::test]
fn turns_come_in_the_order_of_the_tickets() {
    let queue = Queue::new();
    for _ in 0..20 {
        let tickets = (0..5).map(|_| queue.draw()).collect();
        assert_eq!(turns(tickets), [0, 1, 2, 3, 4], "{IN_ORDER}");
    }
}

/// After the largest number comes 0, and the queue goes on.
#[support::test]
fn numbers_begin_anew() {
    let queue = Queue::starting_at(u16::MAX - 1);
    let tickets = (0..5).map(|_| queue.draw()).collect();
    assert_eq!(turns(tickets), [0, 1, 2, 3, 4], "{IN_ORDER}");
    for _ in 0..70_000 {
        drop(queue.draw().wait());
    }
    let tickets = (0..2).map(|_| queue.draw()).collect();
    assert_eq!(turns(tickets), [0, 1], "{IN_ORDER}");
}

/// The end of a turn begins the next one, also if a panic is what ended it.
#[support::test]
fn a_panic_does_not_stop_the_queue() {
    let queue = Queue::new();
    let (first, second) = (queue.draw(), queue.draw());
    let unwound = catch(|| {
        let _turn = first.wait();
        panic_on_purpose();
    });
    assert_eq!(unwound, None, "the panic is the caller's to see");
    drop(second.wait());
}

/// One at a time has its turn: what is read and written in it is not changed by others.
#[support::test]
fn one_turn_at_a_time() {
    const EACH: u32 = 500;
    let (queue, count) = (Queue::new(), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..EACH {
                    let _turn = queue.draw().wait();
                    // Two steps, on purpose: the turn is what holds them together.
                    let old = count.load(Ordering::Relaxed);
                    count.store(old + 1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(count.into_inner(), 4 * EACH, "two had their turn at once");
}
