//! A check as the terminal tells it: each event becomes the lines to print for it.

use interleaving::text::{Extent, colored};

use super::{BAD, BOLD, DIM, GOOD, PLACE, WARN, paint};
use crate::check::event::{Diagnostic, Ended, Event, Expected, Outcome, Panic, Tested, Verdict};
use crate::check::graded;

/// How much of a test's output is worth a screen. The rest is in `check --json`.
const OUTPUT_LINES: usize = 20;
/// How many panics of one test are shown; a test that panics on many threads says the same often.
const PANICS: usize = 4;

/// Tells one check. Feed it every event, in order.
#[derive(Debug, Default)]
pub struct Transcript {
    file: String,
    expected: Vec<Expected>,
    /// Warnings are told at the end of a check that passed: before that they only distract.
    warnings: Vec<Diagnostic>,
    errors: usize,
    /// Whether an error was outside the learner's file.
    error_elsewhere: bool,
    /// How much of an interleaving is drawn.
    extent: Extent,
}

impl Transcript {
    /// One that draws so much of an interleaving.
    pub fn drawing(extent: Extent) -> Self {
        Self {
            extent,
            ..Self::default()
        }
    }

    /// The lines, each ended by `\n`, that tell `event`. Often none.
    pub fn tell(&mut self, event: &Event) -> String {
        match event {
            Event::Started { file, tests, .. } => {
                self.file.clone_from(file);
                self.expected.clone_from(tests);
                String::new()
            }
            Event::Building { .. } | Event::Built { .. } => String::new(),
            Event::Diagnostic(diagnostic) => self.diagnostic(diagnostic),
            Event::Tested(tested) => self.tested(tested),
            Event::Ended(ended) => self.ended(ended),
        }
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> String {
        if !diagnostic.error {
            self.warnings.push(diagnostic.clone());
            return String::new();
        }
        self.errors += 1;
        self.error_elsewhere |= !diagnostic.in_exercise;
        format!("{}\n", diagnostic.rendered.trim_end())
    }

    fn tested(&self, tested: &Tested) -> String {
        let states = self
            .expected
            .iter()
            .find(|it| it.name == tested.name && it.target == tested.target)
            .map_or("", |it| it.states.as_str());
        let (sign, detail) = match &tested.outcome {
            Outcome::Passed => (paint(GOOD, "✓"), String::new()),
            Outcome::Failed => (paint(BAD, "✗"), self.said(tested)),
            other => {
                let why = indented(&paint(BAD, reason(other, &tested.panics)));
                (paint(BAD, "✗"), why + &self.said(tested))
            }
        };
        let explored = match (&tested.outcome, tested.explored) {
            (Outcome::Passed, Some(explored)) => {
                let bound = tested.preemptions.map_or_else(String::new, |most| {
                    format!("; at most {most} preemptions in each")
                });
                paint(
                    DIM,
                    format!("  {}{bound}", interleaving::all_pass(explored)),
                )
            }
            _ => String::new(),
        };
        let mut text = format!("  {sign} {}{explored}\n", paint(BOLD, &tested.name));
        if !states.is_empty() {
            text.push_str(&indented(&paint(DIM, states)));
        }
        text.push_str(&detail);
        if let Some(replay) = &tested.replay {
            text.push_str(&indented(&replay.text()));
        }
        if tested.outcome != Outcome::Passed {
            text.push_str(&output(tested));
        }
        text
    }

    /// The interleaving in which it failed, or else its panics: a drawing tells what they said, and where.
    /// It is as wide as a terminal, so it has no margin.
    fn said(&self, tested: &Tested) -> String {
        match &tested.interleaving {
            Some(it) => format!("\n{}\n", colored(it, self.extent)),
            None => self.panics(&tested.panics),
        }
    }

    /// The panics, shortest telling first: where, then what.
    fn panics(&self, panics: &[Panic]) -> String {
        let mut text = String::new();
        for panic in panics.iter().take(PANICS) {
            let place = format!("{}:{}:{}", panic.file, panic.line, panic.column);
            let unwritten = panic.message.starts_with("not yet implemented");
            if unwritten && panic.file == self.file {
                text.push_str(&indented("there is still a `todo!()` to replace"));
            } else {
                text.push_str(&indented(&panic.message));
            }
            text.push_str(&indented(&format!("at {}", paint(PLACE, place))));
        }
        if panics.len() > PANICS {
            let more = format!("and {} more panics", panics.len() - PANICS);
            text.push_str(&indented(&paint(DIM, more)));
        }
        text
    }

    fn ended(&self, ended: &Ended) -> String {
        let Ended {
            exercise,
            passed,
            tests,
            seconds,
            ..
        } = ended;
        let time = paint(DIM, format!("({seconds:.2} s)"));
        let id = paint(BOLD, exercise);
        let mut text = String::new();
        match ended.verdict {
            Verdict::Passed => {
                for warning in &self.warnings {
                    text.push_str(&format!("{}\n\n", warning.rendered.trim_end()));
                }
                let all = if *tests == 1 {
                    "its test passes"
                } else {
                    "all its tests pass"
                };
                text.push_str(&format!("{} {id}: {all} {time}\n", paint(GOOD, "✓ solved")));
                let is_graded = |it: &&Diagnostic| it.code.as_deref() == Some(graded::CODE);
                let of_grading = self.warnings.iter().filter(is_graded).count();
                if self.warnings.len() > of_grading {
                    let remark = "The compiler has a remark, see above; it does not count.";
                    text.push_str(&format!("  {}\n", paint(WARN, remark)));
                }
                if of_grading > 0 {
                    let remark = "Where answers are graded, yours would be refused, see above.";
                    text.push_str(&format!("  {}\n", paint(WARN, remark)));
                }
            }
            Verdict::Failed => {
                let count = format!("{passed} of {tests} tests pass");
                text.push_str(&format!(
                    "{} {id}: {count} {time}\n",
                    paint(BAD, "✗ not yet")
                ));
            }
            Verdict::DoesNotCompile => {
                let sign = paint(BAD, "✗ does not compile");
                text.push_str(&format!("{sign} {id} {time}\n"));
                if self.errors > 0 && self.error_elsewhere {
                    text.push_str(
                        "  An error is in the course's test file. It fits the exercise as it was\n  \
                         shipped: has a name or a signature changed?\n",
                    );
                }
            }
            Verdict::NotChecked => {
                let sign = paint(WARN, "! could not be checked");
                text.push_str(&format!("{sign} {id} {time}\n"));
            }
        }
        if let Some(reason) = &ended.reason {
            text.push_str(&indented(reason));
        }
        text
    }
}

/// Why a test failed that did not fail by an assertion.
fn reason(outcome: &Outcome, panics: &[Panic]) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed => "failed".to_owned(),
        Outcome::TimedOut { limit_seconds } => format!(
            "did not finish within {limit_seconds} s: does something wait for what never comes, \
             or loop without an end?"
        ),
        Outcome::Crashed { signal } if panics.len() > 1 => {
            format!("its process was ended by {signal}, after a panic during a panic")
        }
        Outcome::Crashed { signal } => format!("its process was ended by {signal}"),
        Outcome::NotReported {
            status: Some(status),
        } => format!(
            "its process ended with status {status} before the test did: does something call \
             `std::process::exit`?"
        ),
        Outcome::NotReported { status: None } => {
            "is not among the tests that were built: has the course's test file changed?".to_owned()
        }
    }
}

fn output(tested: &Tested) -> String {
    let lines: Vec<&str> = tested.output.trim_end().lines().collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut text = indented(&paint(DIM, "it wrote:"));
    for line in lines.iter().take(OUTPUT_LINES) {
        let line: String = line
            .chars()
            .filter(|it| !it.is_control() || *it == '\t')
            .collect();
        text.push_str(&indented(&format!("{} {line}", paint(DIM, "│"))));
    }
    let hidden = lines.len().saturating_sub(OUTPUT_LINES);
    match (hidden, tested.output_cut) {
        (0, 0) => {}
        (lines, 0) => text.push_str(&indented(&paint(DIM, format!("and {lines} more lines")))),
        (lines, bytes) => {
            let rest = format!("and {lines} more lines, and {bytes} bytes that were not kept");
            text.push_str(&indented(&paint(DIM, rest)));
        }
    }
    text
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(outcome: Outcome) -> Tested {
        let record = include_str!("../../tests/book/models/lost_update.model.json");
        let record: crate::programs::model::Record =
            serde_json::from_str(record).expect("a record");
        let passed = outcome == Outcome::Passed;
        Tested {
            target: "ex01_a_model".to_owned(),
            name: "counts".to_owned(),
            outcome,
            seconds: 0.1,
            panics: Vec::new(),
            output: String::new(),
            output_cut: 0,
            explored: passed.then_some(1204),
            preemptions: None,
            interleaving: record.interleaving.filter(|_| !passed).map(Box::new),
            replay: None,
        }
    }

    fn told(mut transcript: Transcript, outcome: Outcome) -> String {
        let text = transcript.tell(&Event::Tested(tested(outcome)));
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_failed_model_is_drawn() {
        let crashed = Outcome::Crashed {
            signal: "SIGABRT".to_owned(),
        };
        for outcome in [Outcome::Failed, crashed] {
            let text = told(Transcript::default(), outcome);
            assert!(text.contains("● load count → 0"), "{text}");
            assert!(!text.contains("● spawn thread 1"), "{text}");
        }
        let whole = told(Transcript::drawing(Extent::Whole), Outcome::Failed);
        assert!(whole.contains("● spawn thread 1"), "{whole}");
    }

    #[test]
    fn a_model_that_passes_says_how_much_was_explored() {
        let text = told(Transcript::default(), Outcome::Passed);
        assert!(
            text.contains("counts  1,204 interleavings explored, all pass"),
            "{text}"
        );
    }
}
