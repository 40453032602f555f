//! The model finds what is wrong, passes what is right, and says which.

use support::interleaving::{FailureKind, Interleaving};
use support::model::Model;
use support::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use support::sync::{Arc, Barrier, Condvar, Mutex, OnceLock, RwLock, mpsc};
use support::{hint, thread};

/// The failing execution of `body`.
#[track_caller]
fn fails(body: impl Fn() + Send + Sync + 'static) -> Interleaving {
    *Model::new().explore(body).expect_err("the model fails")
}

#[track_caller]
fn passes(body: impl Fn() + Send + Sync + 'static) -> u64 {
    match Model::new().explore(body) {
        Ok(explored) => {
            println!("{explored} in {:?}", explored.time);
            explored.interleavings
        }
        Err(interleaving) => panic!("{interleaving:#?}"),
    }
}

/// The steps in short: thread, operation, object, values.
fn story(interleaving: &Interleaving) -> Vec<String> {
    let tell = |step: &support::interleaving::Step| {
        let thread = &interleaving.threads[step.thread].name;
        let operation = format!("{:?}", step.operation);
        let object = step
            .object
            .map(|object| format!(" {}", interleaving.objects[object].name));
        let other = step
            .other
            .map(|other| format!(" ({})", interleaving.threads[other].name));
        let read = step.read.as_ref().map(|value| format!(" read {value}"));
        let from = step.read_from.map(|step| format!(" of #{step}"));
        let missed = step.missed.map(|step| format!(" missing #{step}"));
        let written = step.written.as_ref().map(|value| format!(" wrote {value}"));
        let blocked = step
            .blocked_since
            .map(|step| format!(" blocked since #{step}"));
        let pending = step.pending.then(|| " for ever".to_owned());
        let line = step.place.as_ref().and_then(|place| place.source.clone());
        let line = line.map(|line| format!("   | {line}"));
        [
            Some(format!("{thread}: {operation}")),
            object,
            other,
            read,
            from,
            missed,
            written,
            blocked,
            pending,
            line,
        ]
        .into_iter()
        .flatten()
        .collect::<String>()
    };
    interleaving.steps.iter().map(tell).collect()
}

fn show(interleaving: &Interleaving) {
    println!(
        "{:?}: {}",
        interleaving.failure.kind, interleaving.failure.message
    );
    for (index, line) in story(interleaving).iter().enumerate() {
        println!("#{index} {line}");
    }
    println!(
        "step {:?}, {} explored in {:.3} s",
        interleaving.failure.step, interleaving.explored, interleaving.seconds
    );
}

#[test]
fn a_lost_update() {
    let interleaving = fails(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&count);
        let adder = thread::spawn(move || {
            let seen = other.load(Ordering::SeqCst);
            other.store(seen + 1, Ordering::SeqCst);
        });
        let seen = count.load(Ordering::SeqCst);
        count.store(seen + 1, Ordering::SeqCst);
        adder.join().unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2, "one of the two was lost");
    });
    show(&interleaving);
    assert_eq!(interleaving.failure.kind, FailureKind::Panic);
}

#[test]
fn locks_in_two_orders() {
    let interleaving = fails(|| {
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
    show(&interleaving);
    assert_eq!(interleaving.failure.kind, FailureKind::Deadlock);
}

#[test]
fn a_lost_wake_up() {
    let interleaving = fails(|| {
        let pair = Arc::new((Mutex::new(()), Condvar::new(), AtomicBool::new(false)));
        let other = Arc::clone(&pair);
        let waker = thread::spawn(move || {
            other.2.store(true, Ordering::SeqCst);
            other.1.notify_one();
        });
        let guard = pair.0.lock().unwrap();
        if !pair.2.load(Ordering::SeqCst) {
            drop(pair.1.wait(guard).unwrap());
        }
        waker.join().unwrap();
    });
    show(&interleaving);
    assert_eq!(interleaving.failure.kind, FailureKind::Deadlock);
}

#[test]
fn a_message_published_too_early() {
    let interleaving = fails(|| {
        let shared = Arc::new((AtomicUsize::new(0), AtomicBool::new(false)));
        let other = Arc::clone(&shared);
        let writer = thread::spawn(move || {
            other.0.store(7, Ordering::Relaxed);
            other.1.store(true, Ordering::Relaxed);
        });
        if shared.1.load(Ordering::Acquire) {
            assert_eq!(shared.0.load(Ordering::Relaxed), 7);
        }
        writer.join().unwrap();
    });
    show(&interleaving);
    assert_eq!(interleaving.failure.kind, FailureKind::Panic);
}

#[test]
fn a_leak() {
    let interleaving = fails(|| {
        let kept = Arc::new(1);
        std::mem::forget(Arc::clone(&kept));
    });
    show(&interleaving);
    assert_eq!(interleaving.failure.kind, FailureKind::Leak);
}

#[test]
fn a_todo() {
    let interleaving = fails(|| {
        let lock = Arc::new(Mutex::new(0));
        let guard = lock.lock().unwrap();
        let other = Arc::clone(&lock);
        let _thread = thread::spawn(move || drop(other.lock()));
        if *guard == 0 {
            todo!();
        }
    });
    show(&interleaving);
    assert_eq!(interleaving.failure.kind, FailureKind::Panic);
}

#[test]
fn a_spin_without_a_hint() {
    let interleaving = fails(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let other = Arc::clone(&flag);
        let setter = thread::spawn(move || other.store(true, Ordering::Release));
        while !flag.load(Ordering::Acquire) {}
        setter.join().unwrap();
    });
    println!("{}", interleaving.failure.message);
    assert_eq!(interleaving.failure.kind, FailureKind::TooManySteps);
}

#[test]
fn what_is_right_passes() {
    passes(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let other = Arc::clone(&flag);
        let setter = thread::spawn(move || other.store(true, Ordering::Release));
        while !flag.load(Ordering::Acquire) {
            hint::spin_loop();
        }
        setter.join().unwrap();
    });
    // A lock that is taken by a swap, in either form, and given back by a store.
    for take in [AtomicBool::swap, AtomicBool::fetch_or] {
        passes(move || {
            let locked = Arc::new(AtomicBool::new(false));
            let other = Arc::clone(&locked);
            let use_it = move |locked: &AtomicBool| {
                while take(locked, true, Ordering::Acquire) {
                    hint::spin_loop();
                }
                locked.store(false, Ordering::Release);
            };
            let a = thread::spawn(move || use_it(&other));
            use_it(&locked);
            a.join().unwrap();
        });
    }
    passes(|| {
        let (sender, receiver) = mpsc::sync_channel(0);
        let worker = thread::spawn(move || {
            sender.send(1).unwrap();
            sender.send(2).unwrap();
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
        worker.join().unwrap();
    });
    passes(|| {
        let (sender, receiver) = mpsc::channel();
        let second = sender.clone();
        let a = thread::spawn(move || sender.send(1).unwrap());
        let b = thread::spawn(move || second.send(2).unwrap());
        let mut all: Vec<_> = receiver.into_iter().collect();
        all.sort();
        assert_eq!(all, [1, 2]);
        a.join().unwrap();
        b.join().unwrap();
    });
    passes(|| {
        let cell = Arc::new(OnceLock::new());
        let other = Arc::clone(&cell);
        let a = thread::spawn(move || *other.get_or_init(|| 1));
        let mine = *cell.get_or_init(|| 2);
        assert_eq!(a.join().unwrap(), mine);
    });
    passes(|| {
        let barrier = Arc::new(Barrier::new(2));
        let other = Arc::clone(&barrier);
        let a = thread::spawn(move || {
            let first = other.wait().is_leader();
            let second = other.wait().is_leader();
            (first, second)
        });
        let first = barrier.wait().is_leader();
        let second = barrier.wait().is_leader();
        let (a1, a2) = a.join().unwrap();
        assert!(first != a1 && second != a2);
    });
    passes(|| {
        let lock = Arc::new(RwLock::new(0));
        let other = Arc::clone(&lock);
        let writer = thread::spawn(move || *other.write().unwrap() += 1);
        let seen = *lock.read().unwrap();
        assert!(seen <= 1);
        writer.join().unwrap();
        assert_eq!(*lock.read().unwrap(), 1);
    });
    passes(|| {
        let main = thread::current();
        let other = thread::spawn(move || main.unpark());
        thread::park();
        other.join().unwrap();
    });
}

/// Counts the executions of a panic that no failure may hide.
#[test]
fn panics_in_nasty_places() {
    struct Loud(Arc<AtomicUsize>);
    impl Drop for Loud {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let kind =
        |interleaving: Interleaving| (interleaving.failure.kind, interleaving.failure.message);
    let at_once = kind(fails(|| panic!("at once")));
    assert_eq!(at_once, (FailureKind::Panic, "at once".to_owned()));
    let in_a_thread = kind(fails(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let loud = Loud(Arc::clone(&count));
        let thread = thread::spawn(move || {
            let _loud = loud;
            panic!("in a thread");
        });
        let _ = thread.join();
    }));
    assert_eq!(in_a_thread, (FailureKind::Panic, "in a thread".to_owned()));
    let caught = kind(fails(|| {
        let count = AtomicUsize::new(0);
        let _ = std::panic::catch_unwind(|| panic!("caught"));
        count.fetch_add(1, Ordering::SeqCst);
    }));
    assert_eq!(caught, (FailureKind::Panic, "caught".to_owned()));
}
