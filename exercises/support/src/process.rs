//! What this process uses, and how many threads it consists of. For the body of a test that has a
//! process of its own ([`alone!`](crate::alone!)): elsewhere, other tests are counted as well.

use std::thread;
use std::time::Duration;

/// How long [`assert_at_rest`] looks.
const WINDOW: Duration = Duration::from_millis(300);

/// Processor time that nobody needs in order to wait: threads which block take well under 1 ms
/// together, a busy one takes all of [`WINDOW`] on a quiet machine.
const CPU: Duration = Duration::from_millis(30);

/// Turns on a processor that nobody needs in order to wait: a thread which blocks takes a few before
/// it does. One that looks every millisecond takes hundreds, and so does one that gives way between
/// two looks, be the machine ever so busy.
const SWITCHES: u64 = 60;

/// What the threads of this process have used together, since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Processor time, the system's part included.
    pub cpu: Duration,
    /// How often a thread left its processor: because it waited, gave way or was made to.
    pub switches: u64,
}

/// What this process has used so far. None where the system does not tell.
#[cfg(unix)]
pub fn usage() -> Option<Usage> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let time = |it: TimeVal| {
        let seconds = u64::try_from(it.tv_sec()).ok()?;
        let micros = u64::try_from(it.tv_usec()).ok()?;
        Some(Duration::from_secs(seconds) + Duration::from_micros(micros))
    };
    let count = |it| u64::try_from(it).ok();
    Some(Usage {
        cpu: time(usage.user_time())? + time(usage.system_time())?,
        switches: count(usage.voluntary_context_switches())?
            + count(usage.involuntary_context_switches())?,
    })
}

/// What this process has used so far. None where the system does not tell.
#[cfg(not(unix))]
pub fn usage() -> Option<Usage> {
    None
}

/// Looks on, for a moment, whether the other threads of this process wait without using the processor.
///
/// It can only fail wrongly if waiting costs 30 ms of processor time or 60 turns; how busy the machine
/// is does not matter. Where the system tells nothing, it passes.
///
/// # Panics
///
/// If they are busy. `who` says whose threads they are.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "nothing is waited for: that nothing happens has no event"
)]
pub fn assert_at_rest(who: &str) {
    let Some(before) = usage() else { return };
    thread::sleep(WINDOW);
    let Some(after) = usage() else { return };
    let cpu = after.cpu.saturating_sub(before.cpu);
    let switches = after.switches.saturating_sub(before.switches);
    assert!(
        cpu < CPU && switches < SWITCHES,
        "busy waiting: {who} had nothing to do for {} ms. It should have slept until there is \
         something, and used {} ms of the processor in {switches} turns",
        WINDOW.as_millis(),
        cpu.as_millis(),
    );
}

/// How many threads this process has now. None but on Linux.
///
/// A thread that was joined may be counted for a moment longer, until the system has tidied it away.
pub fn threads() -> Option<usize> {
    cfg!(target_os = "linux")
        .then(|| std::fs::read_dir("/proc/self/task").ok())
        .flatten()
        .map(Iterator::count)
}
