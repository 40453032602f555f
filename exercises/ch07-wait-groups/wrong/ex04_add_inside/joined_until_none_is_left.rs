//! Mistake: the threads are joined until none is left in the list; a second one who waits finds the list empty while the first still joins.
//! Rejected by: two_wait_for_the_job

use super::sync::{Arc, Condvar, Mutex};
use super::thread;

/// Runs each job on a thread of its own.
#[derive(Clone)]
pub struct Crew {
    threads: Arc<Mutex<Vec<thread::JoinHandle<()>>>>,
}

impl Crew {
    pub fn new() -> Self {
        Self {
            threads: Arc::new(Mutex::new(Vec::new())),
        }
    }

    /// Runs `job`, which may spawn more with the crew it is given.
    pub fn spawn(&self, job: impl FnOnce(&Crew) + Send + 'static) {
        let crew = self.clone();
        let thread = thread::spawn(move || job(&crew));
        self.threads.lock().unwrap().push(thread);
    }

    /// Returns when every job has ended.
    pub fn wait(&self) {
        loop {
            let thread = self.threads.lock().unwrap().pop();
            let Some(thread) = thread else { return };
            let _ = thread.join();
        }
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
