//! The report that a test of the course writes about itself. Its format is defined in
//! `exercises/support/src/report.rs`.

use super::event::Panic;

/// The environment variable that names the report's file to the test.
pub(crate) const VARIABLE: &str = "WORKBOOK_REPORT";

/// What a test said about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) panics: Vec<Panic>,
    /// Whether the body passed. None if the process ended before the body did.
    pub(super) passed: Option<bool>,
}

impl Report {
    pub(super) fn parse(text: &str) -> Self {
        let mut report = Self::default();
        for fields in records(text) {
            match fields.as_slice() {
                [kind] if kind == "passed" => report.passed = Some(true),
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
                // A record cut short by the end of its process.
                _ => {}
            }
        }
        report
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
        );
        assert_eq!(report.passed, Some(true));
        assert_eq!(report.panics[0].message, "left\nright\\");
        assert_eq!(report.panics[0].file, "exercises/ch01-a/ex01_b.rs");
    }

    #[test]
    fn a_cut_off_record_is_no_report() {
        assert_eq!(Report::parse("passe"), Report::default());
    }
}
