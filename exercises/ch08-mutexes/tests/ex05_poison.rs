//! After a panic, nobody is shown a broken invariant, and nobody is refused without need.

#[cfg_attr(not(solution), path = "../ex05_poison.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex05_poison.rs")]
mod exercise;

use std::sync::mpsc;
use std::thread;

use exercise::{Books, Damaged, Visitors};
use support::unwind::{catch, panic_on_purpose};

/// Takes money out of the first account, and panics before it arrives in the second.
#[expect(clippy::ptr_arg, reason = "it is given to `change` as it is")]
fn drop_the_money(balances: &mut Vec<u64>) {
    balances[0] -= 30;
    panic_on_purpose()
}

/// Without a panic, both ways to change the balances change them.
#[support::test]
fn changes_are_made() {
    let books = Books::new(vec![100, 0]);
    let moved = books.change(|balances| {
        balances[0] -= 30;
        balances[1] += 30;
        balances[1]
    });
    assert_eq!(moved, Ok(30), "`change` returns what its closure does");
    let moved = books.change_or_nothing(|balances| {
        balances[0] -= 20;
        balances[1] += 20;
        balances.clone()
    });
    assert_eq!(moved, Ok(vec![50, 50]));
    let seen = books.change(|balances| balances.clone());
    assert_eq!(seen, Ok(vec![50, 50]), "the change was made on a copy only");
    assert_eq!(books.total(), Ok(100));
}

/// After a panic in the middle of a change, nobody is told a wrong total.
#[support::test]
fn damaged_books_are_not_added_up() {
    let books = Books::new(vec![100, 0]);
    let end = catch(|| books.change(drop_the_money));
    assert!(end.is_none(), "the panic must go on to the caller");
    assert_eq!(
        books.total(),
        Err(Damaged),
        "30 are missing, and the total was told as if it were right"
    );
}

/// Nobody changes damaged books further, by either way.
#[support::test]
fn damaged_books_are_not_changed() {
    let books = Books::new(vec![100, 0]);
    catch(|| books.change(drop_the_money));
    let changed = books.change(|_| panic!("damaged books were changed"));
    assert_eq!(changed, Err::<(), _>(Damaged));
    let changed = books.change_or_nothing(|_| panic!("damaged books were changed"));
    assert_eq!(changed, Err::<(), _>(Damaged));
}

/// Whoever was already waiting for the books when they were damaged is refused as well.
#[support::test]
fn who_waits_meanwhile_is_refused() {
    let books = Books::new(vec![100, 0]);
    let asked = thread::scope(|scope| {
        let (told, hears) = mpsc::channel();
        let mut asking = None;
        let end = catch(|| {
            books.change(|balances| {
                balances[0] -= 30;
                let books = &books;
                asking = Some(scope.spawn(move || {
                    // If the test has failed by then, nobody hears it.
                    let _ = told.send("asks");
                    books.total()
                }));
                assert_eq!(hears.recv(), Ok("asks"));
                // Who looks at anything before it waits for the lock, does so in these.
                in_many_turns(&hears);
                panic_on_purpose()
            })
        });
        assert!(end.is_none(), "the panic must go on to the caller");
        asking.expect("it was started").join()
    });
    assert_eq!(
        asked.expect(
            "who is refused need not panic: the books may be damaged by the time it has the lock"
        ),
        Err(Damaged),
        "the books were damaged while somebody waited for them, and the total was told"
    );
}

/// With known good balances in their place, the books are whole again, and stay so.
#[support::test]
fn books_can_be_restored() {
    let books = Books::new(vec![100, 0]);
    books.restore(vec![100, 1]);
    assert_eq!(books.total(), Ok(101), "they were not even damaged");
    catch(|| books.change(drop_the_money));
    books.restore(vec![100, 0]);
    assert_eq!(
        books.total(),
        Ok(100),
        "the books were restored, and are still refused"
    );
    assert_eq!(books.change(|balances| balances.len()), Ok(2));
    catch(|| books.change(drop_the_money));
    assert_eq!(books.total(), Err(Damaged), "they are damaged once more");
}

/// All or nothing: after a panic the balances are what they were, and nobody is refused.
#[support::test]
fn all_or_nothing() {
    let books = Books::new(vec![100, 0]);
    let end = catch(|| books.change_or_nothing(drop_the_money));
    assert!(end.is_none(), "the panic must go on to the caller");
    assert_eq!(
        books.total(),
        Ok(100),
        "nothing of the change may be left, and nothing is damaged"
    );
    assert_eq!(books.change(|balances| balances.clone()), Ok(vec![100, 0]));
}

/// What `change_or_nothing` changes, nobody else changes meanwhile.
#[support::test]
fn all_or_nothing_is_one_critical_section() {
    let books = Books::new(vec![100, 0]);
    thread::scope(|scope| {
        let (told, hears) = mpsc::channel();
        books
            .change_or_nothing(|balances| {
                let books = &books;
                scope.spawn(move || {
                    // If the test has failed by then, nobody hears it.
                    let _ = told.send("begins");
                    let _ = books.change(|balances| balances[1] += 1);
                    let _ = told.send("has changed them");
                });
                assert_eq!(hears.recv(), Ok("begins"));
                assert!(
                    !in_many_turns(&hears),
                    "the books were changed while `change_or_nothing` was changing them"
                );
                balances[0] += 10;
            })
            .expect("nothing is damaged");
        assert_eq!(hears.recv(), Ok("has changed them"));
    });
    let seen = books.change(|balances| balances.clone());
    assert_eq!(seen, Ok(vec![110, 1]), "both changes were made");
}

/// Whether anything is heard from another thread, which has many turns in which to say it.
fn in_many_turns(hears: &mpsc::Receiver<&str>) -> bool {
    (0..1000).any(|_| {
        thread::yield_now();
        hears.try_recv().is_ok()
    })
}

/// A number cannot be half counted: a visitor who panics keeps nobody out.
#[support::test]
fn visitors_are_counted_through_panics() {
    let visitors = Visitors::default();
    visitors.enter(|count| assert_eq!(count, 1));
    let end = catch(|| visitors.enter(|_| panic_on_purpose()));
    assert!(end.is_none(), "the panic must go on to the caller");
    assert_eq!(visitors.count(), 2, "the one who panicked had come in");
    visitors.enter(|count| assert_eq!(count, 3, "the third visitor"));
    catch(|| visitors.enter(|_| panic_on_purpose()));
    assert_eq!(visitors.count(), 4);
}

/// While a visitor is greeted, nobody else may come in.
#[support::test]
fn visitors_are_greeted_one_by_one() {
    let visitors = Visitors::default();
    thread::scope(|scope| {
        let (told, hears) = mpsc::channel();
        visitors.enter(|count| {
            let visitors = &visitors;
            scope.spawn(move || {
                // If the test has failed by then, nobody hears it.
                let _ = told.send("waits at the door");
                visitors.enter(|_| ());
                let _ = told.send("was inside");
            });
            assert_eq!((count, hears.recv()), (1, Ok("waits at the door")));
            assert!(
                !in_many_turns(&hears),
                "a second visitor was inside while the first was being greeted"
            );
        });
        assert_eq!(hears.recv(), Ok("was inside"));
    });
    assert_eq!(visitors.count(), 2);
}
