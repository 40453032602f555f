//! Annotations for GitHub Actions: workflow commands, which a step of a student's own repository prints,
//! and which GitHub shows at their lines.
//!
//! Whoever can read the log of the step reads them, so nothing in them tells of hidden tests. GitHub shows
//! ten errors of a step at most: more are counted in a notice. What a student's code wrote is never
//! printed, so that it cannot give commands of its own.

use workbook::check::event::Outcome;

use super::view;
use crate::result::{Assignment, Judgment, Results, Status, Student};
use crate::text;

/// As many errors of one step GitHub shows.
const SHOWN: usize = 10;
/// A message is cut off there; the whole of it is in the other reports.
const LONGEST: usize = 2000;

/// The commands for one student.
pub(super) fn write(results: &Results, student: &Student) -> String {
    let mut errors = Vec::new();
    for (answer, exercise) in student.answers.iter().zip(&results.exercises) {
        let judgment = view::judgment(results, answer);
        match (answer.status, judgment) {
            (Status::DoesNotCompile, Some(judgment)) => compiler(exercise, judgment, &mut errors),
            (Status::Failed, Some(judgment)) => failures(exercise, judgment, &mut errors),
            (Status::Refused | Status::NotGraded | Status::DoesNotCompile, _) => {
                let said = view::whole(answer, judgment, "");
                errors.push(command(
                    "error",
                    &file(exercise),
                    None,
                    &exercise.title,
                    &said,
                ));
            }
            _ => {}
        }
    }
    let open = student.answers.iter().zip(&results.exercises);
    let open = open.map(|(answer, exercise)| {
        view::open_score(exercise, answer, view::judgment(results, answer))
    });
    let (total, possible) = open.fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let points = format!(
        "{} of {} points",
        text::points(total),
        text::points(possible)
    );
    let mut commands: Vec<String> = errors.iter().take(SHOWN).cloned().collect();
    let rest = errors.len().saturating_sub(SHOWN);
    let rest = match rest {
        0 => String::new(),
        1 => ". One more failure is not shown here".to_owned(),
        rest => format!(". {rest} more failures are not shown here"),
    };
    commands.push(format!(
        "::notice title=Points::{}\n",
        data(&(points + &rest))
    ));
    commands.concat()
}

fn compiler(exercise: &Assignment, judgment: &Judgment, errors: &mut Vec<String>) {
    let file = file(exercise);
    let before = errors.len();
    let all = judgment.diagnostics.iter().filter(|it| it.error);
    for it in all.filter(|it| view::is_open(exercise, it)) {
        let place = it.place.as_ref().filter(|_| it.in_exercise);
        let place = place.map(|it| (it.line, Some(it.column)));
        let code = it.code.as_deref().unwrap_or("does not compile");
        let title = format!("{}: {code}", exercise.title);
        errors.push(command("error", &file, place, &title, &it.message));
    }
    if errors.len() == before {
        let held_back = judgment.diagnostics.iter().any(|it| it.error);
        let otherwise = if held_back {
            view::HELD_BACK
        } else {
            "does not compile"
        };
        let said = judgment.reason.as_deref().unwrap_or(otherwise);
        errors.push(command("error", &file, None, &exercise.title, said));
    }
}

fn failures(exercise: &Assignment, judgment: &Judgment, errors: &mut Vec<String>) {
    let own = file(exercise);
    for (test, result) in view::tested(exercise, judgment) {
        if test.hidden || result.outcome == Outcome::Passed {
            continue;
        }
        // A line of the student's own, if one panicked; otherwise the assertion says where it stands.
        let drawn = result.interleaving.as_ref();
        let failed = drawn.and_then(|it| it.failure.place.as_ref());
        let at = result
            .panics
            .iter()
            .map(|it| (it.file.as_str(), it.line))
            .chain(failed.map(|it| (it.file.as_str(), it.line)))
            .find(|(file, _)| *file == own);
        let mut said = Vec::new();
        if result.outcome != Outcome::Failed {
            said.push(view::ended(&result.outcome));
        }
        if let Some(panic) = result.panics.first() {
            said.push(text::shown(&panic.message));
            said.push(format!("at {}", view::place(panic)));
        } else if let Some(it) = drawn {
            said.push(text::shown(&it.failure.message));
        }
        if said.is_empty() {
            said.push("failed".to_owned());
        }
        let title = format!("{}: {}", exercise.title, test.name);
        let place = at.map(|(_, line)| (line, None));
        errors.push(command("error", &own, place, &title, &said.join("\n")));
    }
}

/// The student's file, relative to the root of the repository.
fn file(exercise: &Assignment) -> String {
    format!("exercises/{}.rs", exercise.id)
}

fn command(
    kind: &str,
    file: &str,
    place: Option<(usize, Option<usize>)>,
    title: &str,
    message: &str,
) -> String {
    let mut properties = format!("file={}", property(file));
    if let Some((line, column)) = place {
        properties.push_str(&format!(",line={line}"));
        if let Some(column) = column {
            properties.push_str(&format!(",col={column}"));
        }
    }
    let message = text::cut(&text::shown(message), LONGEST);
    format!(
        "::{kind} {properties},title={}::{}\n",
        property(&text::line(title)),
        data(&message)
    )
}

/// As `@actions/core` escapes a message. See
/// <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// As it escapes a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_no_command() {
        let hostile = "100%\n::set-output name=x::y\r\n::error::\u{1b}[31m";
        let text = command("error", "a,b:c.rs", Some((3, Some(4))), "a: b,\nc", hostile);
        assert_eq!(
            text,
            "::error file=a%2Cb%3Ac.rs,line=3,col=4,title=a%3A b%2C c::\
             100%25%0A::set-output name=x::y%0A::error::\n"
        );
    }
}
