//! Tables for spreadsheets and scripts, in CSV, with cells that strangers have filled.

use std::io;

/// A table that is written into memory.
pub(crate) fn table() -> csv::Writer<Vec<u8>> {
    csv::Writer::from_writer(Vec::new())
}

/// The whole of a table.
///
/// # Errors
///
/// None that can be met, for one that is written into memory.
pub(crate) fn finished(table: csv::Writer<Vec<u8>>) -> io::Result<String> {
    let bytes = table
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Text that a spreadsheet takes for text, and not for a formula that it computes: with an apostrophe in front
/// where it begins like one.
pub(crate) fn cell(text: &str) -> String {
    // The last four are what a Japanese keyboard writes, and Excel takes.
    let begins = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    if text.starts_with(begins) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
