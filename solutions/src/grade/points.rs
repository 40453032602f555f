//! What the tests of an exercise are worth, and what an answer scores.
//!
//! The measure is the untouched stub. What it fails is an equal share of the points; what it passes is worth
//! nothing, and costs a share if an answer breaks it. So the stub scores 0, and the reference solution all.
//! The tests of each hidden file share out that file's own points in the same way.

use workbook::check::event::Outcome;

use super::Task;
use crate::result::{AssignedTest, Assignment, Judgment, Status};
use crate::text::rounded;

/// What the tests of a task are worth.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Points(Vec<Group>);

/// Tests that share out points.
#[derive(Clone, Debug, PartialEq)]
struct Group {
    points: u32,
    /// For each test whether the stub passes it.
    given: Vec<bool>,
}

impl Points {
    /// By what the stub passes, and the reference where it was tried.
    ///
    /// An error says what is wrong with the tests.
    pub(super) fn of(
        task: &Task,
        stub: &Judgment,
        reference: Option<&Judgment>,
    ) -> Result<Self, String> {
        let id = task.exercise.id();
        let mut passed = passed(stub, task).into_iter();
        let own = task.suites().iter().filter(|it| !it.hidden);
        let own: Vec<bool> = passed
            .by_ref()
            .take(own.map(|it| it.tests.len()).sum())
            .collect();
        let own = task.given.clone().unwrap_or(own);
        if own.iter().all(|it| *it) {
            return Err(format!(
                "the stub of {id} passes all tests, so there is nothing to grade: `cargo workbook verify` \
                 says more"
            ));
        }
        let mut groups = vec![Group {
            points: task.exercise.points,
            given: own,
        }];
        for file in &task.hidden {
            let given: Vec<bool> = passed.by_ref().take(file.tests.len()).collect();
            if given.iter().all(|it| *it) {
                return Err(format!(
                    "{}: the stub of {id} passes all tests of this file, so they hold nothing",
                    file.path.display()
                ));
            }
            groups.push(Group {
                points: file.points,
                given,
            });
        }
        if let Some(reference) = reference {
            reference_passes(task, reference)?;
        }
        Ok(Self(groups))
    }

    /// What an answer scores.
    pub(super) fn score(&self, judgment: &Judgment) -> f64 {
        if !matches!(judgment.status, Status::Passed | Status::Failed) {
            return 0.0;
        }
        let mut tests = judgment.tests.iter();
        let mut sum = 0.0;
        for group in &self.0 {
            // Counted before it is divided, so that all tests are all points.
            let mut shares = 0_i32;
            for (given, test) in group.given.iter().zip(tests.by_ref()) {
                shares += match (given, test.outcome == Outcome::Passed) {
                    (false, true) => 1,
                    (true, false) => -1,
                    _ => 0,
                };
            }
            sum += f64::from(group.points) * f64::from(shares) / group.shares();
        }
        rounded(sum.max(0.0))
    }

    /// The task as it stands in the results.
    pub(super) fn assignment(&self, task: &Task) -> Assignment {
        let groups = self.0.iter().flat_map(|group| {
            let share = rounded(f64::from(group.points) / group.shares());
            group.given.iter().map(move |given| match given {
                true => (0.0, share),
                false => (share, 0.0),
            })
        });
        let tests = task.tests().zip(groups);
        Assignment {
            id: task.exercise.id(),
            title: task.exercise.title.clone(),
            chapter: task.chapter.clone(),
            points: self.0.iter().map(|it| f64::from(it.points)).sum(),
            tests: tests
                .map(|((suite, test), (points, penalty))| AssignedTest {
                    target: test.target.clone(),
                    name: test.name.clone(),
                    states: test.states.clone(),
                    hidden: suite.hidden,
                    points,
                    penalty,
                })
                .collect(),
        }
    }
}

impl Group {
    /// How many shares there are: one for each test that the stub fails.
    fn shares(&self) -> f64 {
        let shares = self.given.iter().filter(|it| !**it).count();
        f64::from(u32::try_from(shares).expect("nobody writes so many tests"))
    }
}

/// For each test of the task whether it was passed.
fn passed(judgment: &Judgment, task: &Task) -> Vec<bool> {
    let passed = |index: usize| {
        let test = judgment.tests.get(index);
        test.is_some_and(|it| it.outcome == Outcome::Passed)
    };
    (0..task.tests().count()).map(passed).collect()
}

/// An error says which hidden tests the reference fails.
fn reference_passes(task: &Task, reference: &Judgment) -> Result<(), String> {
    if reference.status == Status::Passed {
        return Ok(());
    }
    let failed: Vec<String> = task
        .tests()
        .zip(passed(reference, task))
        .filter(|(_, passed)| !passed)
        .map(|((suite, test), _)| format!("`{}` in {}.rs", test.name, suite.target))
        .collect();
    Err(format!(
        "the hidden tests of {} must pass on {}, but it fails {}",
        task.exercise.id(),
        task.exercise.solution().display(),
        failed.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::TestResult;

    fn judgment(passed: &[bool]) -> Judgment {
        let tests = passed.iter().map(|passed| TestResult {
            outcome: match passed {
                true => Outcome::Passed,
                false => Outcome::Failed,
            },
            panics: Vec::new(),
            output: String::new(),
            interleaving: None,
        });
        Judgment {
            status: Status::Failed,
            score: 0.0,
            reason: None,
            diagnostics: Vec::new(),
            tests: tests.collect(),
        }
    }

    fn points(groups: &[(u32, &[bool])]) -> Points {
        let group = |(points, given): &(u32, &[bool])| Group {
            points: *points,
            given: given.to_vec(),
        };
        Points(groups.iter().map(group).collect())
    }

    #[test]
    fn shares_are_what_the_stub_fails_and_what_it_passes_is_a_penalty() {
        const T: bool = true;
        const F: bool = false;
        let points = points(&[(2, &[F, F, F, T]), (5, &[F, T])]);
        let score = |passed: &[bool]| points.score(&judgment(passed));
        assert_eq!(score(&[T, T, T, T, T, T]), 7.0, "all");
        assert_eq!(score(&[F, F, F, T, F, T]), 0.0, "the stub");
        assert_eq!(score(&[T, F, F, T, F, T]), 0.6667);
        assert_eq!(score(&[T, T, F, F, F, T]), 0.6667, "one is broken");
        assert_eq!(score(&[F, F, F, F, F, F]), 0.0, "never below");
        assert_eq!(score(&[F, F, F, F, T, T]), 4.3333);
        assert_eq!(score(&[]), 0.0, "nothing was run");
        let mut refused = judgment(&[T; 6]);
        for status in [Status::Refused, Status::DoesNotCompile, Status::NotGraded] {
            refused.status = status;
            assert_eq!(points.score(&refused), 0.0);
        }
    }

    #[test]
    fn all_tests_are_all_points_whatever_their_number() {
        for tests in 1..100 {
            let given = vec![false; tests];
            let score = points(&[(7, &given)]).score(&judgment(&vec![true; tests]));
            assert_eq!(score, 7.0, "{tests}");
        }
    }
}
