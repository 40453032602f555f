//! One at a time has the value, for as long as its guard lives and no longer.

// A lock hands out what it guards through an `UnsafeCell`, so here the learner may be unsafe.
#[allow(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex05_spin_lock.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex05_spin_lock.rs"
)]
mod exercise;

use std::cell::{self, Cell};
use std::hint;
use std::marker::PhantomData;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::sync;
use std::thread;

use exercise::{Guard, SpinLock};
use support::unwind::{catch, panic_on_purpose};

/// The guard gives the value, to read and to write.
#[support::test]
fn the_guard_gives_the_value() {
    let lock = SpinLock::new(vec![1]);
    lock.lock().push(2);
    let guard = lock.lock();
    assert_eq!(*guard, [1, 2]);
    assert_eq!(guard.len(), 2);
}

/// While one has it, nobody else gets it.
#[support::test]
fn one_at_a_time() {
    let lock = SpinLock::new(1);
    let guard = lock.lock();
    assert!(lock.try_lock().is_none(), "it is locked");
    assert!(
        lock.try_lock().is_none(),
        "it is still locked: to have tried in vain must not unlock what another has locked"
    );
    assert_eq!(*guard, 1);
}

/// The end of the guard unlocks, also if a panic is what ended it.
#[support::test]
fn the_end_of_the_guard_unlocks() {
    let lock = SpinLock::new(1);
    drop(lock.lock());
    assert!(lock.try_lock().is_some(), "the guard of `lock` was dropped");
    drop(lock.try_lock());
    assert!(
        lock.try_lock().is_some(),
        "the guard of `try_lock` was dropped"
    );
    let unwound = catch(|| {
        let _guard = lock.lock();
        panic_on_purpose();
    });
    assert_eq!(unwound, None, "the panic is the caller's to see");
    assert!(lock.try_lock().is_some(), "a panic dropped the guard");
}

/// Threads that add under the lock lose nothing.
#[support::test]
fn threads_lose_nothing() {
    const EACH: u64 = 10_000;
    let lock = SpinLock::new(0_u64);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..EACH {
                    *lock.lock() += 1;
                }
            });
        }
    });
    assert_eq!(*lock.lock(), 4 * EACH);
}

/// Whether a type may be shared by threads, as a constant. The inherent one is taken where it applies.
struct Shareable<T>(PhantomData<T>);

trait Otherwise {
    const SHAREABLE: bool = false;
}

impl<T> Otherwise for Shareable<T> {}

impl<T: Sync> Shareable<T> {
    const SHAREABLE: bool = true;
}

/// The lock may be shared if its value may be sent, and only then.
#[support::test]
fn the_lock_is_shared_where_its_value_may_be_sent() {
    let (yes, no) = (
        Shareable::<SpinLock<Cell<u32>>>::SHAREABLE,
        Shareable::<SpinLock<Rc<u32>>>::SHAREABLE,
    );
    assert!(
        yes,
        "a `Cell` may be sent, and one thread at a time has it: the lock may be shared"
    );
    assert!(
        !no,
        "an `Rc` must not reach another thread, and through this lock it would: two threads with clones of \
         it would count without order"
    );
}

/// A guard may be shared if its value may be, and only then.
#[support::test]
fn the_guard_is_shared_where_its_value_may_be() {
    let (yes, no) = (
        Shareable::<Guard<'static, u32>>::SHAREABLE,
        Shareable::<Guard<'static, Cell<u32>>>::SHAREABLE,
    );
    assert!(
        yes,
        "a `&u32` may go to another thread, so a `&Guard` of one may"
    );
    assert!(
        !no,
        "a `&Guard` gives a `&Cell`, and two threads must not have that: the compiler took the guard to \
         be `Sync` because its field is. Say for which `T` it is"
    );
}

/// As above, for whether a type may be sent to another thread.
struct Sendable<T>(PhantomData<T>);

trait NotSendable {
    const SENDABLE: bool = false;
}

impl<T> NotSendable for Sendable<T> {}

impl<T: Send> Sendable<T> {
    const SENDABLE: bool = true;
}

/// The lock and a guard may be sent where the value may be, and only then.
#[support::test]
fn both_are_sent_where_the_value_may_be() {
    let (lock, guard, lock_of_cell) = (
        Sendable::<SpinLock<Rc<u32>>>::SENDABLE,
        Sendable::<Guard<'static, Rc<u32>>>::SENDABLE,
        Sendable::<SpinLock<Cell<u32>>>::SENDABLE,
    );
    assert!(
        !lock,
        "who has the lock has the value, and an `Rc` must not reach another thread. Whether a lock may be \
         sent the compiler finds out by itself: it needs no promise of yours"
    );
    assert!(
        !guard,
        "a guard gives the value, and an `Rc` must not reach another thread. Whether a guard may be sent \
         the compiler finds out by itself: it needs no promise of yours"
    );
    assert!(
        lock_of_cell,
        "a `Cell` may be sent, so a lock around it may"
    );
}

/// A guard cannot outlive its lock, nor what it gave outlive the guard: the compiler refuses both.
#[support::test]
fn nothing_outlives_the_guard() {
    compiles(
        "let lock = SpinLock::new(1);
         let mut guard = lock.lock();
         *guard += 1;
         let value: &mut i32 = &mut guard;
         *value += 1;
         drop(guard);
         drop(lock);",
        Ok(()),
    );
    compiles(
        "let guard;
         {
             let lock = SpinLock::new(1);
             guard = lock.lock();
         }
         drop(guard);",
        Err("E0597"),
    );
    compiles(
        "let lock = SpinLock::new(1);
         let guard = lock.try_lock().unwrap();
         drop(lock);
         drop(guard);",
        Err("E0505"),
    );
    compiles(
        "let lock = SpinLock::new(1);
         let guard = lock.lock();
         let value: &i32 = &guard;
         drop(guard);
         println!(\"{value}\");",
        Err("E0505"),
    );
}

/// Has rustc look at a function with this body, with the exercise in scope.
#[track_caller]
fn compiles(body: &str, expected: Result<(), &str>) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("uses_the_lock.rs");
    let exercise = Path::new(env!("CARGO_MANIFEST_DIR")).join(if cfg!(solution) {
        "ch09-once-atomics/ex05_spin_lock.rs"
    } else {
        "ex05_spin_lock.rs"
    });
    let program = format!(
        "#![allow(unused)]\nuse std::{{cell, hint, sync, thread}};\n#[path = {exercise:?}]\nmod exercise;\n\
         use exercise::SpinLock;\npub fn uses_the_lock() {{\n{body}\n}}\n"
    );
    std::fs::write(&root, program).expect("written");
    let said = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--emit=metadata",
            "--error-format=short",
        ])
        .arg("--out-dir")
        .arg(folder.path())
        .arg(&root)
        .output()
        .expect("rustc is found, as it was to build this test");
    let said_text = String::from_utf8_lossy(&said.stderr);
    match expected {
        Ok(()) => assert!(
            said.status.success(),
            "this must compile:\n{body}\n{said_text}"
        ),
        Err(code) => assert!(
            !said.status.success() && said_text.contains(code),
            "this must be refused ({code}), since it uses a value that nobody guards any more:\n{body}\n\
             {said_text}"
        ),
    }
}
