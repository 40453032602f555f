//! Mistake: `done` stands after the job, where a panic never comes by.
//! Rejected by: a_job_that_panics_has_ended (times out)

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
        self.group.add(1);
        let crew = self.clone();
        thread::spawn(move || {
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
        *self.count.lock().expect(NOT_POISONED) += n;
    }

    pub fn done(&self) {
        let mut count = self.count.lock().expect(NOT_POISONED);
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
        let mut count = self.count.lock().expect(NOT_POISONED);
        while *count > 0 {
            count = self.zero.wait(count).expect(NOT_POISONED);
        }
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";
