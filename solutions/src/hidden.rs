//! Tests that only the instructor has: files of the same form as the course's, in a folder of their own, each
//! of which brings points of its own.
//!
//! `DIR/<chapter>/tests/<exercise>_<anything>.rs` judges the exercise that its name begins with. The doc
//! comment at its head says what its tests are worth together: `//! Points: 2`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use workbook::catalog::{ALLOWS, Catalog, Chapter, Exercise, FORBIDS, Test, UnsafeCode};

/// The most that the tests of one file may be worth.
const MOST_POINTS: u32 = 1000;

/// All hidden tests, by the id of their exercise.
#[derive(Clone, Debug, Default)]
pub struct HiddenTests {
    files: BTreeMap<String, Vec<HiddenFile>>,
}

/// A file of hidden tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name without `.rs`.
    pub target: String,
    /// What its tests are worth together.
    pub points: u32,
    /// Its tests, in their order.
    pub tests: Vec<Test>,
    /// Its text.
    pub text: String,
}

impl HiddenTests {
    /// Reads all hidden tests in `folder`.
    ///
    /// # Errors
    ///
    /// If there are none, or one of them is not what it must be. The error names all that are wrong.
    pub fn read(folder: &Path, catalog: &Catalog) -> anyhow::Result<Self> {
        let shown = folder.display();
        ensure!(
            folder.is_dir(),
            "there is no folder {shown}: hidden tests lie in `<chapter>/tests/<exercise>_<anything>.rs` in it"
        );
        let mut reading = Reading {
            catalog,
            hidden: Self::default(),
            faults: Vec::new(),
        };
        for chapter in entries(folder)? {
            let tests = chapter.join("tests");
            let name = name(&chapter);
            if name.starts_with('.') || !chapter.is_dir() || !tests.is_dir() {
                continue;
            }
            let Some(known) = catalog.chapters.iter().find(|it| it.id == name) else {
                let known: Vec<&str> = catalog.chapters.iter().map(|it| it.id.as_str()).collect();
                bail!(
                    "{}: there is no chapter `{name}`: the chapters are {}",
                    chapter.display(),
                    known.join(", ")
                );
            };
            for path in entries(&tests)? {
                if path.extension().is_some_and(|it| it == "rs") {
                    reading.file(known, path)?;
                }
            }
        }
        ensure!(
            reading.faults.is_empty(),
            "the hidden tests are not what they must be:\n{}",
            reading.faults.join("\n")
        );
        ensure!(
            !reading.hidden.files.is_empty(),
            "there are no hidden tests in {shown}: they lie in `<chapter>/tests/<exercise>_<anything>.rs` in it"
        );
        Ok(reading.hidden)
    }

    /// Those of an exercise, in the order of their names.
    pub fn of(&self, exercise: &Exercise) -> &[HiddenFile] {
        self.files.get(&exercise.id()).map_or(&[], Vec::as_slice)
    }

    /// All of them, with the ids of their exercises.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &HiddenFile)> {
        self.files
            .iter()
            .flat_map(|(id, files)| files.iter().map(move |file| (id.as_str(), file)))
    }
}

struct Reading<'a> {
    catalog: &'a Catalog,
    hidden: HiddenTests,
    /// `path:line: what`.
    faults: Vec<String>,
}

impl Reading<'_> {
    fn file(&mut self, chapter: &Chapter, path: PathBuf) -> anyhow::Result<()> {
        let target = name(&path).trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?
            .replace("\r\n", "\n");
        let mut fault = |line: usize, what: String| {
            self.faults
                .push(format!("{}:{line}: {what}", path.display()));
        };
        let Some(exercise) = exercise(chapter, &target) else {
            let names: Vec<&str> = chapter
                .exercises
                .iter()
                .map(|it| it.name.as_str())
                .collect();
            fault(
                1,
                format!(
                    "its name must begin with that of an exercise and `_`, as `{}_more.rs`: the exercises of \
                     {} are {}",
                    names.first().unwrap_or(&"ex01_name"),
                    chapter.id,
                    names.join(", ")
                ),
            );
            return Ok(());
        };
        let well_named = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
        if !target.chars().all(well_named) {
            fault(
                1,
                "its name may hold only a to z, 0 to 9 and `_`: it becomes a crate's".to_owned(),
            );
        }
        let own = exercise.possible_targets();
        if own.contains(&target) {
            fault(
                1,
                format!("the course has a `{target}.rs`: give it another name"),
            );
        }
        for (line, what) in exercise.test_file_faults(&target, &text) {
            fault(line, what);
        }
        let points = points(&text).unwrap_or_else(|(line, what)| {
            fault(line, what);
            0
        });
        if let Some(what) = unsafe_fault(self.catalog, exercise, &text)? {
            fault(1, what);
        }
        let file = HiddenFile {
            tests: Test::all_in(&target, &text),
            path,
            target,
            points,
            text,
        };
        self.hidden
            .files
            .entry(exercise.id())
            .or_default()
            .push(file);
        Ok(())
    }
}

/// The exercise that the name of a file begins with. One exercise's name may begin with another's.
fn exercise<'a>(chapter: &'a Chapter, target: &str) -> Option<&'a Exercise> {
    chapter
        .exercises
        .iter()
        .filter(|it| {
            target
                .strip_prefix(it.name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('_') && rest.len() > 1)
        })
        .max_by_key(|it| it.name.len())
}

/// What the head of a file says that its tests are worth. An error is the line, from 1, and what is wrong.
fn points(text: &str) -> Result<u32, (usize, String)> {
    let head = text.lines().take_while(|line| line.starts_with("//!"));
    let found = head
        .enumerate()
        .find_map(|(index, line)| Some((index + 1, line.strip_prefix("//! Points:")?.trim())));
    let Some((line, number)) = found else {
        return Err((
            1,
            "its first lines, which begin with `//!`, must say what its tests are worth together: \
             `//! Points: 2`"
                .to_owned(),
        ));
    };
    match number.parse() {
        Ok(points) if (1..=MOST_POINTS).contains(&points) => Ok(points),
        _ => Err((
            line,
            format!("`{number}` are no points: give a whole number from 1 to {MOST_POINTS}"),
        )),
    }
}

/// Where a chapter only denies unsafe code, each of its test files says whether the exercise may have it.
fn unsafe_fault(
    catalog: &Catalog,
    exercise: &Exercise,
    text: &str,
) -> anyhow::Result<Option<String>> {
    let here = [ALLOWS, FORBIDS].map(|attribute| text.lines().any(|line| line == attribute));
    Ok(match UnsafeCode::of(catalog, exercise)? {
        UnsafeCode::ForbiddenByChapter => here[0].then(|| {
            format!("`{ALLOWS}` cannot stand here: the chapter forbids it")
        }),
        UnsafeCode::ForbiddenByTests => (here != [false, true]).then(|| {
            format!("`{FORBIDS}` must stand before the head, as in the course's own tests of this exercise")
        }),
        UnsafeCode::Allowed => (here != [true, false]).then(|| {
            format!("`{ALLOWS}` must stand before the head, as in the course's own tests of this exercise")
        }),
    })
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|it| it.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What lies in `folder`, in the order of the names.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|it| Ok(it?.path())).collect()
    };
    let mut paths = read().with_context(|| format!("{} cannot be read", folder.display()))?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course_for_tests::Course;

    const FILE: &str = "//! It also holds in the dark.\n//!\n//! Points: 2\n\nHEAD\n\n/// Dark.\n\
                        #[support::test]\nfn dark() {}\n";

    fn file() -> String {
        FILE.replace("HEAD", &Course::head("ch01-a", "ex01_b"))
    }

    fn read(files: &[(&str, &str)]) -> anyhow::Result<HiddenTests> {
        let course = Course::new();
        for (path, text) in files {
            course.write(&format!("hidden/{path}"), text);
        }
        HiddenTests::read(&course.root().join("hidden"), &course.catalog())
    }

    #[test]
    fn they_are_found_with_their_points() {
        let file = file();
        let hidden = read(&[
            (
                "ch01-a/tests/ex01_b_z.rs",
                &file.replace("Points: 2", "Points:  10 "),
            ),
            ("ch01-a/tests/ex01_b_dark.rs", &file.replace('\n', "\r\n")),
            ("README.md", "mine"),
        ])
        .expect("read");
        let exercise = Course::new()
            .catalog()
            .exercise("ch01-a/ex01_b")
            .expect("there")
            .clone();
        let told: Vec<_> = hidden
            .of(&exercise)
            .iter()
            .map(|it| (it.target.as_str(), it.points, it.tests[0].states.as_str()))
            .collect();
        assert_eq!(
            told,
            [("ex01_b_dark", 2, "Dark."), ("ex01_b_z", 10, "Dark.")]
        );
        assert_eq!(hidden.of(&exercise)[0].text, file);
    }

    #[test]
    fn faults_are_told_with_their_file_and_line() {
        #[track_caller]
        fn refused(path: &str, text: &str, what: &str) {
            let error = format!("{:#}", read(&[(path, text)]).expect_err(path));
            assert!(error.contains(what), "{error}");
        }
        let good = "ch01-a/tests/ex01_b_dark.rs";
        refused(
            "ch01-a/tests/ex09_b_dark.rs",
            &file(),
            "the exercises of ch01-a are ex01_b, ex02_c",
        );
        refused(
            "ch01-a/tests/ex01_bdark.rs",
            &file(),
            "must begin with that of an exercise",
        );
        refused(
            "ch01-a/tests/ex01_b.rs",
            &file(),
            "the course has a `ex01_b.rs`",
        );
        refused(
            "ch01-a/tests/ex01_b_model.rs",
            &file(),
            "the course has a `ex01_b_model.rs`",
        );
        refused("ch01-a/tests/ex01_b_Dark.rs", &file(), "may hold only");
        refused(
            "ch01/tests/ex01_b_dark.rs",
            &file(),
            "there is no chapter `ch01`: the chapters are ch01-a",
        );
        refused(
            "ch01-a/ex01_b_dark.rs",
            &file(),
            "there are no hidden tests in",
        );
        refused(
            good,
            &file().replace("//! Points: 2\n", ""),
            "ex01_b_dark.rs:1: its first lines",
        );
        refused(
            good,
            &file().replace("Points: 2", "Points: 0"),
            "dark.rs:3: `0` are no points",
        );
        refused(
            good,
            &file().replace("Points: 2", "Points: 1.5"),
            "`1.5` are no points",
        );
        refused(
            good,
            &file().replace("#[support::test]", ""),
            "holds no test",
        );
        refused(
            good,
            &file().replace("../ex01_b.rs", "../ex02_c.rs"),
            "dark.rs:5: the head",
        );
        refused(
            good,
            &file().replace("/// Dark.", ""),
            "`dark` needs a doc comment",
        );
        let allows = file().replacen("#[cfg_attr", &format!("{ALLOWS}\n#[cfg_attr"), 1);
        refused(good, &allows, "the chapter forbids it");
        let of = |text: &str| text.replace("ch01-a", "ch02-d").replace("ex01_b", "ex01_e");
        let unsafe_one = "ch02-d/tests/ex01_e_dark.rs";
        refused(
            unsafe_one,
            &of(&file()),
            "`#[allow(unsafe_code)]` must stand before the head",
        );
        read(&[(unsafe_one, &of(&allows))]).expect("it says so");
        let forbids = allows.replace(ALLOWS, FORBIDS).replace("ch01-a", "ch02-d");
        let safe_one = "ch02-d/tests/ex02_f_dark.rs";
        read(&[(safe_one, &forbids.replace("ex01_b", "ex02_f"))]).expect("it says so");
        refused(
            safe_one,
            &of(&file()).replace("ex01_e", "ex02_f"),
            "`#[forbid(unsafe_code)]` must",
        );
    }
}
