//! What the model records of each way to fail, held against a snapshot: one line a step.

use std::fmt::Write as _;

use support::interleaving::Interleaving;
use support::model::Model;
use support::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use support::sync::{Arc, Condvar, Mutex, OnceLock, RwLock, mpsc};
use support::thread;

/// The failing execution of `body`, as the snapshot `name`.
#[track_caller]
fn records(name: &str, model: Model, body: impl Fn() + Send + Sync + 'static) {
    let mut interleaving = *model.explore(body).expect_err("the model fails");
    interleaving.seconds = 0.0;
    support::assert_snapshot!(name, told(&interleaving));
}

fn told(interleaving: &Interleaving) -> String {
    let json = serde_json::to_value(interleaving).expect("plain data");
    let mut text = String::new();
    for (key, value) in json.as_object().expect("an object") {
        match value.as_array() {
            None => writeln!(text, "{key}: {}", short(value)).expect("a string"),
            Some(items) => {
                writeln!(text, "{key}:").expect("a string");
                for (index, item) in items.iter().enumerate() {
                    writeln!(text, "  {index}: {}", short(item)).expect("a string");
                }
            }
        }
    }
    text
}

/// Without what is null, and without the folder of places.
fn short(value: &serde_json::Value) -> String {
    let Some(fields) = value.as_object() else {
        return value.to_string();
    };
    let shown = fields.iter().filter_map(|(key, value)| {
        if value.is_null() || *value == serde_json::Value::Bool(false) {
            return None;
        }
        if key == "place" {
            let file = value["file"].as_str()?;
            assert_eq!(file, "exercises/support/tests/failures.rs");
            return Some(format!("at {}: {}", value["column"], value["source"]));
        }
        Some(format!("{key} {value}"))
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_panic() {
    records("panic", Model::new(), || {
        let count = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&count);
        let adder = thread::spawn(move || {
            let seen = other.load(Ordering::Acquire);
            other.store(seen + 1, Ordering::Release);
        });
        let seen = count.load(Ordering::Acquire);
        count.store(seen + 1, Ordering::Release);
        adder.join().unwrap();
        assert_eq!(count.load(Ordering::Acquire), 2, "one of the two was lost");
    });
}

#[test]
fn a_stale_read() {
    records("stale_read", Model::new(), || {
        let data = Arc::new(AtomicUsize::new(0));
        let ready = Arc::new(AtomicBool::new(false));
        let (its_data, its_ready) = (Arc::clone(&data), Arc::clone(&ready));
        let writer = thread::spawn(move || {
            its_data.store(7, Ordering::Relaxed);
            its_ready.store(true, Ordering::Relaxed);
        });
        if ready.load(Ordering::Acquire) {
            assert_eq!(data.load(Ordering::Relaxed), 7);
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_value_set_once() {
    records("value_set_once", Model::new(), || {
        let name = Arc::new(OnceLock::new());
        let its = Arc::clone(&name);
        let other = thread::spawn(move || its.set("b").is_ok());
        let first = name.get().is_none();
        let mine = name.set("a").is_ok();
        let others = other.join().unwrap();
        assert!(
            mine || (others && !first),
            "first seen empty, and then \"{}\"",
            name.get().unwrap(),
        );
    });
}

#[test]
fn a_deadlock() {
    records("deadlock", Model::new(), || {
        let first = Arc::new(Mutex::new(0));
        let second = Arc::new(Mutex::new(0));
        let (a, b) = (Arc::clone(&first), Arc::clone(&second));
        let other = thread::spawn(move || {
            let _b = b.lock().unwrap();
            let _a = a.lock().unwrap();
        });
        {
            let _first = first.lock().unwrap();
            let _second = second.lock().unwrap();
        }
        other.join().unwrap();
    });
}

#[test]
fn a_lost_wake_up() {
    struct Gate {
        open: AtomicBool,
        lock: Mutex<()>,
        opened: Condvar,
    }
    records("lost_wake_up", Model::new(), || {
        let gate = Arc::new(Gate {
            open: AtomicBool::new(false),
            lock: Mutex::new(()),
            opened: Condvar::new(),
        });
        let its = Arc::clone(&gate);
        let opener = thread::spawn(move || {
            its.open.store(true, Ordering::SeqCst);
            its.opened.notify_one();
        });
        let mut guard = gate.lock.lock().unwrap();
        while !gate.open.load(Ordering::SeqCst) {
            guard = gate.opened.wait(guard).unwrap();
        }
        drop(guard);
        opener.join().unwrap();
    });
}

#[test]
fn a_wait_for_a_message() {
    records("receive", Model::new(), || {
        let (sender, receiver) = mpsc::channel();
        let kept = sender.clone();
        let worker = thread::Builder::new().name("worker".to_owned());
        let worker = worker.spawn(move || sender.send(1).unwrap()).unwrap();
        assert_eq!(receiver.iter().count(), 1);
        drop(kept);
        worker.join().unwrap();
    });
}

#[test]
fn an_upgrade() {
    records("upgrade", Model::new(), || {
        let lock = RwLock::new(0);
        let seen = lock.read().unwrap();
        *lock.write().unwrap() += *seen;
    });
}

#[test]
fn a_leak() {
    records("leak", Model::new(), || {
        let kept = Arc::new(1);
        std::mem::forget(Arc::clone(&kept));
    });
}

#[test]
fn too_many_steps() {
    records("too_many_steps", Model::new().steps(6), || {
        let flag = Arc::new(AtomicBool::new(false));
        let other = Arc::clone(&flag);
        let setter = thread::spawn(move || other.store(true, Ordering::Release));
        while !flag.load(Ordering::Acquire) {}
        setter.join().unwrap();
    });
}

#[test]
fn too_many_executions() {
    records("not_exhausted", Model::new().executions(3), || {
        let lock = Arc::new(Mutex::new(0));
        let adders = [Arc::clone(&lock), Arc::clone(&lock)]
            .map(|lock| thread::spawn(move || *lock.lock().unwrap() += 1));
        for adder in adders {
            adder.join().unwrap();
        }
        assert_eq!(*lock.lock().unwrap(), 2);
    });
}
