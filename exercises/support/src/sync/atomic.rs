//! Mirrors [`std::sync::atomic`].
//!
//! Each operation is one step, noted with the value that it read, the value that it wrote and its
//! ordering. Constructors are no `const fn`, `get_mut` is missing, and `compare_exchange_weak` never
//! fails for nothing.

use std::fmt;

use interleaving::Operation;
pub use std::sync::atomic::Ordering;

use crate::model::current::{newest, object, step, turns};
use crate::model::recording::{Recording, Step};
use crate::model::value::Value;

/// Mirrors [`std::sync::atomic::fence`].
#[track_caller]
pub fn fence(order: Ordering) {
    step(
        Operation::Fence,
        None,
        || loom::sync::atomic::fence(order),
        |(), _, step| step.ordering = Some(order),
    );
}

fn read(recording: &Recording, step: &mut Step, value: Value) {
    let object = step.object.expect("an atomic is an object");
    (step.read_from, step.missed) = recording.origin(object, value);
    step.read = Some(value);
}

/// What every operation on an atomic touches before it does its own, when a model is gone through for the
/// second time.
///
/// loom tries the other order of two operations on an atomic if it takes them to depend on each other, and
/// it compares each with the last one only. A load between the two, by the thread of the second, hides
/// the first, and an order in which the program fails is never tried
/// ([loom#166](https://github.com/tokio-rs/loom/issues/166),
/// [loom#392](https://github.com/tokio-rs/loom/issues/392)). Of read-modify-writes each depends on the one
/// before it, so nothing is hidden among these. They are Relaxed, and order nothing else.
struct Turn(Option<loom::sync::atomic::AtomicUsize>);

impl Turn {
    fn new() -> Self {
        Self(turns().then(|| loom::sync::atomic::AtomicUsize::new(0)))
    }

    fn take(&self) {
        if let Some(turn) = &self.0 {
            turn.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The part that all atomics have.
macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident $(<$parameter:ident>)?, $type:ty, $any:expr) => {
        $(#[$doc])*
        pub struct $name $(<$parameter>)? {
            object: usize,
            inner: loom::sync::atomic::$name $(<$parameter>)?,
            turn: Turn,
        }

        impl $(<$parameter>)? $name $(<$parameter>)? {
            /// Makes an atomic that holds `value`.
            #[track_caller]
            #[must_use]
            pub fn new(value: $type) -> Self {
                let object = object(stringify!($name));
                crate::model::current::with(|it| it.made_with(object, Value::from(value)));
                let inner = loom::sync::atomic::$name::new(value);
                let turn = Turn::new();
                Self { object, inner, turn }
            }

            /// Takes the value out.
            #[must_use]
            pub fn into_inner(self) -> $type {
                self.inner.into_inner()
            }

            /// Reads the value.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $type {
                step(
                    Operation::Load,
                    Some(self.object),
                    || {
                        self.turn.take();
                        if newest() {
                            // A read-modify-write reads the newest value, and this one changes none.
                            let any = $any;
                            let read = self.inner.compare_exchange(any, any, order, order);
                            read.unwrap_or_else(|value| value)
                        } else {
                            self.inner.load(order)
                        }
                    },
                    |value, recording, step| {
                        read(recording, step, Value::from(*value));
                        step.ordering = Some(order);
                    },
                )
            }

            /// Writes a value.
            #[track_caller]
            pub fn store(&self, value: $type, order: Ordering) {
                step(
                    Operation::Store,
                    Some(self.object),
                    || {
                        self.turn.take();
                        if newest() {
                            // A store by itself may come before another that has happened.
                            self.inner.swap(value, order);
                        } else {
                            self.inner.store(value, order);
                        }
                    },
                    |(), _, step| {
                        step.written = Some(Value::from(value));
                        step.ordering = Some(order);
                    },
                );
            }

            /// Writes `new` if `current` is there. Ok, or the error, is what was there.
            ///
            /// # Errors
            ///
            /// If another value was there.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                step(
                    Operation::ReadModifyWrite,
                    Some(self.object),
                    || {
                        self.turn.take();
                        self.inner.compare_exchange(current, new, success, failure)
                    },
                    |result, recording, step| match *result {
                        Ok(value) => {
                            read(recording, step, Value::from(value));
                            step.written = Some(Value::from(new));
                            step.ordering = Some(success);
                        }
                        Err(value) => {
                            read(recording, step, Value::from(value));
                            step.operation = Operation::CompareFailed;
                            step.ordering = Some(failure);
                        }
                    },
                )
            }

            /// As `compare_exchange`: in the model it fails only if another value was there.
            ///
            /// # Errors
            ///
            /// If another value was there.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.compare_exchange(current, new, success, failure)
            }

            /// Replaces the value by what `update` makes of it, in a loop of loads and
            /// `compare_exchange_weak`, each a step of its own.
            ///
            /// # Errors
            ///
            /// With the value that was there, if `update` returns none.
            #[track_caller]
            pub fn fetch_update<F>(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut update: F,
            ) -> Result<$type, $type>
            where
                F: FnMut($type) -> Option<$type>,
            {
                let mut before = self.load(fetch_order);
                while let Some(new) = update(before) {
                    match self.compare_exchange_weak(before, new, set_order, fetch_order) {
                        Ok(value) => return Ok(value),
                        Err(value) => before = value,
                    }
                }
                Err(before)
            }

            #[track_caller]
            fn modify(
                &self,
                order: Ordering,
                next: impl FnOnce($type) -> $type,
                act: impl FnOnce(&loom::sync::atomic::$name $(<$parameter>)?) -> $type,
            ) -> $type {
                step(
                    Operation::ReadModifyWrite,
                    Some(self.object),
                    || {
                        self.turn.take();
                        act(&self.inner)
                    },
                    |before, recording, step| {
                        read(recording, step, Value::from(*before));
                        step.written = Some(Value::from(next(*before)));
                        step.ordering = Some(order);
                    },
                )
            }
        }

        impl $(<$parameter>)? From<$type> for $name $(<$parameter>)? {
            #[track_caller]
            fn from(value: $type) -> Self {
                Self::new(value)
            }
        }

        impl $(<$parameter>)? fmt::Debug for $name $(<$parameter>)? {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.load(Ordering::Relaxed).fmt(formatter)
            }
        }
    };
}

macro_rules! fetch {
    ($($(#[$doc:meta])* $name:ident($value:ident: $type:ty) = |$before:ident| $next:expr;)*) => {
        $(
            $(#[$doc])*
            #[track_caller]
            pub fn $name(&self, $value: $type, order: Ordering) -> $type {
                self.modify(order, |$before| $next, |inner| inner.$name($value, order))
            }
        )*
    };
}

macro_rules! integers {
    ($($name:ident $type:ty;)*) => {
        $(
            atomic! {
                #[doc = concat!("Mirrors [`std::sync::atomic::", stringify!($name), "`].")]
                $name, $type, 0
            }

            impl $name {
                fetch! {
                    /// Writes a value and returns what was there.
                    swap(value: $type) = |_before| value;
                    /// Adds, wrapping around, and returns what was there.
                    fetch_add(value: $type) = |before| before.wrapping_add(value);
                    /// Subtracts, wrapping around, and returns what was there.
                    fetch_sub(value: $type) = |before| before.wrapping_sub(value);
                    /// Keeps the bits that are in both, and returns what was there.
                    fetch_and(value: $type) = |before| before & value;
                    /// Sets the bits that are not in both, and returns what was there.
                    fetch_nand(value: $type) = |before| !(before & value);
                    /// Sets the bits that are in either, and returns what was there.
                    fetch_or(value: $type) = |before| before | value;
                    /// Sets the bits that are in one of the two, and returns what was there.
                    fetch_xor(value: $type) = |before| before ^ value;
                    /// Keeps the greater one, and returns what was there.
                    fetch_max(value: $type) = |before| before.max(value);
                    /// Keeps the smaller one, and returns what was there.
                    fetch_min(value: $type) = |before| before.min(value);
                }
            }

            impl Default for $name {
                #[track_caller]
                fn default() -> Self {
                    Self::new(0)
                }
            }
        )*
    };
}

integers! {
    AtomicU8 u8;
    AtomicU16 u16;
    AtomicU32 u32;
    AtomicU64 u64;
    AtomicUsize usize;
    AtomicI8 i8;
    AtomicI16 i16;
    AtomicI32 i32;
    AtomicI64 i64;
    AtomicIsize isize;
}

atomic! {
    /// Mirrors [`std::sync::atomic::AtomicBool`].
    AtomicBool, bool, false
}

impl AtomicBool {
    fetch! {
        /// Makes it true unless both are, and returns what was there.
        fetch_nand(value: bool) = |before| !(before & value);
        /// Makes it true if one of the two is, and returns what was there.
        fetch_xor(value: bool) = |before| before ^ value;
    }

    /// Writes a value and returns what was there.
    #[track_caller]
    pub fn swap(&self, value: bool, order: Ordering) -> bool {
        // One that changes nothing writes nothing. loom would not know that such a write comes before a
        // store that follows it, and then a lock that is taken by `swap` seems never to be given back.
        let failure = match order {
            Ordering::Release => Ordering::Relaxed,
            Ordering::AcqRel => Ordering::Acquire,
            order => order,
        };
        self.modify(
            order,
            |_| value,
            |inner| {
                inner
                    .compare_exchange(!value, value, order, failure)
                    .unwrap_or_else(|before| before)
            },
        )
    }

    /// Keeps true only if both are, and returns what was there.
    #[track_caller]
    pub fn fetch_and(&self, value: bool, order: Ordering) -> bool {
        if value {
            self.modify(order, |before| before, |inner| inner.fetch_and(true, order))
        } else {
            self.swap(false, order)
        }
    }

    /// Makes it true if either is, and returns what was there.
    #[track_caller]
    pub fn fetch_or(&self, value: bool, order: Ordering) -> bool {
        if value {
            self.swap(true, order)
        } else {
            self.modify(order, |before| before, |inner| inner.fetch_or(false, order))
        }
    }

    /// Negates it, and returns what was there.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}

impl Default for AtomicBool {
    #[track_caller]
    fn default() -> Self {
        Self::new(false)
    }
}

atomic! {
    /// Mirrors [`std::sync::atomic::AtomicPtr`].
    AtomicPtr<T>, *mut T, std::ptr::null_mut()
}

impl<T> AtomicPtr<T> {
    fetch! {
        /// Writes a value and returns what was there.
        swap(value: *mut T) = |_before| value;
    }
}

impl<T> Default for AtomicPtr<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(std::ptr::null_mut())
    }
}
