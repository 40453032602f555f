//! Mistake: the job runs on the thread of the caller, and nothing has to be waited for.
//! Rejected by: the_jobs_run_at_the_same_time (times out)

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
        // By who spawns. It has not waited yet; or it is a job itself, which still counts.
        self.group.add(1);
        let crew = self.clone();
        let _done = Done(&crew.group);
        job(&crew);
    }

    /// Returns when every job has ended.
    pub fn wait(&self) {
        self.group.wait();
    }
}

/// Says `done` when it is dropped, be it by a panic.
struct Done<'a>(&'a WaitGroup);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.done();
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
