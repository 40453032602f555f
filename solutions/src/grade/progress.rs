//! How far a grading is, on stderr: a bar in a terminal, and elsewhere a line now and then.

use std::fmt;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::text;

/// Shows how far a grading is.
#[derive(Clone, Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Whether lines are printed in place of the bar.
    lines: bool,
}

impl Progress {
    /// On stderr.
    pub fn new() -> Self {
        let bar = ProgressBar::no_length();
        let lines = bar.is_hidden();
        Self { bar, lines }
    }

    /// Shows nothing.
    pub fn hidden() -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            lines: false,
        }
    }

    /// Submissions are read, of which there are so many.
    pub(super) fn read(&self, done: usize, all: usize) {
        if done == 0 {
            self.bar.set_length(all as u64);
            self.bar
                .set_style(style("reading submissions {bar:24} {pos}/{len}"));
        }
        self.bar.set_position(done as u64);
    }

    /// Answers are judged: so many of all the different ones.
    pub(super) fn begin(&self, unknown: usize, all: usize) {
        self.bar.reset();
        self.bar.set_length(unknown as u64);
        let template = "judging answers {bar:24} {pos}/{len}  {elapsed}, {to_go} to go";
        let to_go = |state: &ProgressState, text: &mut dyn fmt::Write| {
            let left = to_go(state.pos(), state.len().unwrap_or(0), state.elapsed());
            let _ = write!(text, "{left}");
        };
        self.bar.set_style(style(template).with_key("to_go", to_go));
        self.bar.enable_steady_tick(Duration::from_millis(500));
        if self.lines {
            let all = text::counted(all, "different answer");
            eprintln!("{all}; of these and the stubs, {unknown} are to be judged");
        }
    }

    /// One more is judged.
    pub(super) fn judged(&self) {
        self.bar.inc(1);
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
        // Twenty lines in all.
        if self.lines && done * 20 / all.max(1) != (done - 1) * 20 / all.max(1) {
            let elapsed = self.bar.elapsed();
            eprintln!(
                "{done}/{all} judged, {:.1} a second, {} to go",
                done as f64 / elapsed.as_secs_f64(),
                to_go(done, all, elapsed)
            );
        }
    }

    /// All is judged, or it stops here.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// How many of how many answers were judged in this run.
    pub fn counts(&self) -> (u64, u64) {
        (self.bar.position(), self.bar.length().unwrap_or(0))
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

/// The time until all are judged, if the rest take as long each as those before. The rate of the last seconds says
/// little: now answers are computed, and now all wait for the limit of a deadlock.
fn to_go(done: u64, all: u64, elapsed: Duration) -> HumanDuration {
    let left = all.saturating_sub(done) as f64 / done.max(1) as f64;
    HumanDuration(elapsed.mul_f64(left))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a valid template")
}
