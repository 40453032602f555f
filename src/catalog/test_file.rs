//! The course's test files, read as text: which tests they hold, and whether their head is right.
//!
//! The list of tests that an answer must pass is taken from here, not from the executable that was
//! built with the answer in it.

use super::Exercise;

const ATTRIBUTE: &str = "#[support::test]";

/// One test of the course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The test target it belongs to: the exercise's name, or that with `_model`.
    pub target: String,
    /// The name of its function.
    pub name: String,
    /// What it holds, in the words of its doc comment. Empty if it has none.
    pub states: String,
}

impl Test {
    /// The tests in the text of a test file of the target `target`, in their order.
    pub fn all_in(target: &str, text: &str) -> Vec<Self> {
        tests(target, text)
    }
}

impl Exercise {
    /// What keeps `text` from being the file of the test target `target` of this exercise: the line, from 1,
    /// and why.
    pub fn test_file_faults(&self, target: &str, text: &str) -> Vec<(usize, String)> {
        faults(self, target, text)
    }
}

/// The tests in the text of a test file, in their order.
pub(super) fn tests(target: &str, text: &str) -> Vec<Test> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut tests = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if *line != ATTRIBUTE {
            continue;
        }
        let name = lines[index + 1..]
            .iter()
            .find_map(|line| function_name(line));
        let mut states: Vec<&str> = lines[..index]
            .iter()
            .rev()
            .map_while(|line| line.strip_prefix("///"))
            .collect();
        states.reverse();
        if let Some(name) = name {
            tests.push(Test {
                target: target.to_owned(),
                name: name.to_owned(),
                states: states
                    .iter()
                    .map(|it| it.trim())
                    .collect::<Vec<_>>()
                    .join(" "),
            });
        }
    }
    tests
}

fn function_name(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("fn ")?;
    Some(rest[..rest.find('(')?].trim())
}

/// What is wrong with a test file: the line, from 1, and why.
pub(super) fn faults(exercise: &Exercise, target: &str, text: &str) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    if !lines.first().is_some_and(|line| line.starts_with("//! ")) {
        faults.push((
            1,
            "must begin with `//! ` and the property its tests hold".to_owned(),
        ));
    }
    faults.extend(head_fault(exercise, &lines));
    for (index, line) in lines.iter().map(|line| line.trim()).enumerate() {
        if line == "#[test]" || line.starts_with("#[should_panic") || line.starts_with("#[ignore") {
            let fault = format!("`{line}` would escape the report and the limit: use {ATTRIBUTE}");
            faults.push((index + 1, fault));
        }
    }
    let tests = tests(target, text);
    if tests.is_empty() {
        faults.push((
            lines.len().max(1),
            format!("holds no test: mark one with {ATTRIBUTE}"),
        ));
    }
    for test in tests.iter().filter(|test| test.states.is_empty()) {
        let line = lines
            .iter()
            .position(|line| function_name(line.trim()) == Some(&test.name));
        let fault = format!(
            "`{}` needs a doc comment that says what it holds",
            test.name
        );
        faults.push((line.map_or(1, |index| index + 1), fault));
    }
    faults
}

/// The head is what decides whose code is tested, so it must be there to the letter; only how
/// rustfmt breaks its lines is left open.
fn head_fault(exercise: &Exercise, lines: &[&str]) -> Option<(usize, String)> {
    let Exercise { chapter, name, .. } = exercise;
    let head = format!(
        "#[cfg_attr(not(solution), path = \"../{name}.rs\")]\n\
         #[cfg_attr(solution, path = \"../../../solutions/{chapter}/{name}.rs\")]\n\
         mod exercise;"
    );
    let start = lines
        .iter()
        .position(|line| line.starts_with("#[cfg_attr"))
        .unwrap_or(0);
    let length = lines[start..]
        .iter()
        .position(|line| *line == "mod exercise;");
    let found = length.map_or(String::new(), |length| {
        lines[start..=start + length].concat()
    });
    (letters(&found) != letters(&head)).then(|| {
        (
            start + 1,
            format!("the head of the test file must be here, and read:\n{head}"),
        )
    })
}

fn letters(text: &str) -> String {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Kind, Unsolved};
    use super::*;

    const FILE: &str = r#"//! Holds.

#[cfg_attr(not(solution), path = "../ex01_a.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-t/ex01_a.rs")]
mod exercise;

/// One line,
/// and another.
#[support::test]
fn first() {}

/// Second.
#[support::test]
#[cfg(unix)]
fn second() {}
"#;

    fn exercise() -> Exercise {
        Exercise {
            chapter: "ch01-t".to_owned(),
            name: "ex01_a".to_owned(),
            title: String::new(),
            points: 1,
            kind: Kind::Test,
            unsolved: Unsolved::Panics,
            limit: Duration::from_secs(1),
            network: false,
            hints: Vec::new(),
        }
    }

    #[track_caller]
    fn fault(text: &str, line: usize, message: &str) {
        let faults = faults(&exercise(), "ex01_a", text);
        let found = faults
            .iter()
            .any(|(at, why)| *at == line && why.contains(message));
        assert!(found, "{faults:?}");
    }

    #[test]
    fn tests_are_found_with_what_they_state() {
        let found = tests("ex01_a", FILE);
        let of = |name: &str, states: &str| Test {
            target: "ex01_a".to_owned(),
            name: name.to_owned(),
            states: states.to_owned(),
        };
        assert_eq!(
            found,
            [
                of("first", "One line, and another."),
                of("second", "Second.")
            ]
        );
        assert_eq!(faults(&exercise(), "ex01_a", FILE), []);
        let broken = FILE.replace(
            "#[cfg_attr(solution, path",
            "#[cfg_attr(\n    solution,\n    path",
        );
        assert_eq!(faults(&exercise(), "ex01_a", &broken), []);
    }

    #[test]
    fn faults_are_found_at_their_line() {
        fault(&FILE.replace("//! Holds.", ""), 1, "must begin with");
        fault(
            &FILE.replace("../ex01_a.rs", "../ex01_b.rs"),
            3,
            "the head of the test file",
        );
        fault(
            &FILE.replace("ch01-t/", "ch02-t/"),
            3,
            "the head of the test file",
        );
        fault(&FILE.replace("mod exercise;", "mod x;"), 3, "mod exercise;");
        fault(
            &FILE.replacen("#[support::test]", "#[test]", 1),
            9,
            "would escape the report",
        );
        fault(
            &FILE.replace("/// Second.", ""),
            15,
            "`second` needs a doc comment",
        );
        fault(&FILE.replace("#[support::test]", ""), 15, "holds no test");
    }
}
