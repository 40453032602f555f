//! A course of two chapters, for the tests of this package.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use workbook::catalog::Catalog;
use workbook::stubs::Stubs;

/// `ch01-a` with `ex01_b` and `ex02_c`, and `ch02-d` with `ex01_e`, which may be unsafe, and `ex02_f`, which
/// may not. Each has a test file with three tests: `first`, `second` and `third`.
pub(crate) struct Course(TempDir);

pub(crate) const EXERCISES: [&str; 4] = [
    "ch01-a/ex01_b",
    "ch01-a/ex02_c",
    "ch02-d/ex01_e",
    "ch02-d/ex02_f",
];

impl Course {
    pub(crate) fn new() -> Self {
        let course = Self(tempfile::tempdir().expect("a folder"));
        course.write("Cargo.lock", "");
        course.write("Cargo.toml", "[workspace]\n");
        course.write("exercises/support/src/lib.rs", "//! s");
        for (chapter, lints) in [("ch01-a", "[lints]\nworkspace = true\n"), ("ch02-d", "")] {
            course.write(&format!("exercises/{chapter}/Cargo.toml"), lints);
            let mut declaration = format!("title = \"Title of {chapter}\"\n");
            for id in EXERCISES {
                let Some(name) = id.strip_prefix(&format!("{chapter}/")) else {
                    continue;
                };
                declaration.push_str(&format!(
                    "[[exercise]]\nname = \"{name}\"\ntitle = \"Title of {name}\"\npoints = 3\n\
                     kind = \"test\"\nunsolved = \"panics\"\nhints = [\"Look.\"]\n"
                ));
                let mut test = format!("//! Holds.\n\n{}\n", Self::head(chapter, name));
                if name == "ex02_f" {
                    test = test.replacen("#[cfg", "#[forbid(unsafe_code)]\n#[cfg", 1);
                }
                for name in ["first", "second", "third"] {
                    test.push_str(&format!(
                        "\n/// The {name}.\n#[support::test]\nfn {name}() {{}}\n"
                    ));
                }
                course.write(&format!("exercises/{chapter}/tests/{name}.rs"), &test);
                course.write(&format!("exercises/{chapter}/{name}.rs"), "learner's");
            }
            course.write(&format!("exercises/{chapter}/chapter.toml"), &declaration);
        }
        course
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn catalog(&self) -> Catalog {
        Catalog::load(self.root()).expect("a catalog")
    }

    /// What each exercise is before anybody edits it.
    pub(crate) fn stubs() -> Stubs {
        EXERCISES
            .into_iter()
            .map(|id| (id.to_owned(), "// third passes\n".to_owned()))
            .collect()
    }

    /// The head of a test file.
    pub(crate) fn head(chapter: &str, name: &str) -> String {
        format!(
            "#[cfg_attr(not(solution), path = \"../{name}.rs\")]\n\
             #[cfg_attr(solution, path = \"../../../solutions/{chapter}/{name}.rs\")]\n\
             mod exercise;\n"
        )
    }
}
