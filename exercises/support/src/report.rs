//! The report of one test, written where the workbook asked for it.
//!
//! The workbook runs each test in a process of its own and names a file in `WORKBOOK_REPORT`. The
//! file holds one record a line, fields separated by tabs, with `\\`, `\n`, `\r` and `\t` escaped:
//!
//! ```text
//! panic   THREAD  FILE  LINE  COLUMN  MESSAGE     as each panic happens
//! explored  INTERLEAVINGS  SECONDS  PREEMPTIONS      after a model that passed; the bound may be empty
//! interleaving  JSON                              the execution in which a model failed
//! replay  JSON                                    where a schedule was to be followed, how far it was
//! passed | failed                                 after the body of the test has returned
//! ```
//!
//! A process that ends without the last record has not reported, whatever its exit status says.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::Mutex;

/// The environment variable that names the report's file.
pub(crate) const VARIABLE: &str = "WORKBOOK_REPORT";

pub(crate) struct Report(Mutex<File>);

impl Report {
    /// Opens the report if the workbook asked for one.
    ///
    /// # Panics
    ///
    /// If the file cannot be opened: without it no verdict is possible.
    pub(crate) fn requested() -> Option<Self> {
        let path = std::env::var_os(VARIABLE)?;
        let file = OpenOptions::new().append(true).create(true).open(&path);
        let file = file.unwrap_or_else(|error| {
            panic!("cannot open the report {}: {error}", path.display());
        });
        Some(Self(Mutex::new(file)))
    }

    /// Appends one record. Each is written at once, so that it outlives an abort that follows.
    pub(crate) fn record(&self, fields: &[&str]) {
        let mut line = fields
            .iter()
            .map(|field| escape(field))
            .collect::<Vec<_>>()
            .join("\t");
        line.push('\n');
        let mut file = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // A record that cannot be written is a record that is missing, which the reader of the
        // report treats as "not reported".
        let _ = file.write_all(line.as_bytes());
    }
}

fn escape(field: &str) -> String {
    field
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_never_ends_its_line_or_starts_another() {
        assert_eq!(escape("a\tb\\n\r\n"), "a\\tb\\\\n\\r\\n");
    }
}
