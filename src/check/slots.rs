//! How many tests run at a time. A test that computes needs a processor; one that waits, for a lock that
//! nobody gives back, needs nothing but time. So as many run as there are processors, and those that are
//! seen to wait do not count.

use std::fs;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many processes there may be in all, nearly all of which wait.
const ALL: usize = 256;

/// How often it is looked whether a process waits.
const LOOK: Duration = Duration::from_millis(100);

/// How often in a row it has to be seen waiting.
const LOOKS: usize = 2;

/// Room for tests to run in.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    all: Arc<Semaphore>,
    busy: Arc<Semaphore>,
}

/// One test's room.
pub(crate) struct Slot {
    _one_of_all: OwnedSemaphorePermit,
    busy: Option<OwnedSemaphorePermit>,
}

impl Default for Slots {
    fn default() -> Self {
        Self::new(available_parallelism().map_or(2, NonZero::get))
    }
}

impl Slots {
    /// Room for `busy` tests that compute.
    pub(crate) fn new(busy: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(ALL)),
            busy: Arc::new(Semaphore::new(busy)),
        }
    }

    /// Waits for room.
    pub(crate) async fn enter(&self) -> Slot {
        let never_closed = "nobody closes it";
        let all = Arc::clone(&self.all);
        let busy = Arc::clone(&self.busy);
        Slot {
            _one_of_all: all.acquire_owned().await.expect(never_closed),
            busy: Some(busy.acquire_owned().await.expect(never_closed)),
        }
    }
}

impl Slot {
    /// Makes room for another test as soon as the process `leader`, and all that it started, wait. Never
    /// ends: it is for a `select!` with the end of the process.
    pub(crate) async fn yield_while_waiting(&mut self, leader: Option<u32>) {
        let mut waiting = 0;
        while let Some(leader) = leader
            && self.busy.is_some()
        {
            tokio::time::sleep(LOOK).await;
            waiting = match computes(leader) {
                Some(false) => waiting + 1,
                Some(true) => 0,
                None => break,
            };
            if waiting == LOOKS {
                self.busy = None;
            }
        }
        std::future::pending().await
    }
}

/// Whether a thread of `leader`, or of a process that it started, is running or about to. None if that
/// cannot be told: the process is gone, or this is not Linux.
fn computes(leader: u32) -> Option<bool> {
    fs::metadata(format!("/proc/{leader}/task")).ok()?;
    let mut processes = vec![leader];
    while let Some(process) = processes.pop() {
        let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
            continue;
        };
        for thread in threads.flatten() {
            let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            // The name before the state is in parentheses, and may hold some itself.
            let state = stat.rsplit_once(") ").and_then(|(_, it)| it.chars().next());
            if let Some('R' | 'D') = state {
                return Some(true);
            }
            let children = fs::read_to_string(thread.path().join("children"));
            let children = children.unwrap_or_default();
            processes.extend(
                children
                    .split_whitespace()
                    .filter_map(|it| it.parse::<u32>().ok()),
            );
        }
    }
    Some(false)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    /// What is said of `sh` in a process that runs it as its child.
    async fn seen(script: &str) -> Vec<Option<bool>> {
        let mut child = Command::new("sh")
            .args(["-c", &format!("sh -c '{script}' & wait")])
            .stdout(Stdio::null())
            .spawn()
            .expect("sh");
        let mut seen = Vec::new();
        for _ in 0..5 {
            tokio::time::sleep(LOOK).await;
            seen.push(computes(child.id()));
        }
        // The shell's own child as well.
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id()));
        for child in children.unwrap_or_default().split_whitespace() {
            let _ = Command::new("kill").arg(child).status();
        }
        let _ = child.kill();
        let _ = child.wait();
        seen
    }

    #[tokio::test]
    async fn who_computes_and_who_waits_is_seen() {
        assert!(seen("while :; do :; done").await.contains(&Some(true)));
        assert_eq!(seen("exec sleep 30").await.last(), Some(&Some(false)));
        assert_eq!(computes(u32::MAX), None);
    }

    #[tokio::test]
    async fn who_waits_makes_room() {
        let slots = Slots::new(1);
        let mut sleeper = Command::new("sleep").arg("30").spawn().expect("sleep");
        let mut slot = slots.enter().await;
        assert_eq!(slots.busy.available_permits(), 0);
        tokio::select! {
            () = slot.yield_while_waiting(Some(sleeper.id())) => unreachable!("it never ends"),
            _next = slots.enter() => {}
        }
        let _ = sleeper.kill();
        let _ = sleeper.wait();
    }
}
