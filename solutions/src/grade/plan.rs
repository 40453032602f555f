//! What there is to do: each submission read once, and of its answers only their SHA-256 kept in memory.

use std::collections::{BTreeMap, BTreeSet};

use workbook::screen;

use super::{Course, Job, Output, Progress};
use crate::submission::{Class, Enrolled, Found, Wanted};

/// How every answer stands before anything is judged.
#[derive(Debug)]
pub(super) struct Plan {
    /// In the order of their ids.
    pub(super) students: Vec<PlannedStudent>,
    jobs: BTreeSet<Job>,
    /// What is refused by sight, and why.
    refused: BTreeMap<Job, String>,
}

#[derive(Debug)]
pub(super) struct PlannedStudent {
    pub(super) enrolled: Enrolled,
    pub(super) problems: Vec<String>,
    /// One for each task.
    pub(super) answers: Vec<Planned>,
}

#[derive(Debug)]
pub(super) enum Planned {
    Missing,
    Untouched,
    /// There is no text to judge.
    Refused(String),
    /// Its judgment counts, which may be a refusal by sight. The SHA-256 of its text.
    Judged(String),
}

impl Plan {
    pub(super) async fn make(
        course: &Course,
        class: &Class,
        wanted: &Wanted,
        output: &Output,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        let mut plan = Self {
            students: Vec::new(),
            jobs: BTreeSet::new(),
            refused: BTreeMap::new(),
        };
        let all = class.students.len();
        for (done, enrolled) in class.students.iter().enumerate() {
            progress.read(done, all);
            plan.student(course, enrolled, wanted, output)?;
            // Here is where a Ctrl-C is heard.
            tokio::task::yield_now().await;
        }
        progress.read(all, all);
        Ok(plan)
    }

    fn student(
        &mut self,
        course: &Course,
        enrolled: &Enrolled,
        wanted: &Wanted,
        output: &Output,
    ) -> anyhow::Result<()> {
        let mut contents = match &enrolled.submission {
            Some(submission) => submission.read(wanted),
            None => crate::submission::Contents::default(),
        };
        let mut answers = Vec::new();
        for (index, task) in course.tasks.iter().enumerate() {
            let found = contents.answers.remove(&task.exercise.id());
            answers.push(match (&contents.refused, found) {
                (Some(reason), _) => Planned::Refused(reason.clone()),
                (None, None) => Planned::Missing,
                (None, Some(Found::Refused(reason))) => Planned::Refused(reason),
                (None, Some(Found::Text(text))) if task.is_stub(&text) => Planned::Untouched,
                (None, Some(Found::Text(text))) => {
                    let answer = output.answers().keep(&text)?;
                    let job = Job {
                        task: index,
                        answer: answer.clone(),
                    };
                    match screen::refusal(&text, task.scope) {
                        Some(refusal) => {
                            self.refused.insert(job, refusal.to_string());
                        }
                        None => {
                            self.jobs.insert(job);
                        }
                    }
                    Planned::Judged(answer)
                }
            });
        }
        let problems = enrolled.problems.iter().cloned().chain(contents.problems);
        self.students.push(PlannedStudent {
            enrolled: enrolled.clone(),
            problems: problems.collect(),
            answers,
        });
        Ok(())
    }

    /// What is to be judged.
    pub(super) fn jobs(&self) -> &BTreeSet<Job> {
        &self.jobs
    }

    /// What is not, though it has a text.
    pub(super) fn refused(&self) -> impl Iterator<Item = (&Job, &String)> {
        self.refused.iter()
    }

    pub(super) fn is_refused(&self, job: &Job) -> bool {
        self.refused.contains_key(job)
    }
}
