//! Mistake: the answer is inserted over one that came meanwhile.
//! Rejected by: the_first_answer_holds

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::task::JoinHandle;

/// What is in the till, and the rates that are known.
#[derive(Default)]
pub struct Till {
    total: Mutex<u64>,
    rates: Mutex<HashMap<&'static str, u64>>,
}

impl Till {
    /// All that was taken.
    pub fn total(&self) -> u64 {
        *self.total.lock().unwrap()
    }

    /// Starts a task that adds `amount` at the rate that `rate` gives, and returns the total with it. The
    /// rate may take its time; meanwhile others pay, and all that they pay is counted.
    pub fn take(
        self: &Arc<Self>,
        amount: u64,
        rate: impl Future<Output = u64> + Send + 'static,
    ) -> JoinHandle<u64> {
        let till = Arc::clone(self);
        tokio::spawn(async move {
            // First all that takes time, then all that takes the lock.
            let rate = rate.await;
            let mut total = till.total.lock().unwrap();
            *total += amount * rate;
            *total
        })
    }

    /// Starts a task that returns the rate of `currency`: the one that is known; or else what `ask` gives,
    /// which is known from then on. If several ask at the same time, the first answer holds for all of them.
    /// Who need not ask does not wait for anybody.
    pub fn rate(
        self: &Arc<Self>,
        currency: &'static str,
        ask: impl Future<Output = u64> + Send + 'static,
    ) -> JoinHandle<u64> {
        let till = Arc::clone(self);
        tokio::spawn(async move {
            // The guard ends with this statement.
            let known = till.rates.lock().unwrap().get(currency).copied();
            if let Some(rate) = known {
                return rate;
            }
            let answer = ask.await;
            till.rates.lock().unwrap().insert(currency, answer);
            answer
        })
    }
}
