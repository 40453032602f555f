//! One exploration: loom on a thread of its own, ended by its first failure or by a limit.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use interleaving::FailureKind;

use super::current::{self, Broken, End, Execution};
use super::limit::{self, Limits};
use super::recording::Recording;
use super::replay::Follower;

/// How much longer than its limit an exploration may take to notice it. Between two executions it
/// looks at the clock, so this is a limit for a single one.
const GRACE: Duration = Duration::from_millis(800);

/// loom counts a switch and a load as a branch each; a step of ours has a few.
const BRANCHES_A_STEP: usize = 4;

/// What is explored.
pub(crate) type Body = Arc<dyn Fn() + Send + Sync>;

/// What came of it.
pub(crate) struct Exploration {
    /// How many executions there were, a failed one included.
    pub(crate) executions: u64,
    /// The one that failed.
    pub(crate) failed: Option<(Broken, Recording)>,
}

/// Explores `body` within `limits`, and shows every execution that passes to `follower`.
pub(crate) fn explore(
    body: &Body,
    limits: Limits,
    follower: Option<&Arc<Follower>>,
) -> Exploration {
    hear_panics();
    let recording = Arc::new(Mutex::new(Recording::default()));
    let executions = Arc::new(AtomicU64::new(0));
    let (end, ended) = channel();
    let execution = Execution {
        recording: Arc::clone(&recording),
        end,
        steps: limits.steps,
        newest: limits.newest,
    };
    let (body, counted) = (Arc::clone(body), Arc::clone(&executions));
    let follower = follower.cloned();
    thread::Builder::new()
        .name("model".to_owned())
        .spawn(move || run(&body, limits, execution, &counted, follower))
        .expect("the model's thread starts");
    let failed = match ended.recv_timeout(limits.time + GRACE) {
        Ok(End::Complete) => None,
        Ok(End::Failed(broken)) => Some(broken),
        Err(RecvTimeoutError::Timeout) => Some(Broken {
            hangs: true,
            ..Broken::new(
                FailureKind::TooManySteps,
                limit::no_answer(limits.time + GRACE),
            )
        }),
        // The thread is gone without a word: something unwound through it and dropped its end.
        Err(RecvTimeoutError::Disconnected) => Some(Broken::new(
            FailureKind::Panic,
            "the model ended without a result".to_owned(),
        )),
    };
    Exploration {
        executions: executions.load(Ordering::Relaxed),
        failed: failed.map(|broken| {
            let mut recording = recording.lock().unwrap_or_else(PoisonError::into_inner);
            (broken, std::mem::take(&mut *recording))
        }),
    }
}

fn run(
    body: &Body,
    limits: Limits,
    execution: Execution,
    executions: &Arc<AtomicU64>,
    follower: Option<Arc<Follower>>,
) {
    let end = execution.end.clone();
    current::enter(execution);
    let (body, executions) = (Arc::clone(body), Arc::clone(executions));
    let see = move || {
        if let Some(follower) = &follower {
            current::with(|recording| follower.see(recording));
        }
    };
    let see_last = see.clone();
    let start = Instant::now();
    let one = move || {
        let explored = executions.load(Ordering::Relaxed);
        let over = if explored >= limits.executions {
            Some(limit::too_many_executions(limits.executions))
        } else if start.elapsed() >= limits.time {
            Some(limit::too_long(limits.time))
        } else {
            None
        };
        if let Some(message) = over {
            current::with(Recording::clear);
            current::stop(Broken::new(FailureKind::NotExhausted, message));
        }
        // The one before has passed, or loom would not have come here.
        if explored > 0 {
            see();
        }
        executions.store(explored + 1, Ordering::Relaxed);
        current::with(Recording::clear);
        crate::thread::begin_first();
        // A panic on purpose that nobody caught is unwound no further than this.
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| body())) {
            current::stop(Broken::unwound(&*payload));
        }
        current::with(|recording| recording.threads[0].ended = true);
    };
    let complete = catch_unwind(AssertUnwindSafe(|| builder(limits).check(one)));
    current::hold_if_failed();
    let _ = end.send(match complete {
        Ok(()) => {
            see_last();
            End::Complete
        }
        Err(payload) => End::Failed(Broken::unwound(&*payload)),
    });
}

/// loom's settings, none of them from the environment.
fn builder(limits: Limits) -> loom::model::Builder {
    let mut builder = loom::model::Builder::new();
    builder.max_threads = loom::MAX_THREADS;
    builder.max_branches = limits.steps * BRANCHES_A_STEP;
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.preemption_bound = limits.preemptions;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = usize::MAX;
    builder.location = false;
    builder.log = false;
    builder
}

/// Makes every panic inside a model its end: the result is told before anything is unwound.
///
/// Nothing is unwound far, then: see `current::hold`. But the hook itself must return, since the test
/// harness waits for it to be free.
fn hear_panics() {
    static HEARING: Once = Once::new();
    HEARING.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !current::inside() {
                others(info);
            } else if !current::fail(broken(info)) {
                second_panic();
            }
        }));
    });
}

/// A destructor panicked while the first panic was unwound. What follows is an abort, so the process
/// ends here, when the verdict on the first is out.
fn second_panic() {
    super::verdict::say_aloud();
    let start = Instant::now();
    while let Some(left) = Duration::from_secs(4).checked_sub(start.elapsed()) {
        thread::park_timeout(left);
    }
    std::process::exit(101);
}

fn broken(info: &PanicHookInfo<'_>) -> Broken {
    let message = crate::case::message(info.payload())
        .unwrap_or_else(|| "a panic whose payload is not a text".to_owned());
    let location = info.location();
    let of_loom = location.is_some_and(|it| it.file().contains("loom-0."));
    let starts = |beginning: &str| of_loom && message.trim_start().starts_with(beginning);
    let kind = if starts("deadlock") {
        FailureKind::Deadlock
    } else if starts("Causality violation") || starts("currently ") {
        FailureKind::DataRace
    } else if starts("Arc leaked") {
        FailureKind::Leak
    } else if starts("Model exceeded maximum number of branches") {
        FailureKind::TooManySteps
    } else {
        FailureKind::Panic
    };
    Broken {
        kind,
        message,
        place: location.filter(|_| !of_loom).map(|it| {
            let (line, column) = (it.line() as usize, it.column() as usize);
            (it.file().to_owned(), line, column)
        }),
        hangs: false,
    }
}
