//! A crew runs jobs, which may give the crew more jobs. Mend it.
//!
//! 1. `wait` returns when every job has ended: those that were given to the crew before, and those
//!    that a job of the crew gave it. Any number of threads may wait.
//! 2. A job that panics has ended, too.
//!
//! `WaitGroup` is right, and stays as it is.

use super::sync::{Arc, Condvar, Mutex};
use super::thread;

/// Runs each job on a thread of its own.
#[derive(Clone)]
pub struct Crew {
    group: Arc<WaitGroup>,
}

impl Crew {
    pub fn new() -> Self {
        Self {
            group: Arc::new(WaitGroup::new()),
        }
    }

    /// Runs `job`, which may spawn more with the crew it is given.
    pub fn spawn(&self, job: impl FnOnce(&Crew) + Send + 'static) {
        let crew = self.clone();
        thread::spawn(move || {
            crew.group.add(1);
            job(&crew);
            crew.group.done();
        });
    }

    /// Returns when every job has ended.
    pub fn wait(&self) {
        self.group.wait();
    }
}

/// Waits until all that was added is done.
pub struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self {
            count: Mutex::new(0),
            zero: Condvar::new(),
        }
    }

    pub fn add(&self, n: usize) {
        *self.count.lock().unwrap() += n;
    }

    pub fn done(&self) {
        let mut count = self.count.lock().unwrap();
        let Some(less) = count.checked_sub(1) else {
            drop(count);
            panic!("more was done than had been added");
        };
        *count = less;
        if less == 0 {
            self.zero.notify_all();
        }
    }

    pub fn wait(&self) {
        let mut count = self.count.lock().unwrap();
        while *count > 0 {
            count = self.zero.wait(count).unwrap();
        }
    }
}
