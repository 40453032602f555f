//! Two tables for spreadsheets and scripts: `scores.csv`, a row a student, and `tests.csv`, a row for
//! each test of each answer.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula and computes it, so
//! text that does gets an apostrophe in front. Numbers are ours and stay numbers.

use super::view;
use crate::result::{Results, Status};
use crate::{spreadsheet, text};

/// `scores.csv`: id, name, email, a column an exercise, and the total.
///
/// An answer that is not graded has an empty cell: that is no 0.
///
/// # Errors
///
/// None that can be met: it is written into memory.
pub(super) fn scores(results: &Results) -> anyhow::Result<String> {
    let mut table = spreadsheet::table();
    let mut head = vec!["student".to_owned(), "name".to_owned(), "email".to_owned()];
    head.extend(results.exercises.iter().map(|it| cell(&it.id)));
    head.extend(["total", "possible", "not graded"].map(str::to_owned));
    table.write_record(&head)?;
    let possible = text::points(view::possible(results));
    for student in &results.students {
        let mut row = vec![
            cell(&student.id),
            cell(student.name.as_deref().unwrap_or_default()),
            cell(student.email.as_deref().unwrap_or_default()),
        ];
        row.extend(student.answers.iter().map(|it| match it.status {
            Status::NotGraded => String::new(),
            _ => text::points(it.score),
        }));
        row.push(text::points(view::total(student)));
        row.push(possible.clone());
        row.push(view::not_graded(student).to_string());
        table.write_record(&row)?;
    }
    Ok(spreadsheet::finished(table)?)
}

/// `tests.csv`: one row for each test of each student's answer. Where no test was run, the outcome is how
/// the answer stands.
///
/// # Errors
///
/// None that can be met: it is written into memory.
pub(super) fn tests(results: &Results) -> anyhow::Result<String> {
    let mut table = spreadsheet::table();
    table.write_record([
        "student", "exercise", "target", "test", "hidden", "status", "outcome", "points",
        "possible", "penalty",
    ])?;
    for student in &results.students {
        let id = cell(&student.id);
        for (answer, exercise) in student.answers.iter().zip(&results.exercises) {
            let judgment = view::judgment(results, answer);
            for (at, test) in exercise.tests.iter().enumerate() {
                let result = judgment.and_then(|it| it.tests.get(at));
                let outcome = result.map(|it| view::outcome(&it.outcome));
                let points = match (result, answer.status) {
                    (Some(it), _) => text::points(view::earned(test, &it.outcome)),
                    (None, Status::NotGraded) => String::new(),
                    (None, _) => "0".to_owned(),
                };
                table.write_record([
                    id.as_str(),
                    &cell(&exercise.id),
                    &cell(&test.target),
                    &cell(&test.name),
                    if test.hidden { "true" } else { "false" },
                    view::status(answer.status),
                    outcome.unwrap_or(view::status(answer.status)),
                    &points,
                    &text::points(test.points),
                    &text::points(test.penalty),
                ])?;
            }
        }
    }
    Ok(spreadsheet::finished(table)?)
}

/// A cell of one line.
fn cell(content: &str) -> String {
    spreadsheet::cell(&text::line(content))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn formulas_are_text() {
        assert_eq!(cell("=cmd|'/c calc'!A1"), "'=cmd|'/c calc'!A1");
        assert_eq!(cell("\t\r\n@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("-1"), "'-1");
        assert_eq!(cell("\u{feff}=1"), "\\u{feff}=1");
        assert_eq!(cell("Müller, \"Jo\""), "Müller, \"Jo\"");
    }
}
