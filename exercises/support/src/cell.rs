//! Mirrors [`std::cell`], as far as the model watches it.

use std::fmt;

use interleaving::Operation;

use crate::model::current::{object, step};

/// Mirrors [`std::cell::UnsafeCell`]. Two accesses that nothing orders fail the model, if one of them
/// writes.
///
/// The pointer of [`get`](Self::get) counts as written to at the moment it is got, and is not watched
/// afterwards: get it where you use it. [`with`](Self::with) and [`with_mut`](Self::with_mut), which std
/// does not have, also say when an access ends.
pub struct UnsafeCell<T: ?Sized> {
    object: usize,
    inner: loom::cell::UnsafeCell<T>,
}

impl<T> UnsafeCell<T> {
    /// Makes a cell around `value`.
    #[track_caller]
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            object: object("UnsafeCell"),
            inner: loom::cell::UnsafeCell::new(value),
        }
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Where the value is; taken for a write.
    #[track_caller]
    pub fn get(&self) -> *mut T {
        self.with_mut(|pointer| pointer)
    }

    /// Where the value is, to read it within `access`.
    #[track_caller]
    pub fn with<R>(&self, access: impl FnOnce(*const T) -> R) -> R {
        step(
            Operation::CellRead,
            Some(self.object),
            || self.inner.with(|_| ()),
            |(), _, _| (),
        );
        self.inner.with(access)
    }

    /// Where the value is, to write it within `access`.
    #[track_caller]
    pub fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        step(
            Operation::CellWrite,
            Some(self.object),
            || self.inner.with_mut(|_| ()),
            |(), _, _| (),
        );
        self.inner.with_mut(access)
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use interleaving::{FailureKind, Interleaving, Operation};

    use super::UnsafeCell;
    use crate::model::Model;
    use crate::model::current::with;
    use crate::sync::atomic::{AtomicBool, Ordering};

    /// A thread of the model that may share what is not `Sync`: to say that it is would be `unsafe`, and
    /// all threads of a model are one thread to the system.
    fn spawn(body: impl FnOnce() + 'static) {
        let index = with(|recording| recording.thread(None));
        loom::thread::spawn(move || {
            with(|recording| recording.current = index);
            body();
        });
    }

    fn races(access: fn(&UnsafeCell<u8>), other: fn(&UnsafeCell<u8>)) -> Option<Interleaving> {
        let model = Model::new().explore(move || {
            let cell = Rc::new(UnsafeCell::new(0));
            let its = Rc::clone(&cell);
            spawn(move || other(&its));
            access(&cell);
        });
        model.err().map(|interleaving| *interleaving)
    }

    fn read(cell: &UnsafeCell<u8>) {
        cell.with(|_| ());
    }

    fn write(cell: &UnsafeCell<u8>) {
        cell.with_mut(|_| ());
    }

    fn get(cell: &UnsafeCell<u8>) {
        cell.get();
    }

    #[test]
    fn unordered_accesses_race_if_one_writes() {
        for (access, other) in [(read as fn(&_), write as fn(&_)), (write, read), (get, get)] {
            let interleaving = races(access, other).expect("a race");
            let failure = &interleaving.failure;
            assert_eq!(failure.kind, FailureKind::DataRace, "{failure:?}");
            let step = &interleaving.steps[failure.step.expect("one access")];
            assert!(matches!(
                step.operation,
                Operation::CellRead | Operation::CellWrite
            ));
            let source = failure.place.as_ref().and_then(|it| it.source.as_deref());
            assert!(
                source.is_some_and(|it| it.starts_with("cell.")),
                "{failure:?}"
            );
            assert!(
                failure.message.starts_with("data race on `cell`: "),
                "{failure:?}"
            );
        }
        assert_eq!(races(read, read), None);
    }

    #[test]
    fn an_ordered_access_does_not_race() {
        let handed_over = |store, load| {
            let model = Model::new().explore(move || {
                let shared = Rc::new((UnsafeCell::new(0), AtomicBool::new(false)));
                let its = Rc::clone(&shared);
                spawn(move || {
                    its.0.with_mut(|_| ());
                    its.1.store(true, store);
                });
                if shared.1.load(load) {
                    shared.0.with(|_| ());
                }
            });
            model.err().map(|interleaving| interleaving.failure.kind)
        };
        assert_eq!(handed_over(Ordering::Release, Ordering::Acquire), None);
        let race = Some(FailureKind::DataRace);
        assert_eq!(handed_over(Ordering::Relaxed, Ordering::Acquire), race);
        assert_eq!(handed_over(Ordering::Release, Ordering::Relaxed), race);
    }
}
