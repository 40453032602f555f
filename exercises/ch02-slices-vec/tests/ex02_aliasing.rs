//! Two parts of one buffer are changed at the same time, in place.

#[cfg_attr(not(solution), path = "../ex02_aliasing.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex02_aliasing.rs")]
mod exercise;

use exercise::{first_and_last, with_halves};
use support::alloc::measure;

/// The halves are the two halves, and of an odd length the back gets more.
#[support::test]
fn the_halves_are_the_buffer() {
    let halves =
        |buffer: &mut [u8]| with_halves(buffer, |front, back| (front.to_vec(), back.to_vec()));
    assert_eq!(halves(&mut [1, 2, 3, 4]), (vec![1, 2], vec![3, 4]));
    assert_eq!(
        halves(&mut [1, 2, 3]),
        (vec![1], vec![2, 3]),
        "the back is the longer one"
    );
    assert_eq!(halves(&mut []), (vec![], vec![]));
}

/// What is done to the halves is done to the buffer.
#[support::test]
fn the_halves_are_changed_in_place() {
    let mut buffer = [1, 2, 3, 4];
    with_halves(&mut buffer, |front, back| front.swap_with_slice(back));
    assert_eq!(
        buffer,
        [3, 4, 1, 2],
        "the halves were exchanged, in the buffer itself"
    );
}

/// Nothing is copied.
#[support::test]
fn nothing_is_copied() {
    let mut buffer = vec![0; 1000];
    let (_, allocations) = measure(|| {
        with_halves(&mut buffer, |front, back| {
            front[0] = 1;
            back[0] = 2;
        })
    });
    assert_eq!(
        allocations.blocks, 0,
        "a half was cloned: both can be borrowed at once instead"
    );
    assert_eq!((buffer[0], buffer[500]), (1, 2));
}

/// The first and the last number can both be changed.
#[support::test]
fn first_and_last_are_changed_in_place() {
    let mut numbers = [1, 2, 3];
    let (first, last) =
        first_and_last(&mut numbers).expect("three numbers have a first and a last");
    std::mem::swap(first, last);
    assert_eq!(numbers, [3, 2, 1]);
}

/// Of fewer than two numbers there are no two.
#[support::test]
fn fewer_than_two_are_none() {
    assert_eq!(first_and_last(&mut []), None);
    assert_eq!(
        first_and_last(&mut [1]),
        None,
        "the first and the last would be the same one"
    );
}
