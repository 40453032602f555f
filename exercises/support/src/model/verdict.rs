//! The verdict on a model, and the shortest failing execution that is cheap to find.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use interleaving::json;
use interleaving::replay::Replay;
use interleaving::text::{self, Extent};
use interleaving::{FailureKind, Interleaving};

use super::Explored;
use super::current::Broken;
use super::explore::{Body, explore};
use super::limit::{self, Limits};
use super::recording::Recording;
use super::replay::Follower;
use super::story;
use crate::report::Report;

/// The most preemptions of an execution when a model that has passed is gone through once more, with what
/// a load may have hidden from loom (see `Turn` in `sync::atomic`). Most bugs need one or two.
const SECOND_LOOK: usize = 3;

/// How long is searched for a shorter failing execution. It is worth a moment: people read it.
const SHORTENING: Duration = Duration::from_millis(1_500);

/// Explores `body`, and once more where loom has not looked. An error is the failing execution.
pub(super) fn explored(
    body: &Body,
    mut limits: Limits,
    follower: Option<&Arc<Follower>>,
) -> Result<Explored, Box<Interleaving>> {
    let start = Instant::now();
    let whole = limits;
    let mut exploration = explore(body, limits, follower);
    if exploration.failed.is_none() {
        limits.turns = true;
        limits.preemptions = Some(
            whole
                .preemptions
                .map_or(SECOND_LOOK, |it| it.min(SECOND_LOOK)),
        );
        limits.time = whole.time.saturating_sub(start.elapsed());
        let second = explore(body, limits, follower);
        let Some((mut broken, recording)) = second.failed else {
            return Ok(Explored {
                interleavings: exploration.executions,
                preemptions: whole.preemptions,
                time: start.elapsed(),
            });
        };
        if broken.kind == FailureKind::NotExhausted && start.elapsed() >= whole.time {
            broken.message = limit::too_long(whole.time);
        }
        exploration.executions += second.executions;
        exploration.failed = Some((broken, recording));
    }
    let took = start.elapsed();
    let found = exploration.failed.expect("it has failed");
    let (broken, recording) = shortest(body, limits, found);
    Err(Box::new(story::tell(
        &broken,
        &recording,
        exploration.executions,
        took,
    )))
}

/// Explores `body`, reports, and panics if it fails.
pub(super) fn check(body: &Body, limits: Limits) {
    let follower = Follower::requested().map(Arc::new);
    match explored(body, limits, follower.as_ref()) {
        Ok(explored) => passed(&explored, follower.and_then(|it| it.told()).as_ref()),
        Err(interleaving) => failed(&interleaving),
    }
}

/// The failure again, as simple as it can be found in a moment: if possible without a load that reads
/// an old value, and with few preemptions. loom goes through the executions depth first, so the first
/// that fails is often neither.
fn shortest(body: &Body, limits: Limits, found: (Broken, Recording)) -> (Broken, Recording) {
    if found.0.hangs {
        return found;
    }
    let start = Instant::now();
    let most = limits.preemptions.unwrap_or(3).min(3);
    for (newest, preemptions) in [true, false]
        .into_iter()
        .flat_map(|newest| (0..=most).map(move |bound| (newest, bound)))
    {
        let Some(time) = SHORTENING.checked_sub(start.elapsed()) else {
            break;
        };
        let bounded = Limits {
            preemptions: Some(preemptions),
            newest,
            time,
            ..limits
        };
        let again = explore(body, bounded, None);
        if let Some(simpler) = again.failed
            && simpler.0.kind != FailureKind::NotExhausted
        {
            return simpler;
        }
    }
    found
}

fn passed(explored: &Explored, replay: Option<&Replay>) {
    if let Some(report) = Report::requested() {
        report.record(&[
            "explored",
            &explored.interleavings.to_string(),
            &explored.time.as_secs_f64().to_string(),
            &explored
                .preemptions
                .map_or_else(String::new, |bound| bound.to_string()),
        ]);
        if let Some(replay) = replay {
            let json = json::to_string(replay).expect("a replay is plain data");
            report.record(&["replay", &json]);
        }
    } else {
        println!("{explored}");
        if let Some(replay) = replay {
            print!("{}", replay.text());
        }
    }
}

/// Whether the process is about to end, so that what the test harness captures would be lost.
static ALOUD: AtomicBool = AtomicBool::new(false);

/// Makes verdicts go to stderr itself.
pub(super) fn say_aloud() {
    ALOUD.store(true, Ordering::Relaxed);
}

fn failed(interleaving: &Interleaving) -> ! {
    let failure = &interleaving.failure;
    if let Some(report) = Report::requested() {
        let json = json::to_string(interleaving).expect("an interleaving is plain data");
        report.record(&["interleaving", &json]);
        // A deadlock has no place of its own; somewhere in it is where people begin to read.
        let waits = interleaving.steps.iter().filter(|step| step.pending);
        let mut waits = waits.filter_map(|step| step.place.as_ref());
        let place = failure.place.as_ref().or_else(|| waits.next_back());
        report.record(&[
            "panic",
            &failure.thread.map_or_else(
                || "model".to_owned(),
                |thread| interleaving.threads[thread].name.clone(),
            ),
            place.map_or("", |place| &place.file),
            &place.map_or(0, |place| place.line).to_string(),
            &place.map_or(0, |place| place.column).to_string(),
            &failure.message,
        ]);
    } else {
        let drawing = text::plain(interleaving, Extent::Shortened);
        if ALOUD.load(Ordering::Relaxed) {
            // Nothing can be done about a closed stderr; the exit status says it as well.
            let _ = writeln!(std::io::stderr(), "{drawing}");
        } else {
            eprintln!("{drawing}");
        }
    }
    // Everything is said; the default message would name this line.
    std::panic::resume_unwind(Box::new(failure.message.clone()));
}
