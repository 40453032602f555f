//! `results.json`, which all other reports can be made from again. Its schema is
//! `solutions/results.schema.json`.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;

use crate::result::{Results, VERSION};

/// The JSON Schema of `results.json`, as it is checked in.
pub const SCHEMA: &str = include_str!("../../results.schema.json");

/// Writes `results.json`, which for a large class is larger than what is in memory for it.
///
/// # Errors
///
/// Those of `file`.
pub fn write(results: &Results, file: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *file, results)?;
    file.write_all(b"\n")
}

/// Reads a `results.json`.
///
/// # Errors
///
/// If it cannot be read, is of another version, or does not hold together.
pub fn read(path: &Path) -> anyhow::Result<Results> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the results in {}", path.display()))?;
    parse(&text).with_context(|| format!("{} cannot be used", path.display()))
}

/// The results in the text of a `results.json`.
///
/// # Errors
///
/// If it is of another version, or does not hold together.
pub fn parse(text: &str) -> anyhow::Result<Results> {
    #[derive(Deserialize)]
    struct Head {
        version: u32,
    }
    // Another version may have other fields, and what serde says of those would help nobody.
    let head: Head = serde_json::from_str(text).context(
        "it is no whole results.json, which is an object with a `version`; if it was cut off, grade again",
    )?;
    if head.version != VERSION {
        bail!(
            "it is of version {}, and this grader knows version {VERSION}: use the grader that wrote \
             it, or grade again",
            head.version
        );
    }
    let results: Results = serde_json::from_str(text)
        .context("it says that it is of this version, but is not: has it been edited?")?;
    check(&results)?;
    Ok(results)
}

/// That every list is as long as the one it belongs to, and every key leads somewhere.
fn check(results: &Results) -> anyhow::Result<()> {
    for student in &results.students {
        let (answers, exercises) = (student.answers.len(), results.exercises.len());
        ensure!(
            answers == exercises,
            "student {:?} has {answers} answers, and there are {exercises} exercises",
            student.id
        );
        for (answer, exercise) in student.answers.iter().zip(&results.exercises) {
            let Some(key) = &answer.judgment else {
                continue;
            };
            let Some(judgment) = results.judgments.get(key) else {
                bail!(
                    "student {:?} has the judgment {key:?}, which is not there",
                    student.id
                );
            };
            let (tested, tests) = (judgment.tests.len(), exercise.tests.len());
            ensure!(
                tested == 0 || tested == tests,
                "the judgment {key:?} is of {tested} tests, and {} has {tests}",
                exercise.id
            );
        }
    }
    for (key, judgment) in &results.judgments {
        let drawn = judgment.tests.iter().flat_map(|it| &it.interleaving);
        ensure!(
            drawn.into_iter().all(|it| it.is_sound()),
            "the judgment {key:?} has an interleaving with a step that leads nowhere"
        );
    }
    Ok(())
}
