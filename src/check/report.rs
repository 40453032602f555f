//! The report that a test of the course writes about itself. Its format, and the two ways it takes, are
//! defined in `exercises/support/src/report.rs`.

use std::ffi::OsString;
use std::io;
use std::process::Stdio;

use interleaving::Interleaving;
use interleaving::replay::Replay;

use super::event::Panic;

use super::process::Capture;

/// The environment variable that says to the test where to report to.
pub(crate) const VARIABLE: &str = "WORKBOOK_REPORT";

/// How many bytes of a report are read: the drawing of a failed model is the longest of its records.
const LONGEST: usize = 8 << 20;

/// What a test said about itself.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Report {
    pub(super) panics: Vec<Panic>,
    /// How many interleavings were explored, by all of its models together.
    pub(super) explored: Option<u64>,
    /// The most preemptions that an execution had, if they were bounded.
    pub(super) preemptions: Option<u64>,
    /// The one in which a model failed.
    pub(super) interleaving: Option<Box<Interleaving>>,
    /// What has become of a schedule that was to be followed.
    pub(super) replay: Option<Box<Replay>>,
    /// Whether the body passed. None if the process ended before the body did.
    pub(super) passed: Option<bool>,
}

impl Report {
    /// The report in `text`. A test has passed only if it knows the nonce; an empty one need not be known.
    pub(super) fn parse(text: &str, nonce: &str) -> Self {
        let mut report = Self::default();
        for fields in records(text) {
            match fields.as_slice() {
                [kind] if kind == "passed" && nonce.is_empty() => report.passed = Some(true),
                [kind, told] if kind == "passed" && told == nonce => report.passed = Some(true),
                [kind] if kind == "failed" => report.passed = Some(false),
                [kind, thread, file, line, column, message] if kind == "panic" => {
                    report.panics.push(Panic {
                        thread: thread.clone(),
                        file: super::tidy_path(file),
                        line: line.parse().unwrap_or(0),
                        column: column.parse().unwrap_or(0),
                        message: message.clone(),
                    });
                }
                [kind, explored, _, preemptions] if kind == "explored" => {
                    let more = explored.parse().unwrap_or(0);
                    report.explored = Some(report.explored.unwrap_or(0) + more);
                    // The most bounded of several models is what is to be known.
                    let bound = preemptions.parse().ok();
                    report.preemptions = report.preemptions.into_iter().chain(bound).min();
                }
                [kind, json] if kind == "interleaving" => {
                    let read = serde_json::from_str::<Interleaving>(json).ok();
                    report.interleaving = read.filter(Interleaving::is_sound).map(Box::new);
                }
                [kind, json] if kind == "replay" => {
                    let read = serde_json::from_str::<Replay>(json).ok().map(Box::new);
                    // Of several models in a test, the one that the schedule is of follows it best.
                    let followed = |it: &Option<Box<Replay>>| it.as_ref().map(|it| it.followed);
                    if followed(&read) > followed(&report.replay) {
                        report.replay = read;
                    }
                }
                // A record cut short by the end of its process.
                _ => {}
            }
        }
        report
    }
}

/// Where one test reports to.
pub(super) struct Channel {
    nonce: String,
    #[cfg(unix)]
    reader: Capture,
    #[cfg(not(unix))]
    file: tempfile::TempPath,
}

impl Channel {
    /// Opens one, and says what the standard input of the test's process has to be, and its [`VARIABLE`].
    #[cfg(unix)]
    pub(super) fn open() -> io::Result<(Self, Stdio, OsString)> {
        use std::io::Write as _;
        use std::os::fd::OwnedFd;
        use std::os::unix::net::UnixStream;

        let nonce = format!(
            "{:016x}{:016x}",
            getrandom::u64().map_err(io::Error::other)?,
            getrandom::u64().map_err(io::Error::other)?
        );
        let (mut ours, theirs) = UnixStream::pair()?;
        writeln!(ours, "{nonce}")?;
        ours.set_nonblocking(true)?;
        let reader = tokio::net::UnixStream::from_std(ours)?;
        let channel = Self {
            nonce,
            // Read while the test runs: it would wait for room otherwise.
            reader: Capture::start(reader, LONGEST, None),
        };
        Ok((channel, OwnedFd::from(theirs).into(), "stdin".into()))
    }

    /// Opens one, and says what the standard input of the test's process has to be, and its [`VARIABLE`].
    #[cfg(not(unix))]
    pub(super) fn open() -> io::Result<(Self, Stdio, OsString)> {
        let file = tempfile::Builder::new()
            .prefix("workbook-report-")
            .tempfile()?
            .into_temp_path();
        let path = file.to_path_buf().into_os_string();
        let nonce = String::new();
        Ok((Self { nonce, file }, Stdio::null(), path))
    }

    /// What was reported, once the process has ended.
    pub(super) async fn read(self) -> Report {
        #[cfg(unix)]
        let bytes = self.reader.end().await.bytes;
        #[cfg(not(unix))]
        let bytes = std::fs::read(&self.file).unwrap_or_default();
        Report::parse(&String::from_utf8_lossy(&bytes), &self.nonce)
    }
}

/// The records of a report, in order, each as its fields.
pub(crate) fn records(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.lines()
        .map(|line| line.split('\t').map(unescape).collect())
}

fn unescape(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => break,
            },
            other => other,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_and_the_end_are_read() {
        let report = Report::parse(
            "panic\tmain\texercises/ch01-a/tests/../ex01_b.rs\t3\t5\tleft\\nright\\\\\npassed\n",
            "",
        );
        assert_eq!(report.passed, Some(true));
        assert_eq!(report.panics[0].message, "left\nright\\");
        assert_eq!(report.panics[0].file, "exercises/ch01-a/ex01_b.rs");
    }

    #[test]
    fn what_models_explored_is_read() {
        let report = Report::parse("explored\t12\t0.5\t\nexplored\t3\t0.5\t2\npassed\n", "");
        assert_eq!(report.explored, Some(15));
        assert_eq!(report.preemptions, Some(2), "of which some were left out");
        assert_eq!(report.interleaving, None);
        let record = include_str!("../../tests/book/models/lost_update.model.json");
        let record: serde_json::Value = serde_json::from_str(record).expect("JSON");
        let told = |json: &str| Report::parse(&format!("interleaving\t{json}\nfailed\n"), "");
        let json = record["interleaving"].to_string().replace('\\', "\\\\");
        let report = told(&json);
        let interleaving = report.interleaving.expect("one that fails");
        assert_eq!(interleaving.threads.len(), 2);
        // Whoever wrote that would have it drawn beyond its end.
        let unsound = json.replace("\"thread\":1", "\"thread\":500");
        assert_ne!(unsound, json);
        assert_eq!(told(&unsound).interleaving, None);
    }

    #[test]
    fn of_two_models_the_one_that_follows_is_read() {
        let replay = |followed: usize| {
            let json = format!(
                r#"{{"turns":["main"],"steps":3,"followed":{followed},"last":null,"missing":null,"because":null,"now":[]}}"#
            );
            format!("replay\t{json}\n")
        };
        let report = Report::parse(&(replay(1) + &replay(3) + &replay(0) + "passed\n"), "");
        assert_eq!(report.replay.map(|it| it.followed), Some(3));
    }

    #[test]
    fn only_who_knows_the_nonce_has_passed() {
        assert_eq!(Report::parse("passed\tabc\n", "abc").passed, Some(true));
        assert_eq!(Report::parse("passed\n", "abc").passed, None);
        assert_eq!(Report::parse("passed\tabd\n", "abc").passed, None);
        assert_eq!(Report::parse("passed\t\n", "abc").passed, None);
    }

    #[test]
    fn a_cut_off_record_is_no_report() {
        assert_eq!(Report::parse("passe", ""), Report::default());
    }
}
