//! Similarity, tried on classes that are made up from the course's own answers.

mod class;

use std::collections::BTreeMap;
use std::fs;

use class::{Class, Exercise, chance, course, disguised, exercises, reworded, varied};
use solutions::similarity::{MOST_LEADS, Similarities, find, write};

fn pairs(found: &Similarities) -> Vec<(&str, &str)> {
    let leads = found.leads.iter();
    leads
        .map(|lead| (lead.first.id.as_str(), lead.second.id.as_str()))
        .collect()
}

/// For people, when a test fails.
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

/// A class of which each has the answers given, and the rest what `alone` comes to.
fn with(
    mut class: Class,
    answers: impl IntoIterator<Item = (usize, BTreeMap<String, String>)>,
) -> Class {
    for (student, answers) in answers {
        class.students[student].1.extend(answers);
    }
    class
}

fn references(exercises: &[Exercise]) -> BTreeMap<String, String> {
    let references = exercises.iter();
    references
        .map(|it| (it.id.clone(), it.reference.clone()))
        .collect()
}

#[test]
fn who_works_alone_is_no_lead() {
    let (exercises, course) = (exercises(), course());
    for (seed, students) in [(1, 200), (2, 30), (3, 8)] {
        let class = Class::alone(students, &exercises, &mut chance(seed));
        let found = class.compared(&exercises, &course);
        assert!(
            found.leads.is_empty(),
            "{students} students\n{}",
            told(&found)
        );
        assert_eq!(
            (found.students, found.exercises),
            (students, exercises.len())
        );
    }
}

#[test]
fn disguised_copies_are_found_and_nobody_else() {
    let (exercises, course) = (exercises(), course());
    for (seed, students) in [(4, 100), (5, 30), (6, 8)] {
        let mut chance = chance(seed);
        let mut class = Class::alone(students, &exercises, &mut chance);
        for (from, to) in [(0, 5), (1, 6), (2, 7)] {
            class.copies(from, to, 6, &mut chance);
        }
        let found = class.compared(&exercises, &course);
        let mut pairs = pairs(&found);
        pairs.sort_unstable();
        assert_eq!(
            pairs,
            [("s000", "s005"), ("s001", "s006"), ("s002", "s007")],
            "{students} students\n{}",
            told(&found)
        );
    }
}

#[test]
fn who_has_copied_everything_comes_before_who_has_copied_some() {
    let (exercises, course) = (exercises(), course());
    let mut chance = chance(7);
    let mut class = Class::alone(20, &exercises, &mut chance);
    class.copies(0, 5, 6, &mut chance);
    let all = class.students[1].1.clone().into_iter();
    let all = all.map(|(id, text)| (id, disguised(&text, &mut chance)));
    let all = all.collect();
    let found = with(class, [(6, all)]).compared(&exercises, &course);
    assert_eq!(
        pairs(&found),
        [("s001", "s006"), ("s000", "s005")],
        "{}",
        told(&found)
    );
}

/// Word for word, it is in the course. Who hides it is like nobody but those who have hidden it, too: what they share is
/// the hiding, which is not in the course.
#[test]
fn the_reference_is_nobodys_own() {
    let (exercises, course) = (exercises(), course());
    let mut chance = chance(8);
    let class = Class::alone(20, &exercises, &mut chance);
    let copied = (0..6).map(|student| {
        let answers = references(&exercises).into_iter();
        let answers = answers.map(|(id, text)| match student {
            0..3 => (id, text),
            _ => (id, disguised(&text, &mut chance)),
        });
        (student, answers.collect())
    });
    let copied: Vec<_> = copied.collect();
    let found = with(class, copied).compared(&exercises, &course);
    let hides = |student: &str| ["s003", "s004", "s005"].contains(&student);
    let fair = pairs(&found)
        .iter()
        .all(|(one, other)| hides(one) && hides(other));
    assert!(fair, "{}", told(&found));
}

/// If the course did not know it, it would still be what many have.
#[test]
fn what_half_the_class_has_is_nobodys_own() {
    let (exercises, course) = (exercises(), course());
    let mut chance = chance(9);
    let class = Class::alone(40, &exercises, &mut chance);
    let own = class.students[0].1.clone();
    let copied = (0..20).map(|student| (student, own.clone()));
    let found = with(class, copied).compared(&exercises, &course);
    assert!(found.leads.is_empty(), "{}", told(&found));
}

#[test]
fn of_one_exercise_only_a_copy_of_a_long_answer_is_a_lead() {
    let (exercises, course) = (exercises(), course());
    let lines = |it: &Exercise| it.reference.lines().count();
    let longest = exercises.iter().max_by_key(|it| lines(it));
    let longest = &longest.expect("there are exercises").id;
    for of in &exercises {
        let is_long = of.id == *longest;
        if !is_long && lines(of) > 40 {
            continue;
        }
        let one = std::slice::from_ref(of);
        let mut chance = chance(10);
        let mut class = Class::alone(20, one, &mut chance);
        let mut own = reworded(&of.reference, &mut chance);
        if is_long {
            own = (0..12).fold(own, |own, _| varied(&own, &mut chance));
        }
        let disguised = disguised(&own, &mut chance);
        for (student, text) in [(3, own), (4, disguised)] {
            class.students[student].1.insert(of.id.clone(), text);
        }
        let found = class.compared(one, &course);
        let expected: &[_] = if is_long { &[("s003", "s004")] } else { &[] };
        assert_eq!(pairs(&found), expected, "{} {}", of.id, told(&found));
    }
}

#[test]
fn what_is_written_is_the_same_each_time_and_runs_nothing() {
    let (exercises, course) = (exercises(), course());
    let mut chance = chance(11);
    let mut class = Class::alone(10, &exercises, &mut chance);
    class.copies(0, 5, 6, &mut chance);
    for (_, answers) in &mut class.students {
        for text in answers.values_mut() {
            text.push_str("// </code><script>alert(1)</script> \u{202e}\n");
        }
    }
    class.students[0].0 = "<img src=x onerror=a()>".to_owned();
    class.students[5].0 = "=HYPERLINK(\"http://x\")".to_owned();
    let (mut results, texts) = class.graded(&exercises);
    let folders = [(), ()].map(|()| tempfile::tempdir().expect("a folder"));
    for folder in &folders {
        let found = find(&results, &|key| texts.get(key).cloned(), &course);
        write(&found, folder.path()).expect("written");
        // Who comes first in the results makes no difference to what is found.
        results.students.rotate_left(3);
    }
    let [one, other] = &folders;
    for name in ["similarity.csv", "similarity.html"] {
        let read = |folder: &tempfile::TempDir| {
            fs::read_to_string(folder.path().join(name)).expect("what was written")
        };
        assert_eq!(read(one), read(other), "{name}");
        assert!(read(one).lines().count() > 1);
    }
    let page = fs::read_to_string(one.path().join("similarity.html")).expect("a page");
    assert!(!page.contains("<script") && !page.contains("<img"));
    let table = fs::read_to_string(one.path().join("similarity.csv")).expect("a table");
    assert!(table.contains("'=HYPERLINK"), "{table}");
}

#[test]
fn answers_without_a_text_are_counted() {
    let (exercises, course) = (exercises(), course());
    let class = Class::alone(3, &exercises, &mut chance(12));
    let (results, _) = class.graded(&exercises);
    let found = find(&results, &|_| None, &course);
    let students = class.students.iter();
    let given = students.map(|(_, answers)| answers.len()).sum();
    assert_eq!((found.answers, found.missing), (0, given));
}

/// Everybody hands in the same nonsense, as long as it may be, and nonsense that differs in a word.
#[test]
fn answers_that_are_made_to_be_slow_are_not() {
    let (exercises, course) = (exercises(), course());
    let one = &exercises[..1];
    let students = (0..60).map(|number| {
        let text = match number % 3 {
            0 => format!("enum E{{ {} ", "enum E{ a<b, ".repeat(20_000)),
            1 => format!("{} x.m{number}()", "a.b(c); ".repeat(30_000)),
            _ => format!("/* {} fn f{number}", "(".repeat(200_000)),
        };
        let answers = BTreeMap::from([(one[0].id.clone(), text)]);
        (format!("s{number:03}"), answers)
    });
    let class = Class {
        students: students.collect(),
    };
    let started = std::time::Instant::now();
    let found = class.compared(one, &course);
    assert!(found.leads.len() <= MOST_LEADS);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
