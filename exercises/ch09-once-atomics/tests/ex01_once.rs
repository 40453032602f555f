//! A value is made once; a failure to make it is the maker's alone, and is not kept.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex01_once.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch09-once-atomics/ex01_once.rs")]
mod exercise;

use std::sync;
use std::thread;

use exercise::Once;
use support::unwind::{catch, panic_on_purpose};

/// The first value stays, and nobody makes another.
#[support::test]
fn the_first_value_stays() {
    let once = Once::new();
    assert_eq!(once.get_or_try_init(|| Ok::<_, String>(1)), Ok(&1));
    let second = once.get_or_try_init(|| -> Result<_, String> { panic!("made a second time") });
    assert_eq!(second, Ok(&1), "the value is there already");
}

/// Everybody gets the same value, not a copy of it.
#[support::test]
fn everybody_gets_the_same_value() {
    let once = Once::new();
    let first = once.get_or_try_init(|| Ok::<_, ()>("a".to_owned()));
    let second = once.get_or_try_init(|| Ok::<_, ()>("a".to_owned()));
    let (first, second) = (first.expect("made"), second.expect("there"));
    assert!(std::ptr::eq(first, second), "two values");
}

/// A failure is told to the one who failed. Whoever comes next tries again.
#[support::test]
fn a_failure_is_not_kept() {
    let once = Once::new();
    for attempt in 1..=2 {
        let failed = once.get_or_try_init(|| Err::<i32, _>(format!("attempt {attempt}")));
        assert_eq!(failed, Err(format!("attempt {attempt}")));
    }
    assert_eq!(once.get_or_try_init(|| Ok::<_, String>(3)), Ok(&3));
    assert_eq!(
        once.get_or_try_init(|| Err::<i32, _>("too late".to_owned())),
        Ok(&3),
        "the value is there, so nothing can fail any more"
    );
}

/// A panic goes to the one who panicked. Whoever comes next tries again.
#[support::test]
fn a_panic_poisons_nobody() {
    let once = Once::new();
    let unwound = catch(|| {
        let _ = once.get_or_try_init(|| -> Result<i32, ()> { panic_on_purpose() });
    });
    assert_eq!(unwound, None, "the panic is the caller's to see");
    assert_eq!(
        once.get_or_try_init(|| Ok::<_, ()>(2)),
        Ok(&2),
        "after a panic there is no value, and nothing else has changed"
    );
    assert_eq!(once.get_or_try_init(|| Ok::<_, ()>(3)), Ok(&2));
}

/// One value may need another to be made: each has a turn of its own.
#[support::test]
fn one_may_need_another() {
    let (host, url) = (Once::new(), Once::new());
    let made = url.get_or_try_init(|| {
        let host = host.get_or_try_init(|| Ok::<_, ()>("localhost"))?;
        Ok::<_, ()>(format!("http://{host}/"))
    });
    assert_eq!(made, Ok(&"http://localhost/".to_owned()));
}

/// Threads that ask at about the same time get one value.
#[support::test]
fn threads_get_one_value() {
    let once = Once::new();
    let values: Vec<i32> = thread::scope(|scope| {
        let ask = |number| {
            let once = &once;
            scope.spawn(move || once.get_or_try_init(|| Ok::<_, ()>(number)).copied())
        };
        let threads: Vec<_> = (0..4).map(ask).collect();
        let values = threads.into_iter().map(|it| it.join().expect("no panic"));
        values.map(|value| value.expect("no failure")).collect()
    });
    assert!(
        values.iter().all(|value| *value == values[0]),
        "{values:?}: every thread must have got the same value"
    );
}
