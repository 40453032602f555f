//! What a program says when it runs, as it is recorded and shown.
//!
//! A recording is text: what the program printed, then, if there is any, what it complained of and
//! with which status it ended, each under a heading.

use std::fmt;
use std::path::Path;
use std::process::ExitStatus;
use std::sync::LazyLock;

use regex::Regex;

use super::Run;

/// What a program says when it runs, or the compiler in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// In the order in which they are shown. A section has text, unless it is [`Heading::End`].
    pub sections: Vec<Section>,
}

/// A part of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is.
    pub heading: Heading,
    /// Without empty lines around it.
    pub text: String,
}

/// What a section holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// What the program printed.
    Output,
    /// What it, or its runtime, complained of.
    Errors,
    /// What the compiler said of a program that it refused.
    Compiler,
    /// What `go vet` has against it.
    Vet,
    /// How it ended, if not well: `exit status 3`. This section has no text.
    End(String),
}

const RULE: &str = "-----";

impl fmt::Display for Heading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Output => "output",
            Self::Errors => "standard error",
            Self::Compiler => "compiler",
            Self::Vet => "go vet",
            Self::End(end) => end,
        })
    }
}

impl Heading {
    fn parse(line: &str) -> Option<Self> {
        let text = line
            .strip_prefix(RULE)?
            .strip_suffix(RULE)?
            .strip_prefix(' ')?
            .strip_suffix(' ')?;
        Some(match text {
            "standard error" => Self::Errors,
            "compiler" => Self::Compiler,
            "go vet" => Self::Vet,
            end => Self::End(end.to_owned()),
        })
    }
}

impl Transcript {
    /// Of a run of the program that pages call `shown`. Whatever differs from run to run, or from
    /// machine to machine, is taken out of what its runtime said.
    pub fn of_run(run: &Run, root: &Path, shown: &str) -> Self {
        let mut transcript = Self::default();
        transcript.push(Heading::Output, &run.stdout);
        transcript.push(Heading::Errors, &settled(&run.stderr, root, shown));
        if let Some(end) = end(run.status) {
            transcript.push(Heading::End(end), "");
        }
        transcript
    }

    /// Of a program that the compiler refused, with these words.
    pub fn of_refusal(said: &str) -> Self {
        let mut transcript = Self::default();
        transcript.push(Heading::Compiler, said);
        transcript
    }

    /// With what `go vet` has against the program.
    pub fn with_objection(mut self, said: &str) -> Self {
        self.push(Heading::Vet, said);
        self
    }

    fn push(&mut self, heading: Heading, text: &str) {
        let text = text.trim_end().trim_start_matches('\n');
        if !text.is_empty() || matches!(heading, Heading::End(_)) {
            self.sections.push(Section {
                heading,
                text: text.to_owned(),
            });
        }
    }

    /// The text that is recorded.
    pub fn render(&self) -> String {
        let mut lines = Vec::new();
        for section in &self.sections {
            if section.heading != Heading::Output {
                lines.push(format!("{RULE} {} {RULE}", section.heading));
            }
            if !section.text.is_empty() {
                lines.push(section.text.clone());
            }
        }
        lines.join("\n")
    }

    /// Reads what [`Transcript::render`] writes.
    pub fn parse(text: &str) -> Self {
        let mut transcript = Self::default();
        let (mut heading, mut lines) = (Heading::Output, Vec::new());
        for line in text.lines() {
            match Heading::parse(line) {
                None => lines.push(line),
                Some(next) => {
                    transcript.push(heading, &lines.join("\n"));
                    (heading, lines) = (next, Vec::new());
                }
            }
        }
        transcript.push(heading, &lines.join("\n"));
        transcript
    }

    /// Reads a recording: the file of an insta snapshot, with its head between two rules.
    pub fn parse_recording(file: &str) -> Option<Self> {
        let file = file.replace("\r\n", "\n");
        let (_, body) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
        Some(Self::parse(body))
    }
}

/// None if it ended well.
fn end(status: ExitStatus) -> Option<String> {
    if status.success() {
        return None;
    }
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Some(format!("signal {signal}"));
    }
    Some(match status.code() {
        Some(code) => format!("exit status {code}"),
        None => "ended by the system".to_owned(),
    })
}

/// What a runtime says that differs from run to run, or is advice to nobody here, and what stands in
/// its place.
static DRAWN: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        // Rust names the thread by the system's id as well.
        (
            r"(thread '[^']*') \(\d+\) (panicked|has overflowed)",
            "$1 $2",
        ),
        // The reader of a page has no run to repeat.
        (r"(?m)^note: run with `RUST_BACKTRACE=.*\n?", ""),
        // Go's traces have the arguments as words, offsets into functions, and addresses.
        (
            r"(?m)^(\S+)\([^()\n]*(?:0x[0-9a-f]+|\.\.\.)[^()\n]*\)",
            "$1(...)",
        ),
        (r" \+0x[0-9a-f]+", ""),
        (r"0x[0-9a-f]{6,}", "0x…"),
        // The main goroutine is always the first; the others are numbered by the scheduler.
        (r"goroutine (?:[2-9]|\d{2,})\b", "goroutine N"),
        // A line of Go's own library, in the race detector's report, depends on its version.
        (
            r"(?m)^( +(?:runtime|sync|time|internal)(?:/\w+)*/\w+\.go):\d+$",
            "$1",
        ),
        (r"(?: fp=0x\S+| sp=0x\S+| pc=0x\S+| m=\S+ sigcode=\S+)", ""),
    ]
    .map(|(pattern, instead)| {
        let pattern = Regex::new(pattern).expect("a pattern of ours is a pattern");
        (pattern, instead)
    })
    .into()
});

/// Where each report of Go's race detector begins.
const RACE: &str = "WARNING: DATA RACE";

/// Names the goroutines of a race detector's report in the order of their appearance: the scheduler's
/// numbers differ from run to run, and which of two is meant is the point of the report. Whether one
/// has ended by the time of the report is the scheduler's choice as well.
fn goroutines_named(report: &str) -> String {
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b([Gg]oroutine) (\d+)(?: \((?:running|finished)\))?")
            .expect("a pattern of ours is a pattern")
    });
    let mut seen: Vec<String> = Vec::new();
    NUMBERED
        .replace_all(report, |found: &regex::Captures<'_>| {
            let number = &found[2];
            let index = seen.iter().position(|it| it == number).unwrap_or_else(|| {
                seen.push(number.to_owned());
                seen.len() - 1
            });
            let letter = u8::try_from(index)
                .ok()
                .filter(|index| *index < 26)
                .map_or('?', |index| char::from(b'A' + index));
            format!("{} {letter}", &found[1])
        })
        .into_owned()
}

fn settled(said: &str, root: &Path, shown: &str) -> String {
    // Go compiles a copy, in a package that is named after the program.
    let copy = Regex::new(r"(?:\./)?(?:programs/)?[\w.-]+/main\.go\b");
    let mut text = said.replace(
        &format!("{}{}", root.display(), std::path::MAIN_SEPARATOR),
        "",
    );
    if let Ok(copy) = copy
        && shown.ends_with(".go")
    {
        text = copy.replace_all(&text, shown).into_owned();
    }
    if text.contains(RACE) {
        text = goroutines_named(&text);
    }
    for (pattern, instead) in DRAWN.iter() {
        text = pattern.replace_all(&text, *instead).into_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_is_read_back() {
        let section = |heading, text: &str| Section {
            heading,
            text: text.to_owned(),
        };
        for sections in [
            vec![],
            vec![section(Heading::Output, "one\n\ntwo")],
            vec![section(Heading::Compiler, "x.go:1:1: no")],
            vec![
                section(Heading::Output, "one"),
                section(Heading::Vet, "x.go:1:1: copied"),
            ],
            vec![
                section(Heading::Output, "--- one ---"),
                section(Heading::Errors, "two"),
                section(Heading::End("exit status 3".to_owned()), ""),
            ],
            vec![section(Heading::End("signal 6".to_owned()), "")],
        ] {
            let transcript = Transcript { sections };
            assert_eq!(Transcript::parse(&transcript.render()), transcript);
            let file = format!("---\nsource: x.rs\n---\n{}\n", transcript.render());
            assert_eq!(Transcript::parse_recording(&file), Some(transcript));
        }
    }

    #[test]
    fn a_panic_in_rust_reads_the_same_in_every_run() {
        let said = "\nthread 'main' (4711) panicked at /w/book/ch01-a/rust/x.rs:3:5:\noh\n\
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        assert_eq!(
            settled(said, Path::new("/w"), "book/ch01-a/rust/x.rs"),
            "\nthread 'main' panicked at book/ch01-a/rust/x.rs:3:5:\noh\n"
        );
    }

    #[test]
    fn a_panic_in_go_reads_the_same_in_every_run() {
        let said = "\
panic: oh [recovered]

goroutine 1 [running]:
main.f(0xc000012345, {0x1, 0x2})
\tprograms/ch01-a_x/main.go:7 +0x1d
main.main()
\tprograms/ch01-a_x/main.go:3 +0x4f

goroutine 18 [chan receive]:
main.(*T).g(...)
created by main.main in goroutine 1
";
        let expected = "\
panic: oh [recovered]

goroutine 1 [running]:
main.f(...)
\tbook/ch01-a/go/x.go:7
main.main()
\tbook/ch01-a/go/x.go:3

goroutine N [chan receive]:
main.(*T).g(...)
created by main.main in goroutine 1
";
        assert_eq!(
            settled(said, Path::new("/w"), "book/ch01-a/go/x.go"),
            expected
        );
    }

    #[test]
    fn a_race_in_go_reads_the_same_in_every_run() {
        let said = |first: u32, second: u32, address: &str, state: &str| {
            format!(
                "\
==================
WARNING: DATA RACE
Read at {address} by goroutine {first}:
  main.main.func1()
      programs/ch01-a_x/main.go:12 +0x2e

Previous write at {address} by goroutine {second}:
  main.main.func1()
      programs/ch01-a_x/main.go:13 +0x44

Goroutine {first} (running) created at:
  sync.(*WaitGroup).Go()
      sync/waitgroup.go:238 +0x72

Goroutine {second} ({state}) created at:
  main.main()
      programs/ch01-a_x/main.go:9 +0x11d
==================
Found 1 data race(s)
"
            )
        };
        let expected = "\
==================
WARNING: DATA RACE
Read at 0x… by goroutine A:
  main.main.func1()
      book/ch01-a/go/x.go:12

Previous write at 0x… by goroutine B:
  main.main.func1()
      book/ch01-a/go/x.go:13

Goroutine A created at:
  sync.(*WaitGroup).Go()
      sync/waitgroup.go

Goroutine B created at:
  main.main()
      book/ch01-a/go/x.go:9
==================
Found 1 data race(s)
";
        for said in [
            said(8, 7, "0x00c000018118", "finished"),
            said(12, 34, "0x00c000096038", "running"),
        ] {
            assert_eq!(
                settled(&said, Path::new("/w"), "book/ch01-a/go/x.go"),
                expected
            );
        }
    }
}
