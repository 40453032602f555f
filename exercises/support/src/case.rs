//! One test of the course: its body under a time limit, its outcome in the report.

use std::any::Any;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::report::Report;

/// How long a test may take in a plain `cargo test`, where nobody else would end a deadlock.
pub const LIMIT: Duration = Duration::from_secs(10);

/// How much longer a test may take that the workbook runs. The workbook has a limit of its own, which
/// it enforces from outside; this one is for the test whose workbook was killed.
const ORPHAN: Duration = Duration::from_secs(5);

/// Separates what the test's body prints from what the test harness prints around it, on stdout
/// and stderr alike: ASCII's record separator.
const OUTPUT_MARK: &str = "\u{1e}";

/// Runs the body of the test `name`. Called by the expansion of [`test`](macro@crate::test).
///
/// # Panics
///
/// As the body does; and if the body takes longer than [`LIMIT`], or somewhat longer still where the
/// workbook watches over it.
pub fn run(name: &'static str, body: fn()) {
    match Report::requested() {
        None => finish(name, body, LIMIT),
        Some(report) => {
            // The first to come is the test. Whoever comes later is called by its body, which has no business
            // to say how the test ended.
            static BEGUN: AtomicBool = AtomicBool::new(false);
            assert!(
                !BEGUN.swap(true, Ordering::Relaxed),
                "{name}: a process that reports runs one test"
            );
            note_panics(report);
            mark_output();
            let outcome = std::panic::catch_unwind(|| finish(name, body, LIMIT + ORPHAN));
            mark_output();
            match outcome {
                Ok(()) => report.passed(),
                Err(payload) => {
                    report.record(&["failed"]);
                    std::panic::resume_unwind(payload);
                }
            }
        }
    }
}

/// Runs the body on a thread of its own, so that a body that never returns cannot hold the caller.
fn finish(name: &'static str, body: fn(), limit: Duration) {
    let (ended, end) = channel::<()>();
    let worker = thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // Dropped when the body returns and when it panics.
            let _ended = ended;
            body();
        })
        .expect("the test's thread starts");
    if end.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
        panic!(
            "{name} did not finish within {} s. Is a thread waiting for something that never \
             comes, or a loop without an end?",
            limit.as_secs()
        );
    }
    if let Err(payload) = worker.join() {
        std::panic::resume_unwind(payload);
    }
}

/// Writes every panic of this process to the report, in place of the default message on stderr.
fn note_panics(report: &'static Report) {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        std::panic::set_hook(Box::new(|info| note_panic(report, info)));
    });
}

fn note_panic(report: &Report, info: &PanicHookInfo<'_>) {
    let thread = thread::current();
    let (file, line, column) = info.location().map_or_else(
        || (String::new(), 0, 0),
        |location| {
            (
                location.file().to_owned(),
                location.line(),
                location.column(),
            )
        },
    );
    report.record(&[
        "panic",
        thread.name().unwrap_or("unnamed"),
        &file,
        &line.to_string(),
        &column.to_string(),
        &message(info.payload())
            .unwrap_or_else(|| "a panic whose payload is not a text".to_owned()),
    ]);
}

/// The text of a panic, if it has one.
pub(crate) fn message(payload: &(dyn Any + Send)) -> Option<String> {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
}

fn mark_output() {
    print!("{OUTPUT_MARK}");
    eprint!("{OUTPUT_MARK}");
    // Nothing can be done about a closed stdout, and the report does not depend on it.
    let _ = std::io::stdout().flush();
}
