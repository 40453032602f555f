//! Each type that the model mirrors, used wrongly, fails by the fault that it was used for; used rightly,
//! it passes.

use support::interleaving::FailureKind::{self, Deadlock, Panic};
use support::model::Model;
use support::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
use support::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, mpsc};
use support::thread;

/// How the model of `body` fails, if it does.
fn fault(body: impl Fn() + Send + Sync + 'static) -> Option<FailureKind> {
    let interleaving = Model::new().explore(body).err()?;
    Some(interleaving.failure.kind)
}

/// Runs `first` on one thread and `second` on another, on the same thing.
fn both<T: Send + Sync + 'static>(shared: T, first: fn(&T), second: fn(&T)) -> Arc<T> {
    let shared = Arc::new(shared);
    let its = Arc::clone(&shared);
    let other = thread::spawn(move || second(&its));
    first(&shared);
    other.join().unwrap();
    shared
}

#[test]
fn mutex() {
    // Two critical sections for what should be one.
    let twice = || {
        let add = |count: &Mutex<u8>| {
            let seen = *count.lock().unwrap();
            *count.lock().unwrap() = seen + 1;
        };
        assert_eq!(*both(Mutex::new(0), add, add).lock().unwrap(), 2);
    };
    let once = || {
        let add = |count: &Mutex<u8>| *count.lock().unwrap() += 1;
        assert_eq!(*both(Mutex::new(0), add, add).lock().unwrap(), 2);
    };
    assert_eq!(fault(twice), Some(Panic));
    assert_eq!(fault(once), None);
    let again = || {
        let lock = Mutex::new(0);
        let _first = lock.lock();
        assert!(lock.try_lock().is_err());
        let _second = lock.lock();
    };
    assert_eq!(fault(again), Some(Deadlock));
}

#[test]
fn rw_lock() {
    let check_then_act = || {
        let take = |seat: &RwLock<u8>| {
            if *seat.read().unwrap() == 0 {
                *seat.write().unwrap() += 1;
            }
        };
        assert_eq!(*both(RwLock::new(0), take, take).read().unwrap(), 1);
    };
    let look_again = || {
        let take = |seat: &RwLock<u8>| {
            let mut seat = seat.write().unwrap();
            if *seat == 0 {
                *seat += 1;
            }
        };
        assert_eq!(*both(RwLock::new(0), take, take).read().unwrap(), 1);
    };
    assert_eq!(fault(check_then_act), Some(Panic));
    assert_eq!(fault(look_again), None);
    let upgrade = || {
        let lock = RwLock::new(0);
        let _read = lock.read();
        assert!(lock.try_write().is_err());
        let _write = lock.write();
    };
    assert_eq!(fault(upgrade), Some(Deadlock));
}

#[test]
fn condvar() {
    type Pair = (Mutex<u8>, Condvar);
    let give = |pair: &Pair| {
        *pair.0.lock().unwrap() += 1;
        pair.1.notify_one();
    };
    let wait_at_any_rate = move || {
        let wait = |pair: &Pair| drop(pair.1.wait(pair.0.lock().unwrap()).unwrap());
        both((Mutex::new(0), Condvar::new()), wait, give);
    };
    let wait_while = move || {
        let wait = |pair: &Pair| {
            let guard = pair.0.lock().unwrap();
            drop(pair.1.wait_while(guard, |count| *count == 0).unwrap());
        };
        both((Mutex::new(0), Condvar::new()), wait, give);
    };
    assert_eq!(fault(wait_at_any_rate), Some(Deadlock));
    assert_eq!(fault(wait_while), None);
}

#[test]
fn barrier() {
    let one_too_many = || {
        let wait = |barrier: &Barrier| {
            barrier.wait();
        };
        both(Barrier::new(3), wait, wait);
    };
    let as_many = || {
        let wait = |barrier: &Barrier| {
            barrier.wait();
        };
        both(Barrier::new(2), wait, wait);
    };
    assert_eq!(fault(one_too_many), Some(Deadlock));
    assert_eq!(fault(as_many), None);
}

#[test]
fn once() {
    let look_then_set = || {
        let make = |cell: &OnceLock<u8>| {
            if cell.get().is_none() {
                cell.set(1).unwrap();
            }
        };
        both(OnceLock::new(), make, make);
    };
    let get_or_init = || {
        type Made = (OnceLock<u8>, AtomicUsize);
        let make = |made: &Made| {
            made.0.get_or_init(|| {
                made.1.fetch_add(1, Ordering::Relaxed);
                1
            });
        };
        let made = both((OnceLock::new(), AtomicUsize::new(0)), make, make);
        assert_eq!(made.1.load(Ordering::Relaxed), 1);
    };
    let call_once = || {
        type Called = (Once, AtomicUsize);
        let call = |called: &Called| {
            called.0.call_once(|| {
                called.1.store(7, Ordering::Relaxed);
            });
            // Whoever returns has seen it run.
            assert_eq!(called.1.load(Ordering::Relaxed), 7);
        };
        both((Once::new(), AtomicUsize::new(0)), call, call);
    };
    let lazily = || {
        let made: LazyLock<u8> = LazyLock::new(|| 3);
        let look = |made: &LazyLock<u8>| assert_eq!(**made, 3);
        both(made, look, look);
    };
    assert_eq!(fault(look_then_set), Some(Panic));
    assert_eq!(fault(get_or_init), None);
    assert_eq!(fault(call_once), None);
    assert_eq!(fault(lazily), None);
}

#[test]
fn channels() {
    let both_send_first = || {
        let (to_main, from_other) = mpsc::sync_channel(0);
        let (to_other, from_main) = mpsc::sync_channel(0);
        let other = thread::spawn(move || {
            to_main.send(1).unwrap();
            from_main.recv().unwrap();
        });
        to_other.send(2).unwrap();
        from_other.recv().unwrap();
        other.join().unwrap();
    };
    let room_for_one = || {
        let (to_main, from_other) = mpsc::sync_channel(1);
        let (to_other, from_main) = mpsc::sync_channel(1);
        let other = thread::spawn(move || {
            to_main.send(1).unwrap();
            from_main.recv().unwrap();
        });
        to_other.send(2).unwrap();
        from_other.recv().unwrap();
        other.join().unwrap();
    };
    let the_order_of_two_senders = || {
        let (sender, receiver) = mpsc::channel();
        let its = sender.clone();
        let other = thread::spawn(move || its.send(2).unwrap());
        sender.send(1).unwrap();
        drop(sender);
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
        other.join().unwrap();
    };
    let nobody_receives = || {
        let (sender, receiver) = mpsc::sync_channel(0);
        let other = thread::spawn(move || drop(receiver));
        assert_eq!(sender.send(5), Err(mpsc::SendError(5)));
        other.join().unwrap();
    };
    assert_eq!(fault(both_send_first), Some(Deadlock));
    assert_eq!(fault(room_for_one), None);
    assert_eq!(fault(the_order_of_two_senders), Some(Panic));
    assert_eq!(fault(nobody_receives), None);
}

#[test]
fn park() {
    let unparked_once_parked_twice = || {
        let main = thread::current();
        let other = thread::spawn(move || main.unpark());
        thread::park();
        thread::park();
        other.join().unwrap();
    };
    let a_permit_is_kept = || {
        let main = thread::current();
        let lock = Arc::new(Mutex::new(()));
        let its = Arc::clone(&lock);
        let other = thread::spawn(move || {
            let _guard = its.lock();
            main.unpark();
        });
        // It may be unparked while it waits for the lock, and must not take it for that.
        drop(lock.lock());
        thread::park();
        other.join().unwrap();
    };
    assert_eq!(fault(unparked_once_parked_twice), Some(Deadlock));
    assert_eq!(fault(a_permit_is_kept), None);
}

#[test]
fn arc() {
    let last_of_two = || {
        let shared = Arc::new(0);
        let its = Arc::clone(&shared);
        let other = thread::spawn(move || Arc::try_unwrap(its).is_ok());
        let mine = Arc::try_unwrap(shared).is_ok();
        assert!(mine || other.join().unwrap(), "one of the two is the last");
    };
    // The documentation of std says so: both may see that the other is still there.
    assert_eq!(fault(last_of_two), Some(Panic));
    let both_into_inner = || {
        let shared = Arc::new(0);
        let its = Arc::clone(&shared);
        let other = thread::spawn(move || Arc::into_inner(its).is_some());
        let mine = Arc::into_inner(shared).is_some();
        assert!(mine != other.join().unwrap(), "one of the two is the last");
    };
    assert_eq!(fault(both_into_inner), None);
    let into_inner = || {
        let shared = Arc::new(0);
        let its = Arc::clone(&shared);
        let other = thread::spawn(move || drop(its));
        other.join().unwrap();
        assert_eq!(Arc::into_inner(shared), Some(0));
    };
    assert_eq!(fault(into_inner), None);
}

/// A load and a store are not one step; `fetch_add`, `fetch_update` and a loop of exchanges are.
macro_rules! counters {
    ($($test:ident $name:ident)*) => {
        $(
            #[test]
            fn $test() {
                let two = |count: Arc<$name>| assert_eq!(count.load(Ordering::Relaxed), 2);
                let in_two_steps = move || {
                    let add = |count: &$name| {
                        let seen = count.load(Ordering::SeqCst);
                        count.store(seen + 1, Ordering::SeqCst);
                    };
                    two(both($name::new(0), add, add));
                };
                let fetched = move || {
                    let add = |count: &$name| {
                        count.fetch_add(1, Ordering::Relaxed);
                    };
                    two(both($name::new(0), add, add));
                };
                let updated = move || {
                    let add = |count: &$name| {
                        let more = |seen| Some(seen + 1);
                        let order = Ordering::Relaxed;
                        count.fetch_update(order, order, more).unwrap();
                    };
                    two(both($name::new(0), add, add));
                };
                assert_eq!(fault(in_two_steps), Some(Panic));
                assert_eq!(fault(fetched), None);
                assert_eq!(fault(updated), None);
            }
        )*
    };
}

counters! {
    atomic_u8 AtomicU8
    atomic_u16 AtomicU16
    atomic_u32 AtomicU32
    atomic_u64 AtomicU64
    atomic_usize AtomicUsize
    atomic_i8 AtomicI8
    atomic_i16 AtomicI16
    atomic_i32 AtomicI32
    atomic_i64 AtomicI64
    atomic_isize AtomicIsize
}

#[test]
fn atomic_bool_and_pointer() {
    let enter = |only: fn(&AtomicBool) -> bool| {
        move || {
            let inside = Arc::new((AtomicBool::new(false), AtomicUsize::new(0)));
            let its = Arc::clone(&inside);
            let enter = move |inside: &(AtomicBool, AtomicUsize)| {
                if only(&inside.0) {
                    inside.1.fetch_add(1, Ordering::Relaxed);
                }
            };
            let other = thread::spawn(move || enter(&its));
            enter(&inside);
            other.join().unwrap();
            assert_eq!(inside.1.load(Ordering::Relaxed), 1);
        }
    };
    let look_then_set = |flag: &AtomicBool| {
        let free = !flag.load(Ordering::SeqCst);
        flag.store(true, Ordering::SeqCst);
        free
    };
    let swap = |flag: &AtomicBool| !flag.swap(true, Ordering::SeqCst);
    assert_eq!(fault(enter(look_then_set)), Some(Panic));
    assert_eq!(fault(enter(swap)), None);

    let pointer = || {
        let set = |pointer: &AtomicPtr<u8>| {
            let null = std::ptr::null_mut();
            let mut byte = 1;
            let order = Ordering::AcqRel;
            let won = pointer.compare_exchange(null, &raw mut byte, order, Ordering::Acquire);
            assert!(won.is_ok(), "the other was first");
        };
        both(AtomicPtr::default(), set, set);
    };
    assert_eq!(fault(pointer), Some(Panic));
}

#[test]
fn fences() {
    type Message = (AtomicUsize, AtomicBool);
    let publish = |with: fn()| {
        move || {
            let message: Arc<Message> = Arc::default();
            let its = Arc::clone(&message);
            let other = thread::spawn(move || {
                its.0.store(7, Ordering::Relaxed);
                with();
                its.1.store(true, Ordering::Relaxed);
            });
            if message.1.load(Ordering::Relaxed) {
                fence(Ordering::Acquire);
                assert_eq!(message.0.load(Ordering::Relaxed), 7);
            }
            other.join().unwrap();
        }
    };
    assert_eq!(fault(publish(|| ())), Some(Panic));
    assert_eq!(fault(publish(|| fence(Ordering::Release))), None);
}
