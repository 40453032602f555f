//! Similarity, tried on classes that are made up from the course's own answers.

mod class;

use class::{Class, chance, course, exercises};
use solutions::similarity::Similarities;

fn pairs(found: &Similarities) -> Vec<(String, String)> {
    let leads = found.leads.iter();
    leads
        .map(|lead| (lead.first.id.clone(), lead.second.id.clone()))
        .collect()
}

fn told(found: &Similarities) -> String {
    let leads = found.leads.iter().map(|lead| {
        let shared = lead
            .shared
            .iter()
            .map(|it| format!("    {} {:.1} {:.2}\n", it.exercise, it.score, it.share));
        let shared: String = shared.collect();
        format!(
            "{} {} {:.1}\n{shared}",
            lead.first.id, lead.second.id, lead.score
        )
    });
    leads.collect()
}

#[test]
fn who_works_alone_is_no_lead() {
    let (exercises, course) = (exercises(), course());
    for (seed, students) in [(1, 200), (2, 30), (3, 8)] {
        let class = Class::alone(students, &exercises, &mut chance(seed));
        let started = std::time::Instant::now();
        let found = class.compared(&exercises, &course);
        println!(
            "{students} students: {:?}, {} answers",
            started.elapsed(),
            found.answers
        );
        assert!(
            found.leads.is_empty(),
            "{students} students\n{}",
            told(&found)
        );
    }
}

#[test]
fn disguised_copies_are_found_and_nobody_else() {
    let (exercises, course) = (exercises(), course());
    for (seed, students) in [(4, 200), (5, 30), (6, 8)] {
        let mut chance = chance(seed);
        let mut class = Class::alone(students, &exercises, &mut chance);
        for (from, to) in [(0, 5), (1, 6), (2, 7)] {
            class.copies(from, to, 6, &mut chance);
        }
        let found = class.compared(&exercises, &course);
        println!("{}", told(&found));
        let mut pairs = pairs(&found);
        pairs.sort();
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(
            pairs,
            [
                pair("s000", "s005"),
                pair("s001", "s006"),
                pair("s002", "s007")
            ]
        );
    }
}
