//! One interleaving of each bug that the course is about.

use interleaving::{FailureKind, Interleaving, Operation::*};

use crate::story::Story;

/// Every bug, and its name.
pub(crate) fn all() -> Vec<(&'static str, Interleaving)> {
    vec![
        ("lost_update", lost_update()),
        ("lock_order", lock_order()),
        ("if_for_while", if_for_while()),
        ("notified_too_early", notified_too_early()),
        ("relaxed_publication", relaxed_publication()),
        ("race", race()),
        ("leak", leak()),
        ("endless_spin", endless_spin()),
        ("not_exhausted", not_exhausted()),
        ("long", long()),
        ("many_threads", many_threads()),
        ("upgrade", upgrade()),
        ("other_condvar", other_condvar()),
        ("false_alarm", false_alarm()),
        ("harmless_spin", harmless_spin()),
        ("not_begun", not_begun()),
        ("too_many_misses", too_many_misses()),
    ]
}

pub(crate) const COUNTER: &str = "\
fn increment(count: &AtomicUsize) {
    let seen = count.load(SeqCst);
    count.store(seen + 1, SeqCst);
}

fn main() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let threads = [0, 1].map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || increment(&count))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(count.load(SeqCst), 2);
    });
}
";

/// Two threads read before either writes.
pub(crate) fn lost_update() -> Interleaving {
    let mut it = Story::new(
        "book/ch08-mutexes/model/lost_update.rs",
        COUNTER,
        &["main", "thread 1", "thread 2"],
    );
    let arc = it.object("Arc", "count");
    let count = it.object("AtomicUsize", "count");
    for thread in [1, 2] {
        it.on(0, Clone, arc, "Arc::clone");
        it.spawn(thread, "thread::spawn");
    }
    for thread in [1, 2] {
        let step = it.on(thread, Load, count, "count.load");
        step.read = Some("0".into());
        step.ordering = Some("SeqCst".into());
    }
    for thread in [1, 2] {
        let step = it.on(thread, Store, count, "count.store");
        step.written = Some("1".into());
        step.ordering = Some("SeqCst".into());
        it.on(thread, Drop, arc, "thread::spawn");
        it.step(thread, End, "thread::spawn");
    }
    let step = it.step(0, Join, "thread.join");
    (step.other, step.blocked_since) = (Some(1), Some(4));
    it.step(0, Join, "thread.join").other = Some(2);
    let step = it.on(0, Load, count, "assert_eq");
    (step.read, step.read_from) = (Some("1".into()), Some(9));
    step.ordering = Some("SeqCst".into());
    it.step(0, Panic, "assert_eq");
    let last = it.last();
    it.fails(
        FailureKind::Panic,
        "assertion `left == right` failed\n  left: 1\n right: 2",
        Some(last),
        3,
    )
}

const TRANSFER: &str = "\
pub fn transfer(from: &Mutex<u64>, to: &Mutex<u64>, amount: u64) {
    let mut from = from.lock().unwrap();
    let mut to = to.lock().unwrap();
    *from -= amount;
    *to += amount;
}

#[support::test]
fn opposite_transfers_both_end() {
    support::model(|| {
        let anna = Arc::new(Mutex::new(10));
        let bert = Arc::new(Mutex::new(10));
        let other = thread::spawn(move || transfer(&bert, &anna, 1));
        transfer(&anna, &bert, 1);
        other.join().unwrap();
    });
}
";

/// Two locks, taken in two orders.
pub(crate) fn lock_order() -> Interleaving {
    let mut it = Story::new(
        "exercises/ch08-mutexes/ex03_lock_order.rs",
        TRANSFER,
        &["main", "thread 1"],
    );
    let anna = it.object("Mutex", "anna");
    let bert = it.object("Mutex", "bert");
    it.spawn(1, "thread::spawn");
    it.on(0, Lock, anna, "from.lock()");
    it.on(1, Lock, bert, "from.lock()");
    let step = it.on(0, Lock, bert, "to.lock()");
    (step.pending, step.blocked_since) = (true, Some(3));
    let step = it.on(1, Lock, anna, "to.lock()");
    (step.pending, step.blocked_since) = (true, Some(3));
    it.fails(
        FailureKind::Deadlock,
        "deadlock: every thread that has not ended waits",
        None,
        4,
    )
}

const QUEUE: &str = "\
impl<T> Queue<T> {
    pub fn push(&self, item: T) {
        self.items.lock().unwrap().push_back(item);
        self.filled.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock().unwrap();
        if items.is_empty() {
            items = self.filled.wait(items).unwrap();
        }
        items.pop_front().expect(\"it was notified, so there is one\")
    }
}

fn main() {
    let first = thread::spawn(|| queue.pop());
    let second = thread::spawn(|| queue.pop());
    queue.push(1);
    queue.push(2);
}
";

/// A consumer is woken, but another one takes the item before it has the lock again.
pub(crate) fn if_for_while() -> Interleaving {
    let mut it = Story::new(
        "exercises/ch08-mutexes/ex06_bounded_queue.rs",
        QUEUE,
        &["main", "thread 1", "thread 2"],
    );
    let items = it.object("Mutex", "items");
    let filled = it.object("Condvar", "filled");
    it.spawn(1, "let first");
    it.spawn(2, "let second");
    it.on(1, Lock, items, "let mut items");
    it.on(1, Wait, filled, "filled.wait");
    it.on(0, Lock, items, "push_back");
    it.on(0, Unlock, items, "push_back");
    it.on(0, NotifyOne, filled, "notify_one").other = Some(1);
    it.on(2, Lock, items, "let mut items");
    it.on(2, Unlock, items, "pop_front");
    it.step(2, End, "let second");
    it.on(1, Woken, filled, "filled.wait").blocked_since = Some(4);
    it.step(1, Panic, "pop_front");
    let last = it.last();
    it.fails(
        FailureKind::Panic,
        "it was notified, so there is one",
        Some(last),
        37,
    )
}

const EVENT: &str = "\
impl Event {
    pub fn set(&self) {
        self.is_set.store(true, SeqCst);
        self.changed.notify_all();
    }

    pub fn wait(&self) {
        let mut guard = self.lock.lock().unwrap();
        while !self.is_set.load(SeqCst) {
            guard = self.changed.wait(guard).unwrap();
        }
    }
}

fn main() {
    let waiter = thread::spawn(move || event.wait());
    event.set();
    waiter.join().unwrap();
}
";

/// The notification comes between the look and the wait.
pub(crate) fn notified_too_early() -> Interleaving {
    let mut it = Story::new(
        "exercises/ch07-wait-groups/ex03_wait_group.rs",
        EVENT,
        &["main", "waiter"],
    );
    let is_set = it.object("AtomicBool", "is_set");
    let lock = it.object("Mutex", "lock");
    let changed = it.object("Condvar", "changed");
    it.spawn(1, "let waiter");
    it.on(1, Lock, lock, "self.lock.lock");
    it.on(1, Load, is_set, "is_set.load").read = Some("false".into());
    it.on(0, Store, is_set, "is_set.store").written = Some("true".into());
    it.on(0, NotifyAll, changed, "notify_all");
    it.on(1, Wait, changed, "changed.wait");
    let step = it.on(1, Woken, changed, "changed.wait");
    (step.pending, step.blocked_since) = (true, Some(6));
    let step = it.step(0, Join, "waiter.join");
    (step.pending, step.blocked_since, step.other) = (true, Some(6), Some(1));
    it.fails(
        FailureKind::Deadlock,
        "deadlock: every thread that has not ended waits",
        None,
        12,
    )
}

const PUBLISH: &str = "\
pub fn publish(data: &AtomicU64, ready: &AtomicBool) {
    data.store(42, Relaxed);
    ready.store(true, Relaxed);
}

pub fn read(data: &AtomicU64, ready: &AtomicBool) -> Option<u64> {
    if ready.load(Acquire) {
        return Some(data.load(Relaxed));
    }
    None
}

fn main() {
    let reader = thread::spawn(|| assert_ne!(read(&data, &ready), Some(0)));
    publish(&data, &ready);
}
";

/// The flag is seen, the data is not.
pub(crate) fn relaxed_publication() -> Interleaving {
    let mut it = Story::new(
        "exercises/ch09-once-atomics/ex02_publish.rs",
        PUBLISH,
        &["main", "reader"],
    );
    let data = it.object("AtomicU64", "data");
    let ready = it.object("AtomicBool", "ready");
    it.spawn(1, "let reader");
    let step = it.on(0, Store, data, "data.store");
    (step.written, step.ordering) = (Some("42".into()), Some("Relaxed".into()));
    let step = it.on(0, Store, ready, "ready.store");
    (step.written, step.ordering) = (Some("true".into()), Some("Relaxed".into()));
    let step = it.on(1, Load, ready, "ready.load");
    (step.read, step.ordering) = (Some("true".into()), Some("Acquire".into()));
    step.read_from = Some(2);
    let step = it.on(1, Load, data, "data.load");
    (step.read, step.ordering) = (Some("0".into()), Some("Relaxed".into()));
    step.missed = Some(1);
    it.step(1, Panic, "let reader");
    let last = it.last();
    it.fails(
        FailureKind::Panic,
        "assertion `left != right` failed: the data is as old as the program\n  left: Some(0)\n right: Some(0)",
        Some(last),
        5,
    )
}

const SPIN_LOCK: &str = "\
impl<T> SpinLock<T> {
    pub fn lock(&self) -> Guard<'_, T> {
        while self.locked.swap(true, Acquire) {
            hint::spin_loop();
        }
        Guard { lock: self }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        self.lock.locked.store(false, Relaxed);
    }
}

fn main() {
    let other = thread::spawn(move || *lock.lock() += 1);
    *lock.lock() += 1;
    unsafe { *self.lock.value.get() }
}
";

/// The unlock is Relaxed, so what happened under the lock is not ordered with what comes after.
pub(crate) fn race() -> Interleaving {
    let mut it = Story::new(
        "exercises/ch09-once-atomics/ex05_spin_lock.rs",
        SPIN_LOCK,
        &["main", "thread 1"],
    );
    let locked = it.object("AtomicBool", "locked");
    let value = it.object("UnsafeCell", "value");
    it.spawn(1, "let other");
    let step = it.on(0, ReadModifyWrite, locked, "locked.swap");
    (step.read, step.written) = (Some("false".into()), Some("true".into()));
    step.ordering = Some("Acquire".into());
    it.on(0, CellWrite, value, "value.get()");
    let step = it.on(0, Store, locked, "locked.store");
    (step.written, step.ordering) = (Some("false".into()), Some("Relaxed".into()));
    let step = it.on(1, ReadModifyWrite, locked, "locked.swap");
    (step.read, step.written) = (Some("false".into()), Some("true".into()));
    (step.ordering, step.read_from) = (Some("Acquire".into()), Some(3));
    it.on(1, CellWrite, value, "value.get()");
    let last = it.last();
    it.fails(
        FailureKind::DataRace,
        "data race on `value`: thread 1 writes it, as main does before it (main writes it)",
        Some(last),
        2,
    )
}

const NODES: &str = "\
fn main() {
    support::model(|| {
        let a = Arc::new(Node::default());
        let b = Arc::new(Node { next: Some(Arc::clone(&a)) });
        a.set_next(Arc::clone(&b));
        drop(b);
        drop(a);
    });
}
";

/// Two that own each other.
pub(crate) fn leak() -> Interleaving {
    let mut it = Story::new("exercises/ch07-wait-groups/ex05_token.rs", NODES, &["main"]);
    let a = it.object("Arc", "a");
    let b = it.object("Arc", "b");
    it.on(0, Clone, a, "let b");
    it.on(0, Clone, b, "a.set_next");
    it.on(0, Drop, b, "drop(b)");
    it.on(0, Drop, a, "drop(a)");
    it.fails(FailureKind::Leak, "2 Arcs were never dropped", None, 1)
}

const SPIN: &str = "\
fn wait(flag: &AtomicBool) {
    while !flag.load(Acquire) {
        hint::spin_loop();
    }
}

fn main() {
    let waiter = thread::spawn(move || wait(&flag));
    flag.store(false, Release);
    waiter.join().unwrap();
}
";

/// A flag that nobody sets.
pub(crate) fn endless_spin() -> Interleaving {
    let mut it = Story::new(
        "exercises/ch09-once-atomics/ex05_spin_lock.rs",
        SPIN,
        &["main", "waiter"],
    );
    let flag = it.object("AtomicBool", "flag");
    it.spawn(1, "let waiter");
    let step = it.on(0, Store, flag, "flag.store");
    (step.written, step.ordering) = (Some("false".into()), Some("Release".into()));
    for round in 0..400 {
        let step = it.on(1, Load, flag, "flag.load");
        (step.read, step.read_from) = (Some("false".into()), Some(1));
        step.ordering = Some("Acquire".into());
        if round < 399 {
            it.step(1, Yield, "spin_loop");
        }
    }
    let step = it.step(0, Join, "waiter.join");
    (step.pending, step.blocked_since, step.other) = (true, Some(2), Some(1));
    it.fails(
        FailureKind::TooManySteps,
        "this execution had more than 800 steps",
        None,
        1,
    )
}

fn not_exhausted() -> Interleaving {
    let it = Story::new("x.rs", "", &["main"]);
    let mut it = it.fails(
        FailureKind::NotExhausted,
        "10 s were not enough. Fewer threads, fewer steps in each, or a bound on preemptions make \
         fewer interleavings",
        None,
        1_204_551,
    );
    it.seconds = 10.0;
    it
}

/// More steps than fit, and the fault at the very end.
fn long() -> Interleaving {
    let mut it = Story::new(
        "book/ch08-mutexes/model/lost_update.rs",
        COUNTER,
        &["main", "thread 1", "thread 2"],
    );
    let count = it.object("AtomicUsize", "count");
    let lock = it.object("Mutex", "a_lock_with_a_long_name");
    it.spawn(1, "thread::spawn");
    it.spawn(2, "thread::spawn");
    for round in 0..30_usize {
        let thread = 1 + round % 2;
        it.on(thread, Lock, lock, "count.load");
        let step = it.on(thread, Load, count, "count.load");
        step.read = Some(round.to_string());
        let step = it.on(thread, Store, count, "count.store");
        step.written = Some((round + 1).to_string());
        it.on(thread, Unlock, lock, "count.store");
    }
    it.step(2, Panic, "count.store");
    let last = it.last();
    it.fails(
        FailureKind::Panic,
        "attempt to add with overflow",
        Some(last),
        900,
    )
}

/// More columns than fit side by side without breaking a text.
fn many_threads() -> Interleaving {
    let names = [
        "main",
        "producer one",
        "producer two",
        "consumer one",
        "consumer two",
    ];
    let mut it = Story::new("exercises/ch11-channels/ex06_channel.rs", QUEUE, &names);
    let items = it.object("Mutex", "items");
    let filled = it.object("Condvar", "filled");
    for thread in 1..5 {
        it.spawn(thread, "let first");
    }
    for thread in [3, 4] {
        it.on(thread, Lock, items, "let mut items");
        it.on(thread, Wait, filled, "filled.wait");
    }
    for thread in [1, 2] {
        it.on(thread, Lock, items, "push_back");
        it.on(thread, Unlock, items, "push_back");
    }
    it.on(1, NotifyOne, filled, "notify_one").other = Some(3);
    it.on(3, Woken, filled, "filled.wait").blocked_since = Some(6);
    it.on(3, Unlock, items, "pop_front");
    for thread in [1, 2, 3] {
        it.step(thread, End, "let second");
    }
    for (thread, operation) in [(4, Woken), (0, Join)] {
        let step = it.step(thread, operation, "filled.wait");
        (step.pending, step.blocked_since) = (true, Some(8));
        step.object = (thread == 4).then_some(filled);
        step.other = (thread == 0).then_some(4);
    }
    it.fails(
        FailureKind::Deadlock,
        "deadlock: every thread that has not ended waits",
        None,
        88,
    )
}

const UPGRADE: &str = "\
let table = names.read();
names.write().push(name);
let waiting = again.lock();
";

/// A thread that reads asks to write; another one reads, too, and a third has not got any further than
/// its first lock.
pub(crate) fn upgrade() -> Interleaving {
    let mut it = Story::new(
        "book/ch08-mutexes/model/upgrade.rs",
        UPGRADE,
        &["main", "thread 1", "thread 2"],
    );
    let names = it.object("RwLock", "names");
    it.spawn(1, "names.read");
    it.spawn(2, "names.read");
    it.on(0, ReadLock, names, "names.read");
    it.on(1, ReadLock, names, "names.read");
    for thread in [0, 1, 2] {
        let step = it.on(thread, WriteLock, names, "names.write");
        (step.blocked_since, step.pending) = (Some(4), true);
    }
    it.fails(FailureKind::Deadlock, "deadlock: main waits", None, 3)
}

const BUFFER: &str = "\
items = not_full.wait(items).unwrap();
items.push(1);
not_empty.notify_one();
items = not_empty.wait(items).unwrap();
items.pop();
";

/// The consumer never says that there is room again.
pub(crate) fn other_condvar() -> Interleaving {
    let mut it = Story::new(
        "book/ch08-mutexes/model/buffer.rs",
        BUFFER,
        &["main", "thread 1"],
    );
    let items = it.object("Mutex", "items");
    let (full, empty) = (
        it.object("Condvar", "not_full"),
        it.object("Condvar", "not_empty"),
    );
    it.spawn(1, "items.push");
    it.on(1, Lock, items, "items.push");
    it.on(1, NotifyOne, empty, "not_empty.notify_one");
    it.on(1, Wait, full, "not_full.wait");
    it.on(0, Lock, items, "items.pop");
    it.on(0, Wait, empty, "not_empty.wait");
    for (thread, object, code) in [(0, empty, "not_empty.wait"), (1, full, "not_full.wait")] {
        let step = it.on(thread, Woken, object, code);
        (step.blocked_since, step.pending) = (Some(6), true);
    }
    it.fails(FailureKind::Deadlock, "deadlock: both wait", None, 9)
}

const FLAGS: &str = "\
mine.store(true, SeqCst);
let seen = other.load(SeqCst);
assert!(ann || bob);
while !other.load(Acquire) {}
let read = mine.load(Relaxed);
";

/// Each raises a flag, and does not see the other one's.
pub(crate) fn false_alarm() -> Interleaving {
    let mut it = Story::new(
        "book/ch10-race-detector/model/flags.rs",
        FLAGS,
        &["main", "thread 1"],
    );
    let (ann, bob) = (
        it.object("AtomicBool", "ann"),
        it.object("AtomicBool", "bob"),
    );
    it.spawn(1, "mine.store");
    for (thread, mine, other) in [(0, ann, bob), (1, bob, ann)] {
        let step = it.on(thread, Store, mine, "mine.store");
        (step.written, step.ordering) = (Some("true".into()), Some("SeqCst".into()));
        let step = it.on(thread, Load, other, "let seen");
        (step.read, step.ordering) = (Some("false".into()), Some("SeqCst".into()));
        step.missed = (thread == 1).then_some(1);
    }
    it.step(0, Panic, "assert!");
    let last = it.last();
    it.fails(FailureKind::Panic, "nobody saw a flag", Some(last), 5)
}

/// A loop reads an old value first, and later the new one; what it reads then is what is old.
pub(crate) fn harmless_spin() -> Interleaving {
    let mut it = Story::new(
        "book/ch09-once-atomics/model/spin.rs",
        FLAGS,
        &["main", "thread 1"],
    );
    let (data, ready) = (
        it.object("AtomicU8", "data"),
        it.object("AtomicBool", "ready"),
    );
    it.spawn(1, "mine.store");
    let step = it.on(1, Store, data, "mine.store");
    (step.written, step.ordering) = (Some("7".into()), Some("Relaxed".into()));
    let step = it.on(1, Store, ready, "mine.store");
    (step.written, step.ordering) = (Some("true".into()), Some("Relaxed".into()));
    for (read, missed, from) in [("false", Some(2), None), ("true", None, Some(2))] {
        let step = it.on(0, Load, ready, "while");
        (step.read, step.ordering) = (Some(read.into()), Some("Acquire".into()));
        (step.missed, step.read_from) = (missed, from);
    }
    let step = it.on(0, Load, data, "let read");
    (step.read, step.ordering) = (Some("0".into()), Some("Relaxed".into()));
    step.missed = Some(1);
    it.step(0, Panic, "assert!");
    let last = it.last();
    it.fails(FailureKind::Panic, "it is 0", Some(last), 6)
}

/// Two write at once, while a third has had no turn.
pub(crate) fn not_begun() -> Interleaving {
    let mut it = Story::new(
        "book/ch09-once-atomics/model/not_begun.rs",
        FLAGS,
        &["main", "thread 1", "thread 2"],
    );
    let cell = it.object("UnsafeCell", "cell");
    it.spawn(1, "mine.store");
    it.spawn(2, "mine.store");
    it.on(1, CellWrite, cell, "mine.store");
    it.on(0, CellWrite, cell, "mine.store");
    let last = it.last();
    it.fails(FailureKind::DataRace, "data race on `cell`", Some(last), 2)
}

/// More loads of old values than there is room for, none of them like another.
pub(crate) fn too_many_misses() -> Interleaving {
    let mut it = Story::new(
        "book/ch09-once-atomics/model/misses.rs",
        FLAGS,
        &["main", "thread 1"],
    );
    it.spawn(1, "mine.store");
    for index in 0..20 {
        let object = it.object("AtomicU8", &format!("value_{index}"));
        let step = it.on(1, Store, object, "mine.store");
        (step.written, step.ordering) = (Some("7".into()), Some("Relaxed".into()));
        let stored = it.last();
        let step = it.on(0, Load, object, "let read");
        (step.read, step.missed) = (Some("0".into()), Some(stored));
        step.ordering = Some("Relaxed".into());
    }
    it.step(0, Panic, "assert!");
    let last = it.last();
    it.fails(FailureKind::Panic, "it is 0", Some(last), 6)
}
