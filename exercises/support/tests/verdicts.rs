//! A panic inside a model ends in a verdict, wherever it happens and whatever it meets on its way.
//!
//! Each subject is a test of this file that must fail, run alone in a process of its own: once as a
//! plain `cargo test` runs it, once as the workbook does.

use std::process::Command;

use support::sync::atomic::{AtomicUsize, Ordering};
use support::sync::{Arc, Mutex, RwLock};
use support::thread;

/// Runs the subject `name` both ways, and holds its exit status, what it prints and what it reports
/// against what is expected.
#[track_caller]
fn fails(name: &str, message: &str) {
    let subject = |report: Option<&std::path::Path>| {
        let mut command = Command::new(std::env::current_exe().expect("this executable"));
        command.args(["--ignored", "--exact", name]);
        command
            .env("RUST_BACKTRACE", "0")
            .env_remove("WORKBOOK_REPORT");
        if let Some(report) = report {
            command.env("WORKBOOK_REPORT", report);
        }
        let output = command.output().expect("it runs");
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), stdout + &stderr)
    };
    let (code, output) = subject(None);
    assert_eq!(code, Some(101), "{output}");
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(&output).contains(&flat(message)), "{output}");

    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let (code, output) = subject(Some(&report));
    assert_eq!(code, Some(101), "{output}");
    let report = std::fs::read_to_string(report).expect("a report");
    let records: Vec<&str> = report.lines().collect();
    assert!(
        records.iter().any(|it| it.starts_with("interleaving\t")),
        "{report}"
    );
    assert!(records.iter().any(|it| it.contains(message)), "{report}");
    assert_eq!(records.last(), Some(&"failed"), "{report}");
}

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("in a destructor");
    }
}

/// Panics in a destructor, but by way of a step of the model.
struct Counts(Arc<AtomicUsize>);

impl Drop for Counts {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        panic!("in a destructor");
    }
}

macro_rules! subjects {
    ($($(#[$doc:meta])* $name:ident says $message:literal $body:block)*) => {
        mod subject {
            use super::*;
            $(
                #[support::test]
                #[ignore = "fails, as the test of its name holds it to"]
                fn $name() {
                    support::model(|| $body);
                }
            )*
        }
        $(
            $(#[$doc])*
            #[test]
            fn $name() {
                fails(concat!("subject::", stringify!($name)), $message);
            }
        )*
    };
}

subjects! {
    before_any_step says "at once" {
        panic!("at once");
    }
    a_destructor_panics_as_well says "the first" {
        let _panics = PanicsInDrop;
        panic!("the first");
    }
    a_destructor_takes_a_step_and_panics says "the first" {
        let _counts = Counts(Arc::new(AtomicUsize::new(0)));
        panic!("the first");
    }
    a_destructor_panics_alone says "in a destructor" {
        let _panics = PanicsInDrop;
    }
    in_a_thread_with_a_lock says "in a thread" {
        let lock = Arc::new(Mutex::new(0));
        let its = Arc::clone(&lock);
        let thread = thread::spawn(move || {
            let _panics = PanicsInDrop;
            let _guard = its.lock().unwrap();
            panic!("in a thread");
        });
        let _ = thread.join();
        drop(lock.lock());
    }
    in_a_thread_that_nobody_joins says "in a thread" {
        thread::spawn(|| panic!("in a thread"));
    }
    to_do_in_a_loop says "not yet implemented" {
        loop {
            thread::yield_now();
            todo!();
        }
    }
    with_a_hook_of_its_own says "in a thread" {
        std::panic::set_hook(Box::new(|_| ()));
        let lock = Arc::new(Mutex::new(0));
        let its = Arc::clone(&lock);
        let thread = thread::spawn(move || {
            let _guard = its.lock().unwrap();
            panic!("in a thread");
        });
        let _ = thread.join();
    }
    a_deadlock_with_destructors says "deadlock" {
        let lock = Arc::new(Mutex::new(0));
        let _counts = Counts(Arc::new(AtomicUsize::new(0)));
        let _guard = lock.lock().unwrap();
        let _again = lock.lock().unwrap();
    }
    a_lock_that_is_not_the_models says "did not end" {
        let lock = std::sync::Mutex::new(0);
        let _guard = lock.lock().unwrap();
        let _again = lock.lock().unwrap();
    }
    too_many_threads says "a model has at most 5 threads" {
        for _ in 0..6 {
            thread::spawn(|| ());
        }
    }
    no_stack_left says "out of stack" {
        fn deeper(depth: u32) -> u32 {
            if depth == 0 { 0 } else { std::hint::black_box(deeper(depth - 1)) + 1 }
        }
        deeper(1_000_000);
    }
    on_purpose_and_not_caught says "on purpose" {
        support::unwind::panic_on_purpose();
    }
    a_lock_to_write_left_by_a_panic says "a panic dropped a guard" {
        let lock = Arc::new(RwLock::new(0));
        support::unwind::catch(|| {
            let _guard = lock.write().unwrap();
            support::unwind::panic_on_purpose();
        });
        drop(lock.read());
    }
    a_lock_left_by_a_panic says "a panic dropped a guard" {
        let lock = Arc::new(Mutex::new(0));
        support::unwind::catch(|| {
            let _guard = lock.lock().unwrap();
            support::unwind::panic_on_purpose();
        });
        drop(lock.lock());
    }
}

/// A second model of a test fails it, though the first passed.
#[test]
fn two_models_in_a_test() {
    fails("subject_of_two_models", "not yet implemented");
}

#[support::test]
#[ignore = "fails, as the test of its name holds it to"]
fn subject_of_two_models() {
    support::model(|| thread::spawn(|| ()).join().unwrap());
    support::model(|| todo!());
}

/// Many model tests run in one process of a plain `cargo test`, and each gets its own verdict.
#[test]
fn many_models_in_a_process() {
    let mut command = Command::new(std::env::current_exe().expect("this executable"));
    command.args(["--ignored", "subject::in_a_thread", "--skip", "destructor"]);
    let output = command
        .env_remove("WORKBOOK_REPORT")
        .output()
        .expect("it runs");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.contains("test result: FAILED. 0 passed; 2 failed"),
        "{stdout}"
    );
}

/// A process that ends itself has reported nothing.
#[test]
fn exit_in_a_model_is_no_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let mut command = Command::new(std::env::current_exe().expect("this executable"));
    command.args(["--ignored", "--exact", "exits"]);
    command.env("WORKBOOK_REPORT", &report);
    command.output().expect("it runs");
    assert_eq!(std::fs::read_to_string(report).expect("a report"), "");
}

#[support::test]
#[ignore = "ends its process, as the test above holds it to"]
fn exits() {
    support::model(|| std::process::exit(0));
}

/// Panics on purpose unwind through a model, and come back from `join`.
#[support::test]
fn on_purpose_and_caught() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let its = Arc::clone(&count);
        let thread = thread::spawn(move || {
            its.fetch_add(1, Ordering::SeqCst);
            support::unwind::panic_on_purpose();
        });
        assert!(thread.join().is_err());
        let caught = support::unwind::catch(|| {
            let _its = Arc::clone(&count);
            support::unwind::panic_on_purpose()
        });
        assert_eq!(caught, None::<()>);
        assert_eq!(Arc::strong_count(&count), 1);
        assert_eq!(count.load(Ordering::SeqCst), 1);
    });
}
