use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::panic::Location;

use interleaving::Operation;

use crate::model::current::{note, object, quietly, step, step_at};

/// Mirrors [`std::sync::Arc`]. One that is never dropped fails the model.
///
/// There is no `Weak`, and no coercion to `Arc<dyn Trait>`: make a `std::sync::Arc<dyn Trait>`, which
/// is one, and turn it into this type by `Arc::from`.
pub struct Arc<T: ?Sized> {
    object: usize,
    /// What loom counts; none once it was dropped. Apart from the value, because dropping it lets
    /// other threads run, and the value's own destructor must know which thread it is in.
    token: Option<loom::sync::Arc<()>>,
    value: std::sync::Arc<T>,
}

impl<T> Arc<T> {
    /// Makes a counted reference to `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self::from(std::sync::Arc::new(value))
    }

    /// Takes the value out if this is the only reference to it.
    ///
    /// # Errors
    ///
    /// With the reference itself, if there are others.
    #[track_caller]
    pub fn try_unwrap(mut this: Self) -> Result<T, Self> {
        let token = this.token.take().expect(COUNTED);
        match quietly(|| loom::sync::Arc::try_unwrap(token)) {
            Ok(()) => {
                note(Operation::Drop, Some(this.object), Some(Location::caller()));
                let value = std::sync::Arc::clone(&this.value);
                drop(this);
                Ok(std::sync::Arc::into_inner(value).expect(COUNTED))
            }
            Err(token) => {
                this.token = Some(token);
                Err(this)
            }
        }
    }

    /// Takes the value out if this is the last reference to it, and drops the reference otherwise.
    #[track_caller]
    #[must_use]
    pub fn into_inner(mut this: Self) -> Option<T> {
        let token = this.token.take().expect(COUNTED);
        let drop_it = || drop(token);
        step(Operation::Drop, Some(this.object), drop_it, |(), _, _| ());
        // Nobody runs between that step and this, so of those who drop theirs one is the last.
        let value = std::sync::Arc::clone(&this.value);
        drop(this);
        std::sync::Arc::into_inner(value)
    }
}

impl<T: ?Sized> Arc<T> {
    /// How many references there are.
    #[track_caller]
    #[must_use]
    pub fn strong_count(this: &Self) -> usize {
        quietly(|| loom::sync::Arc::strong_count(this.token()))
    }

    /// The value, if this is the only reference to it.
    #[track_caller]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        let token = this.token.as_mut().expect(COUNTED);
        quietly(|| loom::sync::Arc::get_mut(token).is_some())
            .then(|| std::sync::Arc::get_mut(&mut this.value).expect(COUNTED))
    }

    /// Whether both are references to the same value.
    #[must_use]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        std::sync::Arc::ptr_eq(&this.value, &other.value)
    }

    /// Where the value is.
    #[must_use]
    pub fn as_ptr(this: &Self) -> *const T {
        std::sync::Arc::as_ptr(&this.value)
    }

    fn token(&self) -> &loom::sync::Arc<()> {
        self.token.as_ref().expect(COUNTED)
    }
}

const COUNTED: &str = "there is a token for every reference to the value, until it is dropped";

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let clone = || self.token().clone();
        let token = step(Operation::Clone, Some(self.object), clone, |_, _, _| ());
        Self {
            object: self.object,
            token: Some(token),
            value: std::sync::Arc::clone(&self.value),
        }
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            let drop = || drop(token);
            step_at(
                Operation::Drop,
                Some(self.object),
                None,
                drop,
                |(), _, _| (),
            );
        }
    }
}

impl<T: ?Sized> From<std::sync::Arc<T>> for Arc<T> {
    /// Takes a reference over into the model.
    ///
    /// # Panics
    ///
    /// If it is not the only one.
    #[track_caller]
    fn from(mut value: std::sync::Arc<T>) -> Self {
        let only = std::sync::Arc::get_mut(&mut value).is_some();
        assert!(
            only,
            "the model can only count what it has counted from the first reference on"
        );
        Self {
            object: object("Arc"),
            token: Some(loom::sync::Arc::new(())),
            value,
        }
    }
}

impl<T: Default> Default for Arc<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<Vec<T>> for Arc<[T]> {
    #[track_caller]
    fn from(values: Vec<T>) -> Self {
        Self::from(std::sync::Arc::<[T]>::from(values))
    }
}

impl From<&str> for Arc<str> {
    #[track_caller]
    fn from(text: &str) -> Self {
        Self::from(std::sync::Arc::<str>::from(text))
    }
}

impl<T: ?Sized> AsRef<T> for Arc<T> {
    fn as_ref(&self) -> &T {
        self
    }
}

impl<T: ?Sized> Borrow<T> for Arc<T> {
    fn borrow(&self) -> &T {
        self
    }
}

impl<T: ?Sized + PartialEq> PartialEq for Arc<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: ?Sized + Eq> Eq for Arc<T> {}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Arc<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for Arc<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}
