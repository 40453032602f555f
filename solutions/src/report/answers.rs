//! The texts of the answers that were judged, and the mistakes of the course's bank that are known.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use workbook::catalog::{Catalog, WrongAnswer};

/// Finds an answer's text by the key of its judgment.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    folder: Option<PathBuf>,
    /// By exercise and [`essence`].
    mistakes: BTreeMap<(String, String), String>,
}

impl Answers {
    /// Those in `folder`, a file `<sha256>.rs` for each. A file that is not there is an answer that is
    /// not shown.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: Some(folder.into()),
            ..Self::default()
        }
    }

    /// The same, which also know the wrong answers that the course ships, so that reports can give a
    /// student's mistake the name it has there.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read, or does not say what its mistake is.
    pub fn with_mistakes(mut self, catalog: &Catalog) -> anyhow::Result<Self> {
        for exercise in catalog.exercises() {
            for path in catalog.wrong_answers(exercise)? {
                let read = || path.display().to_string();
                let text = fs::read_to_string(&path).with_context(read)?;
                let wrong = WrongAnswer::parse(&text).map_err(|(line, message)| {
                    anyhow::anyhow!("{}:{line}: {message}", path.display())
                })?;
                let key = (exercise.id(), essence(&text));
                self.mistakes.insert(key, wrong.mistake);
            }
        }
        Ok(self)
    }

    /// The answer's text. Where it is no UTF-8, `U+FFFD` stands.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let (_, digest) = key.rsplit_once(':')?;
        // Results may come from elsewhere: a key is no path.
        if digest.len() != 64 || !digest.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        let path = self.folder.as_ref()?.join(format!("{digest}.rs"));
        let bytes = read(&path)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The mistake of the bank that is this very answer, but for comments and white space.
    pub(super) fn mistake(&self, exercise: &str, text: &str) -> Option<&str> {
        if self.mistakes.is_empty() {
            return None;
        }
        let key = (exercise.to_owned(), essence(text));
        self.mistakes.get(&key).map(String::as_str)
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let metadata = fs::symlink_metadata(path).ok()?;
    metadata.is_file().then(|| fs::read(path).ok())?
}

/// The code without lines that are comments, and without white space.
fn essence(text: &str) -> String {
    let code = text.lines().map(str::trim_start);
    code.filter(|line| !line.starts_with("//"))
        .flat_map(str::chars)
        .filter(|it| !it.is_whitespace())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_no_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = folder.path().join("outside.rs");
        fs::write(&outside, "secret").expect("a file");
        let inside = folder.path().join("answers");
        fs::create_dir(&inside).expect("a folder");
        let digest = "a".repeat(64);
        fs::write(inside.join(format!("{digest}.rs")), b"fn \xff() {}").expect("a file");
        let answers = Answers::at(&inside);
        let text = answers.text(&format!("ch/ex:{digest}"));
        assert_eq!(text.as_deref(), Some("fn \u{fffd}() {}"));
        assert_eq!(answers.text("ch/ex:../outside"), None);
        assert_eq!(answers.text(&format!("ch/ex:{}", "b".repeat(64))), None);
        assert_eq!(Answers::default().text(&format!("ch/ex:{digest}")), None);
    }

    #[test]
    fn the_bank_of_the_course_is_known() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let catalog = Catalog::load(&root).expect("the course");
        let answers = Answers::default()
            .with_mistakes(&catalog)
            .expect("the bank");
        assert!(
            answers.mistakes.len() > 100,
            "{} mistakes",
            answers.mistakes.len()
        );
        let (exercise, path) = catalog
            .exercises()
            .find_map(|exercise| {
                let wrong = catalog.wrong_answers(exercise).ok()?;
                Some((exercise.id(), wrong.into_iter().next()?))
            })
            .expect("a wrong answer");
        let text = fs::read_to_string(path).expect("its text");
        let reworded = format!("//! The task.\n\n{}", text.replace("\n", "\n\n"));
        assert!(answers.mistake(&exercise, &reworded).is_some());
        assert_eq!(answers.mistake("ch99/ex01", &reworded), None);
        assert_eq!(answers.mistake(&exercise, "fn f() {}"), None);
    }
}
