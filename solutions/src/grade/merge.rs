//! The results of several shards, put together.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::{bail, ensure};

use super::Shard;
use crate::result::{Judgment, Results, VERSION};

/// Puts results together that were graded with the same, of the same exercises, and of different students.
/// Each comes with its name. Also returns the keys of answers on which they do not agree.
///
/// An answer that a race decides may fail in one way here and in another there. Then the better judgment
/// counts for all who gave it, so that the same answer has the same score, whichever shard came first.
///
/// # Errors
///
/// If they do not belong together.
pub fn merge(parts: Vec<(String, Results)>) -> anyhow::Result<(Results, Vec<String>)> {
    let mut parts = parts.into_iter();
    let Some((first, mut all)) = parts.next() else {
        bail!("there are no results to merge");
    };
    version(&first, &all)?;
    let mut from: BTreeMap<String, String> = BTreeMap::new();
    let mut disputed = Vec::new();
    let mut shards = vec![all.shard.take()];
    note_students(&mut from, &first, &all)?;
    for (name, part) in parts {
        version(&name, &part)?;
        ensure!(
            part.graded_with == all.graded_with,
            "{first} and {name} cannot be merged: they were graded with {} and with {}. Grade one of them again",
            told(&all),
            told(&part)
        );
        ensure!(
            part.exercises == all.exercises,
            "{first} and {name} cannot be merged: they are of different exercises. Grade both with the same \
             --exercises"
        );
        note_students(&mut from, &name, &part)?;
        shards.push(part.shard);
        all.students.extend(part.students);
        for (key, judgment) in part.judgments {
            match all.judgments.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(judgment);
                }
                Entry::Occupied(mut entry) if *entry.get() != judgment => {
                    disputed.push(entry.key().clone());
                    if rank(&judgment) < rank(entry.get()) {
                        entry.insert(judgment);
                    }
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    complete(&shards)?;
    for answer in all.students.iter_mut().flat_map(|it| &mut it.answers) {
        if let Some(judgment) = answer
            .judgment
            .as_ref()
            .and_then(|it| all.judgments.get(it))
        {
            answer.status = judgment.status;
            answer.score = judgment.score;
            answer.reason.clone_from(&judgment.reason);
        }
    }
    all.students.sort_by(|a, b| a.id.cmp(&b.id));
    disputed.sort();
    disputed.dedup();
    Ok((all, disputed))
}

/// Whether all parts of a class are there, if these are parts of one.
fn complete(shards: &[Option<String>]) -> anyhow::Result<()> {
    let shards: Vec<Shard> = shards
        .iter()
        .flatten()
        .filter_map(|it| it.parse().ok())
        .collect();
    let missing = shards.iter().find_map(|it| it.missing_of(&shards));
    match missing {
        Some(missing) => bail!(
            "shard {missing} is missing: grade it with --shard {missing}, and give the folders of all to merge"
        ),
        None => Ok(()),
    }
}

/// Of two judgments of one answer, that of the lower rank counts: the better one, and if none is better,
/// whichever text comes first.
fn rank(judgment: &Judgment) -> (bool, i64, String) {
    let not_graded = judgment.status == crate::result::Status::NotGraded;
    // To the ten-thousandth, as scores are kept.
    let score = -(judgment.score * 10_000.0).round() as i64;
    let text = serde_json::to_string(judgment).unwrap_or_default();
    (not_graded, score, text)
}

fn version(name: &str, results: &Results) -> anyhow::Result<()> {
    ensure!(
        results.version == VERSION,
        "{name} has version {} of the format, and this is a grader of version {VERSION}: grade it again",
        results.version
    );
    Ok(())
}

fn note_students(
    from: &mut BTreeMap<String, String>,
    name: &str,
    results: &Results,
) -> anyhow::Result<()> {
    for student in &results.students {
        if let Some(other) = from.insert(student.id.clone(), name.to_owned()) {
            bail!(
                "the student `{}` is in {other} and in {name}: merge each shard once, and shards of one class",
                student.id
            );
        }
    }
    Ok(())
}

fn told(results: &Results) -> String {
    let with = &results.graded_with;
    let course = with.course.get(..8).unwrap_or(&with.course);
    format!("{}, {}, tests {course}…", with.toolchain, with.containment)
}
