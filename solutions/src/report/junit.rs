//! JUnit's XML, as continuous integration reads it: a file a student, in it a test suite an exercise.
//!
//! It keeps to the schema of Jenkins' xUnit plugin (`junit-10.xsd`). There are no times: results have
//! none. An answer whose tests were not run has an error in its first test, and its other tests are
//! skipped; of one that was not attempted all are. Hidden tests are in it like the others, so it is the
//! instructor's.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::view;
use crate::result::{
    Answer, AssignedTest, Assignment, Judgment, Results, Status, Student, TestResult,
};
use crate::text;

/// The file of one student.
///
/// # Errors
///
/// None that can be met: it is written into memory.
pub(super) fn write(results: &Results, student: &Student) -> anyhow::Result<String> {
    let suites: Vec<Suite<'_>> = student
        .answers
        .iter()
        .zip(&results.exercises)
        .map(|(answer, exercise)| Suite::new(results, answer, exercise))
        .collect();
    let sum = |count: &dyn Fn(&Suite<'_>) -> usize| -> String {
        let sum: usize = suites.iter().map(count).sum();
        sum.to_string()
    };
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attributes([
            ("name", text::line(&student.id).as_str()),
            ("tests", &sum(&|it| it.cases.len())),
            ("failures", &sum(&|it| it.failures())),
            ("errors", &sum(&|it| it.errors())),
        ])
        .write_inner_content(|xml| suites.iter().try_for_each(|it| it.write(student, xml)))?;
    let mut text = String::from_utf8(xml.into_inner())?;
    text.push('\n');
    Ok(text)
}

struct Suite<'a> {
    exercise: &'a Assignment,
    cases: Vec<(&'a AssignedTest, Case<'a>)>,
}

enum Case<'a> {
    Passed,
    Failed(&'a TestResult),
    /// A word, and what is to be said of it.
    Error(&'static str, String),
    Skipped(&'static str),
}

impl<'a> Suite<'a> {
    fn new(results: &'a Results, answer: &'a Answer, exercise: &'a Assignment) -> Self {
        let judgment = view::judgment(results, answer);
        let case = |(at, test): (usize, &'a AssignedTest)| {
            let status = view::status(answer.status);
            let case = match judgment.and_then(|it| it.tests.get(at)) {
                Some(it) if view::outcome(&it.outcome) == "passed" => Case::Passed,
                Some(it) => Case::Failed(it),
                None => match answer.status {
                    Status::Untouched | Status::Missing => Case::Skipped(status),
                    _ if at == 0 => Case::Error(status, said(answer, judgment)),
                    _ => Case::Skipped(status),
                },
            };
            (test, case)
        };
        Self {
            exercise,
            cases: exercise.tests.iter().enumerate().map(case).collect(),
        }
    }

    fn count(&self, is_it: fn(&Case<'_>) -> bool) -> usize {
        self.cases.iter().filter(|(_, case)| is_it(case)).count()
    }

    fn failures(&self) -> usize {
        self.count(|it| matches!(it, Case::Failed(_)))
    }

    fn errors(&self) -> usize {
        self.count(|it| matches!(it, Case::Error(..)))
    }

    fn skipped(&self) -> usize {
        self.count(|it| matches!(it, Case::Skipped(_)))
    }

    fn write(&self, student: &Student, xml: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        // Jenkins joins suites of one name, whatever file they are in.
        let name = text::line(&format!("{} {}", student.id, self.exercise.id));
        xml.create_element("testsuite")
            .with_attributes([
                ("name", name.as_str()),
                ("tests", &self.cases.len().to_string()),
                ("failures", &self.failures().to_string()),
                ("errors", &self.errors().to_string()),
                ("skipped", &self.skipped().to_string()),
            ])
            .write_inner_content(|xml| {
                let mut cases = self.cases.iter();
                cases.try_for_each(|(test, case)| self.case(&name, test, case, xml))
            })?;
        Ok(())
    }

    fn case(
        &self,
        suite: &str,
        test: &AssignedTest,
        case: &Case<'_>,
        xml: &mut Writer<Vec<u8>>,
    ) -> std::io::Result<()> {
        // A dot would make packages of it.
        let class = suite.replace('.', "_");
        let name = if self.exercise.id.ends_with(&format!("/{}", test.target)) {
            text::line(&test.name)
        } else {
            text::line(&format!("{}::{}", test.target, test.name))
        };
        let element = xml
            .create_element("testcase")
            .with_attributes([("classname", class.as_str()), ("name", &name)]);
        match case {
            Case::Passed => element.write_empty()?,
            Case::Skipped(why) => element.write_inner_content(|xml| {
                xml.create_element("skipped")
                    .with_attribute(("message", *why))
                    .write_empty()?;
                Ok(())
            })?,
            Case::Error(status, said) => {
                element.write_inner_content(|xml| problem(xml, "error", status, said))?
            }
            Case::Failed(result) => element.write_inner_content(|xml| {
                let kind = view::outcome(&result.outcome);
                problem(xml, "failure", kind, &view::explained(result))
            })?,
        };
        Ok(())
    }
}

fn said(answer: &Answer, judgment: Option<&Judgment>) -> String {
    let errors = judgment.map(view::errors).unwrap_or_default();
    view::whole(answer, judgment, &errors)
}

/// The first line is the message that lists show; what comes after stands as text.
fn problem(
    xml: &mut Writer<Vec<u8>>,
    element: &str,
    kind: &str,
    said: &str,
) -> std::io::Result<()> {
    let message = said.lines().next().unwrap_or_default();
    let message = match said.lines().nth(1).filter(|_| message == "failed") {
        Some(panic) => panic,
        None => message,
    };
    xml.create_element(element)
        .with_attributes([("type", kind), ("message", &text::line(message))])
        .write_text_content(BytesText::new(said))?;
    Ok(())
}
