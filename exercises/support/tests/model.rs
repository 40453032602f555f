//! The model passes what is right, and says how far it has looked.

use support::interleaving::FailureKind;
use support::model::Model;
use support::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use support::sync::{Arc, Barrier, Condvar, Mutex, OnceLock, RwLock, mpsc};
use support::{hint, thread};

#[track_caller]
fn passes(body: impl Fn() + Send + Sync + 'static) -> u64 {
    match Model::new().explore(body) {
        Ok(explored) => explored.interleavings,
        Err(interleaving) => panic!("{interleaving:#?}"),
    }
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
    // A lock that is taken by `swap` and given back by a store.
    passes(|| {
        let locked = Arc::new(AtomicBool::new(false));
        let other = Arc::clone(&locked);
        let use_it = |locked: &AtomicBool| {
            while locked.swap(true, Ordering::Acquire) {
                hint::spin_loop();
            }
            locked.store(false, Ordering::Release);
        };
        let a = thread::spawn(move || use_it(&other));
        use_it(&locked);
        a.join().unwrap();
    });
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

/// Two threads that add under a lock.
fn two_add() {
    let lock = Arc::new(Mutex::new(0));
    let its = Arc::clone(&lock);
    let other = thread::spawn(move || *its.lock().unwrap() += 1);
    *lock.lock().unwrap() += 1;
    other.join().unwrap();
    assert_eq!(*lock.lock().unwrap(), 2);
}

#[test]
fn a_bound_on_preemptions_is_said_with_the_pass() {
    let all = Model::new().explore(two_add).expect("it is right");
    assert_eq!(all.preemptions, None);
    let some = Model::new()
        .preemptions(0)
        .explore(two_add)
        .expect("it is right");
    assert!(some.interleavings < all.interleavings, "{some:?} {all:?}");
    let said = "explored, it passes; at most 0 preemptions in each";
    assert!(some.to_string().ends_with(said), "{some}");
}

#[test]
fn too_long_a_time_is_no_pass() {
    let interleaving = Model::new()
        .seconds(0)
        .explore(two_add)
        .expect_err("no time");
    assert_eq!(interleaving.failure.kind, FailureKind::NotExhausted);
    let message = &interleaving.failure.message;
    assert!(message.contains("0 s were not enough"), "{message}");
    assert!(message.contains("`Model::seconds`"), "{message}");
}

/// A state space too large to explore still shows a fault that is near its beginning.
#[test]
fn a_fault_is_found_where_not_all_can_be_explored() {
    let model = Model::new().executions(2);
    let interleaving = model.explore(|| {
        let last = Arc::new(AtomicUsize::new(0));
        let threads = [1, 2].map(|number| {
            let last = Arc::clone(&last);
            thread::spawn(move || last.store(number, Ordering::SeqCst))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(last.load(Ordering::SeqCst), 2, "the second came last");
    });
    let failure = interleaving.expect_err("the first may come last").failure;
    assert_eq!(failure.kind, FailureKind::Panic, "{failure:?}");
}

/// What is made for one execution is not there in the next, so nothing of it can be used outside.
#[test]
#[should_panic(expected = "it can only be used inside `support::model(|| …)`")]
fn outside_of_a_model_its_types_say_so() {
    drop(Mutex::new(0));
}

/// Timed waits may time out, or not.
#[test]
fn a_timed_wait_goes_both_ways() {
    static TIMED_OUT: [std::sync::atomic::AtomicBool; 2] =
        [const { std::sync::atomic::AtomicBool::new(false) }; 2];
    passes(|| {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let its = Arc::clone(&pair);
        let other = thread::spawn(move || {
            *its.0.lock().unwrap() = true;
            its.1.notify_one();
        });
        let guard = pair.0.lock().unwrap();
        let long = std::time::Duration::from_secs(1);
        let waited = pair.1.wait_timeout_while(guard, long, |ready| !*ready);
        let (guard, result) = waited.unwrap();
        assert_eq!(*guard, !result.timed_out());
        TIMED_OUT[usize::from(result.timed_out())].store(true, Ordering::Relaxed);
        drop(guard);
        other.join().unwrap();
    });
    assert!(TIMED_OUT.iter().all(|it| it.load(Ordering::Relaxed)));
}
