//! Gradescope's `results.json`, one file a student: what an autograder there leaves in
//! `/autograder/results/results.json`.
//!
//! The format is <https://gradescope-autograders.readthedocs.io/en/latest/specs/>. The score of the whole
//! overrides the sum of the tests there, and has to: an exercise's score is never below 0, however many
//! working things an answer broke. Hidden tests are `hidden`, and nothing that students see quotes them.

use serde::Serialize;

use super::view;
use crate::result::{Answer, AssignedTest, Assignment, Judgment, Results, Student};
use crate::text;

#[derive(Serialize)]
struct Report<'a> {
    score: f64,
    output: String,
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    visibility: &'static str,
    stdout_visibility: &'static str,
    tests: Vec<Test>,
    extra_data: Extra<'a>,
}

#[derive(Serialize)]
struct Extra<'a> {
    student: String,
    graded_with: &'a crate::result::GradedWith,
}

#[derive(Serialize)]
struct Test {
    name: String,
    number: String,
    score: f64,
    max_score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    output: String,
    tags: Vec<String>,
    visibility: &'static str,
}

/// The file of one student.
///
/// # Errors
///
/// None that can be met: every key is a string.
pub(super) fn write(results: &Results, student: &Student) -> anyhow::Result<String> {
    let mut tests = Vec::new();
    for (at, (answer, exercise)) in student.answers.iter().zip(&results.exercises).enumerate() {
        let judgment = view::judgment(results, answer);
        match judgment.filter(|it| !it.tests.is_empty()) {
            Some(judgment) => each(at + 1, exercise, judgment, &mut tests),
            None => whole(at + 1, exercise, answer, judgment, &mut tests),
        }
    }
    let report = Report {
        score: text::rounded(view::total(student)),
        output: output(results, student),
        output_format: "text",
        test_output_format: "text",
        test_name_format: "text",
        visibility: "visible",
        stdout_visibility: "hidden",
        tests,
        extra_data: Extra {
            student: text::line(&student.id),
            graded_with: &results.graded_with,
        },
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn output(results: &Results, student: &Student) -> String {
    let mut lines: Vec<String> = student.problems.iter().map(|it| text::line(it)).collect();
    let not_graded = view::not_graded(student);
    if not_graded > 0 {
        let answers = text::counted(not_graded, "answer");
        lines.push(format!(
            "{answers} could not be graded, and counts nothing yet."
        ));
    }
    let sum: f64 = student
        .answers
        .iter()
        .zip(&results.exercises)
        .filter_map(|(answer, exercise)| Some((exercise, view::judgment(results, answer)?)))
        .flat_map(|(exercise, judgment)| view::tested(exercise, judgment))
        .map(|(test, result)| view::earned(test, &result.outcome))
        .sum();
    if text::rounded(sum) != text::rounded(view::total(student)) {
        lines.push(
            "The tests add up to another score than the whole: no exercise counts less than 0, even \
             where an answer broke what had worked before."
                .to_owned(),
        );
    }
    lines.join("\n")
}

/// A line for each test that was run.
fn each(number: usize, exercise: &Assignment, judgment: &Judgment, tests: &mut Vec<Test>) {
    for (at, (test, result)) in view::tested(exercise, judgment).enumerate() {
        let passed = view::outcome(&result.outcome) == "passed";
        let mut output = text::line(&test.states);
        if !passed {
            output = format!("{output}\n\n{}", view::explained(result));
        }
        tests.push(Test {
            name: format!("{}: {}", text::line(&exercise.id), text::line(&test.name)),
            number: format!("{number}.{}", at + 1),
            score: text::rounded(view::earned(test, &result.outcome)),
            max_score: text::rounded(test.points),
            status: Some(if passed { "passed" } else { "failed" }),
            output: output.trim().to_owned(),
            tags: vec![text::line(&exercise.chapter)],
            visibility: visibility(test.hidden),
        });
    }
}

/// One line for an answer whose tests were not run, and one for the points of its hidden tests.
fn whole(
    number: usize,
    exercise: &Assignment,
    answer: &Answer,
    judgment: Option<&Judgment>,
    tests: &mut Vec<Test>,
) {
    for hidden in [false, true] {
        let its: Vec<&AssignedTest> = exercise
            .tests
            .iter()
            .filter(|it| it.hidden == hidden)
            .collect();
        if its.is_empty() {
            continue;
        }
        let points: f64 = its.iter().map(|it| it.points).sum();
        let errors = match judgment {
            Some(it) if hidden => view::errors(it),
            Some(it) => view::open_errors(exercise, it),
            None => String::new(),
        };
        tests.push(Test {
            name: text::line(&format!("{}: {}", exercise.id, exercise.title)),
            number: format!("{number}.{}", if hidden { 2 } else { 1 }),
            score: 0.0,
            max_score: text::rounded(points),
            status: Some("failed"),
            output: view::whole(answer, judgment, &errors),
            tags: vec![text::line(&exercise.chapter)],
            visibility: visibility(hidden),
        });
    }
}

fn visibility(hidden: bool) -> &'static str {
    if hidden { "hidden" } else { "visible" }
}
