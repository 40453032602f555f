//! Who shares what: an index over the fingerprints of an exercise at a time, so that only pairs that share
//! something rare are ever looked at.

use std::collections::BTreeMap;

use super::course::Course;
use super::fingerprint::{runs, winnow};
use super::passage::mark;
use super::token::{Token, tokens};
use super::{FEWEST_EXERCISES, Lead, MOST_LEADS, Person, Shared, Similarities};
use crate::result::{Results, Student};

/// What an exercise counts at most, so that one long answer is not everything. All weights are in
/// thousandths, as integers: their sums do not depend on an order.
const MOST: u64 = 60_000;

/// What is less than this in an exercise is chance, and counts nothing.
const LEAST: u64 = 12_000;

/// What a pair must have in all to be a lead; if one or two exercises were graded, [`ENOUGH_OF_ONE`] for
/// each.
const ENOUGH: u64 = 100_000;

/// Nearly all of an answer that is long enough.
const ENOUGH_OF_ONE: u64 = 40_000;

/// How much more a lead must have than three of four pairs of the class. Who chooses between the same two
/// good ways often enough, in many exercises, has something in common with many.
const ABOVE_THE_CLASS: u64 = 4;

/// The most bytes of an answer that are compared.
const LONGEST: usize = 256 * 1024;

/// Compares the answers of all students in all exercises. `answers` gives the text of an answer by the key
/// of its judgment.
pub fn find(
    results: &Results,
    answers: &dyn Fn(&str) -> Option<String>,
    course: &Course,
) -> Similarities {
    let mut similarities = Similarities {
        students: results.students.len(),
        exercises: results.exercises.len(),
        ..Similarities::default()
    };
    let mut pairs: BTreeMap<(usize, usize), Vec<Hit>> = BTreeMap::new();
    for exercise in 0..results.exercises.len() {
        let index = Index::of(results, exercise, answers, course);
        similarities.answers += index.answers.len();
        similarities.missing += index.missing;
        for (pair, hit) in index.hits() {
            pairs.entry(pair).or_default().push(hit);
        }
    }
    let enough = enough(&pairs, results);
    let fewest = FEWEST_EXERCISES.min(results.exercises.len());
    let mut leads: Vec<((usize, usize), Vec<Hit>)> = pairs
        .into_iter()
        .filter(|(_, hits)| hits.len() >= fewest && sum(hits) >= enough)
        .collect();
    // The sort keeps the order of those with the same score, which is that of the students.
    leads.sort_by_key(|(_, hits)| std::cmp::Reverse(sum(hits)));
    similarities.left_out = leads.len().saturating_sub(MOST_LEADS);
    leads.truncate(MOST_LEADS);
    similarities.leads = told(results, &leads, answers, course);
    similarities
}

/// What a pair must have to be a lead in this class.
fn enough(pairs: &BTreeMap<(usize, usize), Vec<Hit>>, results: &Results) -> u64 {
    let mut sums: Vec<u64> = pairs.values().map(|hits| sum(hits)).collect();
    sums.sort_unstable_by_key(|sum| std::cmp::Reverse(*sum));
    let all = results.students.len() * results.students.len().saturating_sub(1) / 2;
    let quartile = sums.get(all / 4).copied().unwrap_or_default();
    let enough = (1..FEWEST_EXERCISES)
        .find(|&few| few == results.exercises.len())
        .map_or(ENOUGH, |few| ENOUGH_OF_ONE * few as u64);
    enough.max(ABOVE_THE_CLASS * quartile)
}

/// What two students share in an exercise.
#[derive(Clone, Copy, Debug)]
struct Hit {
    exercise: usize,
    score: u64,
    share: f64,
}

fn sum(hits: &[Hit]) -> u64 {
    hits.iter().map(|hit| hit.score).sum()
}

/// The leads with the texts of what they share. An exercise is indexed again, instead of all of them kept.
fn told(
    results: &Results,
    leads: &[((usize, usize), Vec<Hit>)],
    answers: &dyn Fn(&str) -> Option<String>,
    course: &Course,
) -> Vec<Lead> {
    let mut told: Vec<Lead> = leads
        .iter()
        .map(|(pair, hits)| {
            let (first, second) = ordered(results, *pair);
            Lead {
                first: person(&results.students[first]),
                second: person(&results.students[second]),
                score: thousandths(sum(hits)),
                shared: Vec::new(),
            }
        })
        .collect();
    for (exercise, assignment) in results.exercises.iter().enumerate() {
        let concerned: Vec<_> = leads
            .iter()
            .zip(&mut told)
            .filter_map(|((pair, hits), lead)| {
                let hit = hits.iter().find(|hit| hit.exercise == exercise)?;
                Some((*pair, *hit, lead))
            })
            .collect();
        if concerned.is_empty() {
            continue;
        }
        let index = Index::of(results, exercise, answers, course);
        for (pair, hit, lead) in concerned {
            let (first, second) = ordered(results, pair);
            let (Some(one), Some(other)) = (index.answer_of(first), index.answer_of(second)) else {
                continue;
            };
            let counts = |run| !course.knows(run) && !index.is_common(run);
            let (first, second) = mark(
                (&one.text, &one.tokens),
                (&other.text, &other.tokens),
                |run| index.is_rare(run),
                counts,
            );
            lead.shared.push(Shared {
                exercise: assignment.id.clone(),
                title: assignment.title.clone(),
                score: thousandths(hit.score),
                share: hit.share,
                identical: one.text == other.text,
                first,
                second,
            });
        }
    }
    told
}

fn ordered(results: &Results, (one, other): (usize, usize)) -> (usize, usize) {
    if results.students[one].id <= results.students[other].id {
        (one, other)
    } else {
        (other, one)
    }
}

fn person(student: &Student) -> Person {
    Person {
        id: student.id.clone(),
        name: student.name.clone(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a class has no 2^53 thousandths of anything"
)]
fn thousandths(weight: u64) -> f64 {
    weight as f64 / 1000.0
}

/// The different answers to an exercise, and who has which fingerprint.
struct Index {
    exercise: usize,
    answers: Vec<Given>,
    missing: usize,
    /// Each fingerprint and an answer that has it, in ascending order.
    postings: Vec<(u64, usize)>,
    /// How many answers there are, of students and in the course.
    population: usize,
    /// What more students have than this is nobody's own.
    rare: usize,
}

/// An answer, and the students who gave it.
struct Given {
    text: String,
    tokens: Vec<Token>,
    students: Vec<usize>,
}

impl Index {
    fn of(
        results: &Results,
        exercise: usize,
        answers: &dyn Fn(&str) -> Option<String>,
        course: &Course,
    ) -> Self {
        let mut students: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, student) in results.students.iter().enumerate() {
            let judgment = student
                .answers
                .get(exercise)
                .and_then(|answer| answer.judgment.as_deref());
            if let Some(key) = judgment {
                students.entry(key).or_default().push(number);
            }
        }
        let mut index = Self {
            exercise,
            answers: Vec::new(),
            missing: 0,
            postings: Vec::new(),
            population: course.answers(&results.exercises[exercise].id),
            rare: 0,
        };
        let mut given = 0;
        for (key, students) in students {
            let Some(mut text) = answers(key) else {
                index.missing += students.len();
                continue;
            };
            text.truncate(text.floor_char_boundary(LONGEST));
            let tokens = tokens(&text);
            let number = index.answers.len();
            let prints = winnow(&runs(&tokens), |run| !course.knows(run));
            index
                .postings
                .extend(prints.into_iter().map(|print| (print, number)));
            given += students.len();
            index.answers.push(Given {
                text,
                tokens,
                students,
            });
        }
        index.postings.sort_unstable();
        index.population += given;
        index.rare = (given / 10).clamp(4, 30);
        index
    }

    /// The pairs of students who share more than chance.
    fn hits(&self) -> Vec<((usize, usize), Hit)> {
        let mut own = vec![0_u64; self.answers.len()];
        let mut shared: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for holders in self.postings.chunk_by(|one, other| one.0 == other.0) {
            let students = self.students(holders);
            if students > self.rare {
                continue;
            }
            let weight = self.weight(students);
            for (place, &(_, one)) in holders.iter().enumerate() {
                own[one] += weight;
                for &(_, other) in &holders[place..] {
                    if one != other || self.answers[one].students.len() > 1 {
                        *shared.entry((one, other)).or_default() += weight;
                    }
                }
            }
        }
        let mut hits = Vec::new();
        for ((one, other), weight) in shared {
            let least = own[one].min(own[other]).max(1);
            let share = thousandths(weight) / thousandths(least);
            // The share counts twice: of a copy nearly all is shared, and by chance a little of much.
            let score = weight.min(MOST) * weight / least * weight / least;
            if score < LEAST {
                continue;
            }
            let hit = Hit {
                exercise: self.exercise,
                score,
                share,
            };
            for &first in &self.answers[one].students {
                for &second in &self.answers[other].students {
                    // Two who gave the same answer meet twice.
                    if first < second || (one != other && first > second) {
                        hits.push(((first.min(second), first.max(second)), hit));
                    }
                }
            }
        }
        hits
    }

    /// How much it says that two share what so many have: the logarithm of how rarely one has it, squared,
    /// since what some have, some more would have come to, and scaled so that what one has alone counts its
    /// logarithm.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of students, and logarithms of them that are above zero"
    )]
    fn weight(&self, students: usize) -> u64 {
        let population = self.population.max(students).max(2) as f64;
        let rarity = (population / students as f64).ln();
        (rarity * rarity / population.ln() * 1000.0).round() as u64
    }

    fn students(&self, holders: &[(u64, usize)]) -> usize {
        let counts = holders
            .iter()
            .map(|&(_, answer)| self.answers[answer].students.len());
        counts.sum()
    }

    fn holders(&self, print: u64) -> &[(u64, usize)] {
        let start = self.postings.partition_point(|it| it.0 < print);
        let end = self.postings.partition_point(|it| it.0 <= print);
        &self.postings[start..end]
    }

    fn is_rare(&self, print: u64) -> bool {
        let students = self.students(self.holders(print));
        (2..=self.rare).contains(&students)
    }

    fn is_common(&self, print: u64) -> bool {
        self.students(self.holders(print)) > self.rare
    }

    fn answer_of(&self, student: usize) -> Option<&Given> {
        let mut answers = self.answers.iter();
        answers.find(|answer| answer.students.contains(&student))
    }
}
