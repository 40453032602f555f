//! The roster: a CSV file with the students of a class.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};

/// The columns that are read. Others may be there.
const COLUMNS: [&str; 4] = ["id", "name", "email", "submission"];

/// A line of the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    /// The folder or archive, if it is not called as the student.
    pub(super) submission: Option<String>,
}

/// Reads the roster at `path`.
///
/// # Errors
///
/// If it cannot be read, or is no roster.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Listed>> {
    let shown = path.display();
    let bytes = fs::read(path).with_context(|| format!("the roster {shown} cannot be read"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|it| **it == b'\n').count();
        anyhow::anyhow!("{shown}:{line}: is no UTF-8: save it as “CSV UTF-8”")
    })?;
    parse(&text).map_err(|(line, error)| anyhow::anyhow!("{shown}:{line}: {error}"))
}

/// An error is the line, from 1, and what is wrong with it.
fn parse(text: &str) -> Result<Vec<Listed>, (u64, anyhow::Error)> {
    let head = text.lines().next().unwrap_or_default();
    // The mark at the beginning that others write is passed over by the crate. Spreadsheets of some countries separate by semicolons.
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|it| (head.bytes().filter(|byte| byte == it).count(), *it == b','))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| (1, error.into()))?.clone();
    let columns = columns(&headers).map_err(|error| (1, error))?;
    let (mut listed, mut ids, mut submissions) = (Vec::new(), HashMap::new(), HashMap::new());
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            (line, error.into())
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        if record.iter().skip(headers.len()).any(|it| !it.is_empty()) {
            let error = anyhow::anyhow!(
                "has {} fields, and the first line names {}: a field with a separator in it has to be quoted",
                record.len(),
                headers.len()
            );
            return Err((line, error));
        }
        let one = one(&record, columns).map_err(|error| (line, error))?;
        if let Some(before) = ids.insert(one.id.clone(), line) {
            let error = anyhow::anyhow!("`{}` stands in line {before}, too", one.id);
            return Err((line, error));
        }
        let submission = one.submission.clone().unwrap_or_else(|| one.id.clone());
        if let Some(before) = submissions.insert(submission.clone(), line) {
            let error = anyhow::anyhow!("the submission `{submission}` is that of line {before}");
            return Err((line, error));
        }
        listed.push(one);
    }
    if listed.is_empty() {
        return Err((1, anyhow::anyhow!("names no student below its first line")));
    }
    Ok(listed)
}

/// Where each of [`COLUMNS`] is.
fn columns(headers: &csv::StringRecord) -> anyhow::Result<[Option<usize>; 4]> {
    let find = |name: &str| headers.iter().position(|it| it.eq_ignore_ascii_case(name));
    let columns = COLUMNS.map(find);
    if columns[0].is_none() {
        let found: Vec<&str> = headers.iter().collect();
        bail!(
            "has no column `id`: the first line must name the columns, {}, of which `id` must be there; \
             it names {}",
            COLUMNS.join(", "),
            if found.concat().is_empty() {
                "none".to_owned()
            } else {
                found.join(", ")
            }
        );
    }
    Ok(columns)
}

fn one(record: &csv::StringRecord, columns: [Option<usize>; 4]) -> anyhow::Result<Listed> {
    let [id, name, email, submission] = columns.map(|column| {
        let field = record.get(column?)?;
        (!field.is_empty()).then(|| field.to_owned())
    });
    let id = id.context("the student has no id")?;
    if let Some(fault) = super::name_fault(&id) {
        bail!("the id `{}` {fault}", super::text::shown(&id));
    }
    if let Some(submission) = &submission {
        ensure!(
            !submission.contains(['/', '\\']) && submission != "..",
            "the submission `{submission}` must be the name of a folder or archive, without a path"
        );
    }
    Ok(Listed {
        id,
        name,
        email,
        submission,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str, name: &str, submission: &str) -> Listed {
        let field = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        Listed {
            id: id.to_owned(),
            name: field(name),
            email: None,
            submission: field(submission),
        }
    }

    #[test]
    fn students_are_read_from_what_spreadsheets_write() {
        let expected = vec![listed("a1", "Ada, L.", "hw1-ada"), listed("b2", "Bö", "")];
        for text in [
            "id,name,submission\na1,\"Ada, L.\",hw1-ada\nb2,Bö,\n",
            "\u{feff}Name;ID;Group;Submission\r\n\"Ada, L.\";a1;7; hw1-ada \r\nBö;b2;;\r\n",
            "name\tid\tsubmission\nAda, L.\ta1\thw1-ada\nBö\tb2\n",
        ] {
            assert_eq!(parse(text).expect(text), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_at_their_line() {
        #[track_caller]
        fn refused(text: &str, line: u64, message: &str) {
            let (at, error) = parse(text).expect_err("refused");
            let error = error.to_string();
            assert_eq!((at, error.contains(message)), (line, true), "{at}: {error}");
        }
        refused("", 1, "it names none");
        refused("student,name\nx,y\n", 1, "it names student, name");
        refused("id\n", 1, "names no student");
        refused("id,name\na,A\n,B\n", 3, "has no id");
        refused("id\na\nb\na\n", 4, "`a` stands in line 2, too");
        refused("id,submission\na,x\nb,x\n", 3, "is that of line 2");
        refused("id,submission\nb,a\na,\n", 3, "is that of line 2");
        refused("id,submission\nb,../x\n", 2, "without a path");
        refused(
            "id,name\nb,Bob, Jr.\n",
            2,
            "has 3 fields, and the first line names 2",
        );
        refused("id\n\u{1b}[2J\n", 2, "has a control character");
    }
}
