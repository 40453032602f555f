//! Mistake: `Some(_)` binds nothing, so the permit ends with the `let else`.
//! Rejected by: a_permit_is_taken_while_serving

use std::cell::Cell;

/// Hands out a fixed number of permits.
pub struct Limiter {
    free: Cell<usize>,
}

/// Permits that are taken. Dropping them gives them back.
pub struct Permits<'l> {
    limiter: &'l Limiter,
    count: usize,
}

impl Limiter {
    pub fn new(permits: usize) -> Limiter {
        Limiter {
            free: Cell::new(permits),
        }
    }

    pub fn free(&self) -> usize {
        self.free.get()
    }

    fn take(&self, count: usize) -> Permits<'_> {
        self.free.set(self.free.get() - count);
        Permits {
            limiter: self,
            count,
        }
    }

    /// Takes one permit, or none if none is free.
    pub fn try_take(&self) -> Option<Permits<'_>> {
        (self.free() > 0).then(|| self.take(1))
    }

    /// Takes every permit that is free.
    pub fn take_all(&self) -> Permits<'_> {
        self.take(self.free())
    }
}

impl Drop for Permits<'_> {
    fn drop(&mut self) {
        self.limiter.free.set(self.limiter.free.get() + self.count);
    }
}

/// Does the work while no permit is free, so that nobody is served meanwhile.
pub fn maintain(limiter: &Limiter, work: impl FnOnce()) {
    let _all = limiter.take_all();
    work();
}

/// Does the work under a permit, and says so; or returns false at once if no permit is free.
pub fn serve(limiter: &Limiter, work: impl FnOnce()) -> bool {
    let Some(_) = limiter.try_take() else {
        return false;
    };
    work();
    true
}

/// Takes a permit now, for work that is done later. The job that is returned holds the permit
/// until it has run, or until it is dropped without having run. None if no permit is free.
pub fn accept(limiter: &Limiter, work: impl FnOnce()) -> Option<impl FnOnce()> {
    let permit = limiter.try_take()?;
    Some(move || {
        let _permit = permit;
        work();
    })
}
