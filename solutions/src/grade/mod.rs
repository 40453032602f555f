//! Grading: from submissions to [`Results`].
//!
//! A [`Course`] says what is graded, by which tests. Each different answer is judged once, by whatever is a
//! [`Judge`], and what was found goes into the [`Journal`] before anything else is done with it. So a grading
//! that was ended in any way goes on where it was, and [`Results`] are always read off the journal: an
//! interrupted grading and one that was not end in the same bytes.
//!
//! Not judged at all are stubs as shipped, and what is refused by sight ([`workbook::screen`]). The rest has to
//! leave the types of the task's functions as they are (`signature`).

mod course;
mod digest;
pub mod given;
mod journal;
mod judgment;
mod measure;
mod merge;
pub mod output;
mod plan;
mod points;
mod progress;
mod shard;
mod signature;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use anyhow::{Context as _, ensure};
use futures_util::{StreamExt as _, stream};
use workbook::catalog::Exercise;
use workbook::judge::{Judged, Suite};

use crate::result::{self, Answer, Assignment, Judgment, Results, Status, Student};
use crate::submission::{Class, Wanted};

pub use course::{Course, Machine, Task};
pub use journal::{Entry, Journal};
pub use merge::merge;
pub use output::{Asked, Output};
pub use progress::Progress;
pub use shard::Shard;

use plan::{Plan, Planned};
use points::Points;

/// How many answers are on their way at a time. Those that wait for a compiler or a processor cost little;
/// those whose tests only wait, for a deadlock's limit, must not keep others from being compiled.
const AT_A_TIME: usize = 64;

/// Judges answers: the workbook's [`Judge`](workbook::judge::Judge), or what stands for it in tests.
pub trait Judge {
    /// What came of `answer`, by the tests of `suites`.
    fn judge(
        &self,
        exercise: &Exercise,
        answer: &str,
        suites: &[Suite],
    ) -> impl Future<Output = Judged>;
}

impl Judge for workbook::judge::Judge {
    fn judge(
        &self,
        exercise: &Exercise,
        answer: &str,
        suites: &[Suite],
    ) -> impl Future<Output = Judged> {
        Self::judge(self, exercise, answer, suites)
    }
}

/// What is to be judged: an answer, or one of what the course itself brings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    /// The index of its task.
    task: usize,
    /// The SHA-256 of its text.
    answer: String,
}

/// Grades a class. `output` keeps what was found, and is asked for it first.
///
/// # Errors
///
/// If the course cannot be graded by these tests, or a file cannot be read or written. What was found until
/// then is kept.
pub async fn grade<J: Judge>(
    course: &Course,
    class: &Class,
    wanted: &Wanted,
    judge: &J,
    output: &mut Output,
    progress: &Progress,
) -> anyhow::Result<Results> {
    output.keep_own(course)?;
    let plan = Plan::make(course, class, wanted, output, progress).await?;
    let mut run = Run {
        course,
        judge,
        output,
        progress,
        not_graded: BTreeMap::new(),
    };
    let own: BTreeSet<Job> = course.own_jobs().collect();
    let answers: Vec<Job> = plan.jobs().difference(&own).cloned().collect();
    let own: Vec<Job> = own.into_iter().collect();
    let (own, answers) = (run.unknown(own), run.unknown(answers));
    progress.begin(own.len() + answers.len(), plan.jobs().len());
    // What the tests of the course are worth rests on these, so there is no use in going on without.
    run.all(own).await?;
    let points = run.points()?;
    run.all(answers).await?;
    progress.end();
    run.results(&plan, &points)
}

struct Run<'a, J> {
    course: &'a Course,
    judge: &'a J,
    output: &'a mut Output,
    progress: &'a Progress,
    /// Why, for each job that could not be judged. This is not kept.
    not_graded: BTreeMap<Job, String>,
}

impl<J: Judge> Run<'_, J> {
    /// Those of `jobs` of which the journal knows nothing.
    fn unknown(&self, jobs: Vec<Job>) -> Vec<Job> {
        let known = |job: &Job| {
            let task = &self.course.tasks[job.task];
            self.output
                .journal
                .knows(&task.key(&job.answer), &task.digest)
        };
        jobs.into_iter().filter(|job| !known(job)).collect()
    }

    /// Judges `jobs`, and notes what came of each as soon as it is there.
    async fn all(&mut self, jobs: Vec<Job>) -> anyhow::Result<()> {
        let (course, judge) = (self.course, self.judge);
        let answers = self.output.answers();
        let mut judged = stream::iter(jobs)
            .map(async |job| {
                let task = &course.tasks[job.task];
                let judgment = match answers.text(&job.answer) {
                    Ok(text) => Ok(judge_one(judge, task, &text).await),
                    Err(error) => Err(error),
                };
                (job, judgment)
            })
            .buffer_unordered(AT_A_TIME);
        while let Some((job, judgment)) = judged.next().await {
            let judgment = judgment?;
            self.progress.judged();
            if judgment.status == Status::NotGraded {
                let reason = judgment.reason.unwrap_or_default();
                self.not_graded.insert(job, reason);
                continue;
            }
            let task = &course.tasks[job.task];
            self.output.journal.append(&Entry {
                key: task.key(&job.answer),
                with: task.digest.clone(),
                judgment,
            })?;
        }
        Ok(())
    }

    /// What the tests of each task are worth, of which the course's own jobs are the measure.
    fn points(&self) -> anyhow::Result<Vec<Points>> {
        if let Some((job, reason)) = self.not_graded.iter().next() {
            let id = self.course.tasks[job.task].exercise.id();
            anyhow::bail!("the stub or the solution of {id} cannot be judged: {reason}");
        }
        let of_tasks: Vec<BTreeMap<String, Judgment>> =
            self.judgments(&self.course.own_jobs().collect())?;
        let mut faults = Vec::new();
        let mut points = Vec::new();
        for (task, judgments) in self.course.tasks.iter().zip(of_tasks) {
            let stub = &judgments[&task.stub_answer()];
            let reference = task.reference_answer().map(|it| &judgments[&it]);
            if let Some(fault) = measure::fault(task, stub) {
                faults.push(fault);
                continue;
            }
            match Points::of(task, stub, reference) {
                Ok(it) => points.push(it),
                Err(fault) => faults.push(fault),
            }
        }
        ensure!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(points)
    }

    /// What the journal knows of `jobs`: for each task its judgments, by answer.
    fn judgments(&self, jobs: &BTreeSet<Job>) -> anyhow::Result<Vec<BTreeMap<String, Judgment>>> {
        let mut tasks: BTreeMap<(String, &str), (usize, &str)> = BTreeMap::new();
        for job in jobs {
            let task = &self.course.tasks[job.task];
            let found = (task.key(&job.answer), task.digest.as_str());
            tasks.insert(found, (job.task, &job.answer));
        }
        let mut judgments = vec![BTreeMap::new(); self.course.tasks.len()];
        self.output.journal.read(|entry| {
            if let Some((task, answer)) = tasks.get(&(entry.key, entry.with.as_str())) {
                judgments[*task]
                    .entry((*answer).to_owned())
                    .or_insert(entry.judgment);
            }
        })?;
        Ok(judgments)
    }

    /// Everything that was found, put together.
    fn results(&self, plan: &Plan, points: &[Points]) -> anyhow::Result<Results> {
        let assignments: Vec<Assignment> = self
            .course
            .tasks
            .iter()
            .zip(points)
            .map(|(task, points)| points.assignment(task))
            .collect();
        let mut judgments = BTreeMap::new();
        let by_task = self.judgments(plan.jobs())?;
        for (index, of_task) in by_task.into_iter().enumerate() {
            for (answer, mut judgment) in of_task {
                judgment.score = points[index].score(&judgment);
                judgments.insert(self.course.tasks[index].key(&answer), judgment);
            }
        }
        for (job, reason) in plan.refused().chain(&self.not_graded) {
            let status = match plan.is_refused(job) {
                true => Status::Refused,
                false => Status::NotGraded,
            };
            let key = self.course.tasks[job.task].key(&job.answer);
            judgments.insert(key, judgment::empty(status, reason.clone()));
        }
        let answer = |(task, planned): (usize, &Planned)| -> anyhow::Result<Answer> {
            let plain = |status, reason| Answer {
                status,
                score: 0.0,
                judgment: None,
                reason,
            };
            Ok(match planned {
                Planned::Missing => plain(Status::Missing, None),
                Planned::Untouched => plain(Status::Untouched, None),
                Planned::Refused(reason) => plain(Status::Refused, Some(reason.clone())),
                Planned::Judged(sha) => {
                    let key = self.course.tasks[task].key(sha);
                    let judgment = judgments
                        .get(&key)
                        .with_context(|| format!("the journal has lost {key}: resume"))?;
                    Answer {
                        status: judgment.status,
                        score: judgment.score,
                        reason: judgment.reason.clone(),
                        judgment: Some(key),
                    }
                }
            })
        };
        let students = plan.students.iter().map(|it| {
            Ok(Student {
                id: it.enrolled.id.clone(),
                name: it.enrolled.name.clone(),
                email: it.enrolled.email.clone(),
                submission: it.enrolled.submission.as_ref().map(|it| it.name.clone()),
                problems: it.problems.clone(),
                answers: it
                    .answers
                    .iter()
                    .enumerate()
                    .map(answer)
                    .collect::<anyhow::Result<_>>()?,
            })
        });
        let students = students.collect::<anyhow::Result<_>>()?;
        Ok(Results {
            version: result::VERSION,
            graded_with: self.course.graded_with.clone(),
            shard: None,
            exercises: assignments,
            students,
            judgments,
        })
    }
}

/// Judges an answer, and once more if that could not be done: a machine may be short of something for a
/// moment.
async fn judge_one<J: Judge>(judge: &J, task: &Task, text: &str) -> Judgment {
    let suites = task.suites();
    let judged = judge.judge(&task.exercise, text, suites).await;
    let judgment = judgment::of(task, judged);
    if judgment.status != Status::NotGraded {
        return judgment;
    }
    let judged = judge.judge(&task.exercise, text, suites).await;
    judgment::of(task, judged)
}

#[cfg(test)]
mod tests;
