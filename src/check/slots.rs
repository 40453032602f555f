//! How many tests run at a time. A test that computes needs a processor; one that waits, for a lock that
//! nobody gives back, needs nothing but time. So as many run as there are processors, and those that are
//! seen to wait do not count, for as long as they do.

use std::fs;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many processes there may be in all, nearly all of which wait.
const ALL: usize = 256;

/// How often it is looked whether a process waits, while it does not.
const LOOK: Duration = Duration::from_millis(10);

/// How often it is looked at most whether it goes on: each time twice as long passes as before.
const LAST_LOOK: Duration = Duration::from_millis(160);

/// Room for tests to run in.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    all: Arc<Semaphore>,
    busy: Arc<Seats>,
}

/// One test's room.
pub(crate) struct Slot {
    seats: Arc<Seats>,
    _one_of_all: OwnedSemaphorePermit,
    busy: Option<Seat>,
    seen: Option<Load>,
}

/// Room for those who compute.
#[derive(Debug)]
struct Seats {
    free: Semaphore,
    /// How many compute although there was no room: so many seats that become free are not.
    owed: AtomicUsize,
}

/// Room for one who computes.
pub(crate) struct Seat(Arc<Seats>);

impl Seats {
    /// Waits for room.
    async fn take(self: Arc<Self>) -> Seat {
        self.free
            .acquire()
            .await
            .expect("nobody closes it")
            .forget();
        Seat(self)
    }

    /// Takes room for one who computes anyway: if there is none, then the next that there would be.
    fn take_anyway(self: Arc<Self>) -> Seat {
        match self.free.try_acquire() {
            Ok(free) => free.forget(),
            Err(_) => _ = self.owed.fetch_add(1, Ordering::Relaxed),
        }
        Seat(self)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let less = |owed: usize| owed.checked_sub(1);
        let owed = &self.0.owed;
        let paid = owed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        if paid.is_err() {
            self.0.free.add_permits(1);
        }
    }
}

/// What a process, and all that it started, was seen to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Load {
    /// Whether a thread was running or about to.
    computes: bool,
    /// How long they have run, in all.
    cpu: Duration,
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
            busy: Arc::new(Seats {
                free: Semaphore::new(busy),
                owed: AtomicUsize::new(0),
            }),
        }
    }

    /// Waits for room.
    pub(crate) async fn enter(&self) -> Slot {
        let all = Arc::clone(&self.all);
        Slot {
            seats: Arc::clone(&self.busy),
            _one_of_all: all.acquire_owned().await.expect("nobody closes it"),
            busy: Some(self.compute().await),
            seen: None,
        }
    }

    /// Waits for room to compute in, for something that always does.
    pub(crate) async fn compute(&self) -> Seat {
        Arc::clone(&self.busy).take().await
    }
}

impl Slot {
    /// Looks after the process `leader`: makes room for another test while it, and all that it started, are seen to
    /// wait, and takes it again as soon as they compute. Never ends: it is for a `select!` with the end of the process.
    pub(crate) async fn watch(&mut self, leader: Option<u32>) {
        let mut look = LOOK;
        while let Some(leader) = leader {
            tokio::time::sleep(look).await;
            let Some(load) = load(leader) else { break };
            let before = self.seen.replace(load);
            if before == Some(load) && !load.computes {
                self.busy = None;
                look = LAST_LOOK.min(2 * look);
            } else if load.computes {
                let seats = || Arc::clone(&self.seats).take_anyway();
                self.busy.get_or_insert_with(seats);
                look = LOOK;
            }
        }
        std::future::pending().await
    }

    /// Whether the process, whose time of `limit` was over, would have gone on, and was kept from it for most of
    /// the time: nothing can be said about it then. False where that cannot be told.
    pub(crate) fn was_starved(&self, limit: Duration) -> bool {
        self.seen
            .is_some_and(|load| load.computes && load.cpu < limit / 2)
    }
}

/// What `leader` and the processes that it started do. None if that cannot be told: the process is gone, or
/// this is not Linux.
fn load(leader: u32) -> Option<Load> {
    fs::metadata(format!("/proc/{leader}/task")).ok()?;
    let mut load = Load {
        computes: false,
        cpu: Duration::ZERO,
    };
    let mut processes = vec![leader];
    while let Some(process) = processes.pop() {
        let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
            continue;
        };
        for thread in threads.flatten() {
            let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            // The name before the state is in parentheses, and may hold some itself.
            let Some((_, fields)) = stat.rsplit_once(") ") else {
                continue;
            };
            let fields: Vec<&str> = fields.split(' ').collect();
            load.computes |= matches!(fields[0], "R" | "D");
            // Those for user and system, in hundredths of a second.
            let ticks = fields.get(11..13).into_iter().flatten();
            let ticks: u64 = ticks.filter_map(|it| it.parse::<u64>().ok()).sum();
            load.cpu += Duration::from_millis(10 * ticks);
            let children = fs::read_to_string(thread.path().join("children"));
            let children = children.unwrap_or_default();
            processes.extend(
                children
                    .split_whitespace()
                    .filter_map(|it| it.parse::<u32>().ok()),
            );
        }
    }
    Some(load)
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
            tokio::time::sleep(LAST_LOOK).await;
            seen.push(load(child.id()).map(|it| it.computes));
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
        assert_eq!(load(u32::MAX), None);
    }

    #[tokio::test]
    async fn who_waits_makes_room() {
        let slots = Slots::new(1);
        let mut sleeper = Command::new("sleep").arg("30").spawn().expect("sleep");
        let mut slot = slots.enter().await;
        assert_eq!(slots.busy.free.available_permits(), 0);
        tokio::select! {
            () = slot.watch(Some(sleeper.id())) => unreachable!("it never ends"),
            _next = slots.enter() => {}
        }
        assert!(!slot.was_starved(Duration::from_secs(1)), "it sleeps");
        let _ = sleeper.kill();
        let _ = sleeper.wait();
    }

    #[tokio::test]
    async fn who_computes_after_all_takes_room_from_those_who_come() {
        let slots = Slots::new(1);
        let one = slots.compute().await;
        let again = Arc::clone(&slots.busy).take_anyway();
        drop(one);
        assert_eq!(slots.busy.free.available_permits(), 0, "the other computes");
        drop(again);
        assert_eq!(slots.busy.free.available_permits(), 1);

        let mut shell = Command::new("sh")
            .args(["-c", "sleep 0.3; while :; do :; done"])
            .spawn()
            .expect("sh");
        let mut slot = slots.enter().await;
        let free = tokio::select! {
            () = slot.watch(Some(shell.id())) => unreachable!("it never ends"),
            free = async {
                drop(slots.compute().await);
                tokio::time::sleep(Duration::from_secs(1)).await;
                slots.busy.free.available_permits()
            } => free,
        };
        let _ = shell.kill();
        let _ = shell.wait();
        assert_eq!(free, 0, "it made room, and took it again");
    }

    #[tokio::test]
    async fn who_was_kept_from_computing_was_starved() {
        let mut slot = Slots::new(1).enter().await;
        let seen = |computes, cpu| {
            Some(Load {
                computes,
                cpu: Duration::from_secs(cpu),
            })
        };
        for (load, starved) in [
            (None, false),
            (seen(true, 1), true),
            (seen(true, 5), false),
            (seen(false, 1), false),
        ] {
            slot.seen = load;
            assert_eq!(
                slot.was_starved(Duration::from_secs(10)),
                starved,
                "{load:?}"
            );
        }
    }
}
