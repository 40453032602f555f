//! The class: a submission for each answer in the corpus, and some whose hostility is not in an answer's text.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use solutions::result::{Results, Status};

/// What nobody may learn: it stands in a hidden test, and in the environment of the grader.
pub(crate) const SECRET: &str = "the-secret-of-the-hostile-class-5a1f";

/// What the hidden tests are worth.
pub(crate) const HIDDEN_POINTS: f64 = 2.0;

/// The exercise that most answers pretend to answer.
const EXERCISE: &str = "ch02-slices-vec/ex03_windows";

/// The hidden tests of [`EXERCISE`].
const HIDDEN: &str = r#"//! What the class does not see.
//! Points: 2

#[cfg_attr(not(solution), path = "../ex03_windows.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex03_windows.rs")]
mod exercise;

use exercise::{averages, rises};

/// Other numbers than those in the course's tests.
#[support::test]
fn other_numbers() {
    std::hint::black_box("the-secret-of-the-hostile-class-5a1f");
    assert_eq!(averages(&[10, 20, 60], 2), [15.0, 40.0]);
    assert_eq!(rises(&[9, 8, 9, 9, 10]), 2);
}
"#;

pub(crate) struct Class {
    folder: PathBuf,
    students: Vec<Student>,
}

/// A student, and what is expected.
pub(crate) struct Student {
    id: String,
    exercise: String,
    tries: String,
    expected: Expected,
}

#[derive(Clone, Debug, PartialEq)]
enum Expected {
    /// Nothing.
    Zero,
    /// All points.
    Full,
    /// The shares of so many of the course's own tests.
    Tests(usize),
}

impl Class {
    pub(crate) fn make(folder: &Path) -> Self {
        let mut class = Self {
            folder: folder.to_owned(),
            students: Vec::new(),
        };
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/answers");
        let mut paths: Vec<PathBuf> = fs::read_dir(corpus)
            .expect("the corpus")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        for path in paths {
            let text = fs::read_to_string(&path).expect("it can be read");
            let id = path.file_stem().expect("a name").to_string_lossy();
            let head = |what: &str| {
                let prefix = format!("//! {what}: ");
                let line = text.lines().find_map(|line| line.strip_prefix(&prefix));
                line.unwrap_or_else(|| panic!("{id} does not say `{what}`"))
                    .to_owned()
            };
            let expected = match head("Scores").as_str() {
                "0" => Expected::Zero,
                "full" => Expected::Full,
                tests => Expected::Tests(tests.parse().expect("a number of tests")),
            };
            let answer = class.student(&id, &head("Answers"), &head("Tries"), expected);
            fs::write(answer, &text).expect("written");
        }
        class.add_the_rest();
        let hidden = class.hidden().join("ch02-slices-vec/tests");
        fs::create_dir_all(&hidden).expect("made");
        fs::write(hidden.join("ex03_windows_hidden.rs"), HIDDEN).expect("written");
        class
    }

    /// A student, and where the answer goes.
    fn student(&mut self, id: &str, exercise: &str, tries: &str, expected: Expected) -> PathBuf {
        let file = self
            .submissions()
            .join(id)
            .join(format!("exercises/{exercise}.rs"));
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        self.students.push(Student {
            id: id.to_owned(),
            exercise: exercise.to_owned(),
            tries: tries.to_owned(),
            expected,
        });
        file
    }

    fn zero(&mut self, id: &str, tries: &str) -> PathBuf {
        self.student(id, EXERCISE, tries, Expected::Zero)
    }

    /// What cannot be told by a file in the corpus.
    fn add_the_rest(&mut self) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let stub = workbook::stubs::shipped().get(EXERCISE).expect("a stub");
        let reference = root.join("solutions").join(format!("{EXERCISE}.rs"));
        let reference = fs::read_to_string(reference).expect("the reference");

        let file = self.zero("no_utf8", "to be no text");
        fs::write(file, b"pub fn averages() {} // \xff\xfe").expect("written");
        let file = self.zero("ten_megabytes", "to be too long to be read");
        fs::write(file, "// x\n".repeat(2 << 20)).expect("written");
        let file = self.zero("a_zero_byte", "to end in the middle");
        fs::write(file, "pub fn averages() {}\0").expect("written");
        let file = self.zero("empty", "to be nothing");
        fs::write(file, "").expect("written");
        let file = self.zero("a_link_to_the_solution", "to be a link to the solution");
        symlink(root.join("solutions").join(format!("{EXERCISE}.rs")), file).expect("linked");
        let file = self.zero("a_link_to_passwords", "to have a system's file shown");
        symlink("/etc/passwd", file).expect("linked");
        let file = self.zero("a_linked_folder", "to have its folder be another's");
        let chapter = file.parent().expect("a folder").to_owned();
        fs::remove_dir(&chapter).expect("removed");
        symlink(root.join("solutions/ch02-slices-vec"), chapter).expect("linked");
        let file = self.zero("a_folder", "to be a folder");
        fs::create_dir(file).expect("made");
        let file = self.zero("a_pipe", "to have the grader wait for a writer");
        let made = Command::new("mkfifo").arg(file).status();
        assert!(made.expect("mkfifo").success());
        let file = self.zero("a_device", "to be read without end");
        symlink("/dev/zero", file).expect("linked");

        // What lies beside an untouched answer is nobody's business.
        for (id, path, text) in [
            (
                "edited_tests",
                "exercises/ch02-slices-vec/tests/ex03_windows.rs",
                "fn main() {}",
            ),
            (
                "a_build_script",
                "exercises/ch02-slices-vec/build.rs",
                "fn main() { std::fs::write(\"/tmp/workbook-canary\", \"\").unwrap(); }",
            ),
            (
                "a_manifest",
                "exercises/ch02-slices-vec/Cargo.toml",
                "[package]\nname = \"mine\"\nbuild = \"build.rs\"\n",
            ),
            (
                "a_cargo_configuration",
                ".cargo/config.toml",
                "[build]\nrustc-wrapper = \"/bin/true\"\n",
            ),
            (
                "a_toolchain",
                "rust-toolchain.toml",
                "[toolchain]\npath = \"/tmp\"\n",
            ),
            (
                "support_of_its_own",
                "exercises/support/src/lib.rs",
                "pub mod case {}",
            ),
            ("stubs_of_its_own", "src/stubs.txt", ""),
            (
                "a_solution",
                "solutions/ch02-slices-vec/ex03_windows.rs",
                "pub fn averages() {}",
            ),
            (
                "a_module_beside",
                "exercises/ch02-slices-vec/ex03_windows/mod.rs",
                "compile_error!();",
            ),
        ] {
            let file = self.zero(id, &format!("to bring its own {path}"));
            fs::write(file, stub).expect("written");
            let path = self.submissions().join(id).join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }

        // Cargo once took the executable of the student before for that of a file with an old date.
        let file = self.student("honest_yesterday", EXERCISE, "nothing", Expected::Full);
        fs::write(&file, format!("{reference}\n// Yesterday.\n")).expect("written");
        let file = self.zero("zz_old_and_wrong", "to be older than what was built before");
        fs::write(&file, "pub fn averages(_: &[u32], _: usize) -> Vec<f64> { vec![-1.0] }\npub fn rises(_: &[u32]) -> usize { usize::MAX }\n").expect("written");
        let old = fs::File::options().write(true).open(&file).expect("open");
        old.set_modified(SystemTime::UNIX_EPOCH).expect("set");

        let windows = format!("\u{feff}{}", reference.replace('\n', "\r\n"));
        let file = self.student("honest_on_windows", EXERCISE, "nothing", Expected::Full);
        fs::write(file, windows).expect("written");
        let file = self.student("größte Mühe 努力 🦀", EXERCISE, "nothing", Expected::Full);
        fs::write(file, format!("{reference}\n// 努力\n")).expect("written");
        let file = self.student(
            "-rf --output=x",
            EXERCISE,
            "to be an option",
            Expected::Full,
        );
        fs::write(file, format!("{reference}\n// -rf\n")).expect("written");
    }

    pub(crate) fn submissions(&self) -> PathBuf {
        self.folder.join("class")
    }

    pub(crate) fn hidden(&self) -> PathBuf {
        self.folder.join("hidden")
    }

    pub(crate) fn students(&self) -> &[Student] {
        &self.students
    }

    /// The exercises that are answered, in the course's order.
    pub(crate) fn exercises(&self) -> Vec<String> {
        let exercises: BTreeSet<_> = self.students.iter().map(|it| it.exercise.clone()).collect();
        exercises.into_iter().collect()
    }

    /// Where the exercise of most is among the exercises.
    pub(crate) fn position(&self) -> usize {
        let exercises = self.exercises();
        let position = exercises.iter().position(|it| it == EXERCISE);
        position.expect("it is answered")
    }
}

impl Student {
    /// Whether the results say of this student what they should.
    pub(crate) fn check(&self, results: &Results) -> Result<(), String> {
        let Self {
            id,
            tries,
            expected,
            ..
        } = self;
        let student = results
            .students
            .iter()
            .find(|it| it.id == *id)
            .ok_or_else(|| format!("{id} was not graded"))?;
        for (exercise, answer) in results.exercises.iter().zip(&student.answers) {
            let expected_score = match expected {
                _ if exercise.id != self.exercise => 0.0,
                Expected::Zero => 0.0,
                Expected::Full => exercise.points,
                Expected::Tests(count) => {
                    let own = exercise.tests.iter().filter(|it| !it.hidden);
                    let share = own.map(|it| it.points).fold(0.0, f64::max);
                    share * *count as f64
                }
            };
            let judged = answer
                .judgment
                .as_ref()
                .and_then(|key| results.judgments.get(key));
            if (answer.score - expected_score).abs() > 1e-6 || answer.status == Status::NotGraded {
                let outcomes: Vec<_> = judged
                    .iter()
                    .flat_map(|it| exercise.tests.iter().zip(&it.tests))
                    .map(|(test, result)| format!("{}: {:?}", test.name, result.outcome))
                    .collect();
                return Err(format!(
                    "{id} tries {tries}\nscores {} of {} in {}, not {expected_score}: {:?} {:?} {:?}\n{}",
                    answer.score,
                    exercise.points,
                    exercise.id,
                    answer.status,
                    answer.reason,
                    judged.map(|it| &it.reason),
                    outcomes.join("\n"),
                ));
            }
        }
        Ok(())
    }
}
