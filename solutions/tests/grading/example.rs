//! The example class of the handbook, graded by the command that it is given with.

use std::collections::BTreeMap;
use std::fs;

use solutions::result::{Results, Status, Student};

use crate::class::{can_contain, grader, results, said, succeeded};

/// The arguments that a shell would make of what the command says to do.
fn told(output: &std::process::Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().last().expect("a command").to_owned();
    let arguments = line
        .strip_prefix("cargo run -p solutions -- ")
        .expect(&line);
    arguments.split(' ').map(str::to_owned).collect()
}

fn statuses(results: &Results, student: &Student) -> BTreeMap<String, Status> {
    let ids = results.exercises.iter().map(|it| it.id.clone());
    ids.zip(student.answers.iter().map(|it| it.status))
        .collect()
}

#[test]
fn it_has_students_of_every_kind() {
    if !can_contain() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("class");
    let run = |arguments: &[&str]| grader(arguments).output().expect("the grader starts");
    let written = run(&["example", folder.to_str().expect("UTF-8")]);
    succeeded(&written);
    let again = run(&["example", folder.to_str().expect("UTF-8")]);
    assert!(said(&again).contains("is not empty"), "{}", said(&again));

    let mut arguments = told(&written);
    arguments.extend(["--containment".to_owned(), "bubblewrap".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    succeeded(&run(&arguments));

    let grades = folder.join("grades");
    let results = results(&grades);
    let possible: f64 = results.exercises.iter().map(|it| it.points).sum();
    let student = |id: &str| results.students.iter().find(|it| it.id == id).expect(id);
    let score = |id: &str| student(id).answers.iter().map(|it| it.score).sum::<f64>();
    let count = |id: &str, status: Status| {
        let all = statuses(&results, student(id));
        all.values().filter(|it| **it == status).count()
    };
    let exercises = results.exercises.len();
    assert!(exercises > 10, "{exercises}");

    assert_eq!(count("ada", Status::Passed), exercises);
    assert_eq!(score("ada"), possible);
    assert_eq!(student("ada").submission.as_deref(), Some("workbook-ada"));
    assert_eq!(count("bob", Status::Passed), 0);
    assert!(score("bob") > 0.0 && score("bob") < possible);
    let cyd = statuses(&results, student("cyd"));
    assert_eq!(cyd["ch01-defer-drop/ex01_lifo"], Status::Missing);
    assert_eq!(cyd["ch01-defer-drop/ex03_scope_guard"], Status::Refused);
    assert!(
        student("cyd")
            .problems
            .concat()
            .contains("names count to the letter")
    );
    assert!(count("cyd", Status::Passed) > 2 && count("cyd", Status::Untouched) > 2);
    for id in ["dan", "eve"] {
        assert_eq!(count(id, Status::Passed), 3, "{id}");
        assert_eq!(count(id, Status::Untouched), exercises - 3, "{id}");
    }
    assert_eq!(score("fay"), 0.0);
    assert!(count("fay", Status::Failed) > 2 && count("fay", Status::Refused) > 2);
    assert_eq!(count("gus", Status::Missing), exercises);

    let alike = fs::read_to_string(grades.join("similarity.csv")).expect("it is there");
    let pairs: Vec<&str> = alike.lines().skip(1).collect();
    assert_eq!(pairs.len(), 1, "{alike}");
    assert!(
        pairs[0].contains("dan") && pairs[0].contains("eve"),
        "{alike}"
    );
}
