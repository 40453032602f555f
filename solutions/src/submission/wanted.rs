//! Which files of a submission are answers: those that lie where the catalog has an exercise, and no
//! others.

use std::collections::BTreeMap;

use workbook::catalog::{Catalog, Exercise};

/// Folders that are no student's own wrapping of the exercises: what lies in them is the course's, the
/// compiler's or an editor's.
const NOT_OURS: [&str; 7] = [
    "book",
    "solutions",
    "src",
    "target",
    "tests",
    "wrong",
    "__MACOSX",
];

/// The names that answers have.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The names of the exercises, by the id of their chapter.
    chapters: BTreeMap<String, Vec<String>>,
}

/// What a file in a submission is, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The answer to the exercise with this id.
    Answer {
        /// Chapter and name.
        exercise: String,
        /// Of two answers to one exercise, that of the lower rank counts.
        rank: Rank,
    },
    /// It would be an answer under this other name.
    Misnamed(String),
    /// Nothing that is graded.
    Other,
}

/// How sure it is that a file is meant as the answer. First that of a clone, then that in a folder named for
/// its chapter, then one that has nothing but its name; among the same, the one with no folder around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    layout: Layout,
    wrapped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layout {
    /// `exercises/ch01-defer-drop/ex01_lifo.rs`
    Clone,
    /// `ch01-defer-drop/ex01_lifo.rs`
    Chapter,
    /// `ex01_lifo.rs`
    Loose,
}

impl Wanted {
    /// The files of all exercises of the catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let names = |exercises: &[Exercise]| exercises.iter().map(|it| it.name.clone()).collect();
        Self {
            chapters: catalog
                .chapters
                .iter()
                .map(|chapter| (chapter.id.clone(), names(&chapter.exercises)))
                .collect(),
        }
    }

    /// What the file at `path` is. The parts of the path are inside the submission, and go only down.
    pub fn place(&self, path: &[&str]) -> Place {
        let Some((file, folders)) = path.split_last() else {
            return Place::Other;
        };
        let (wrapped, folders) = match folders {
            [first, rest @ ..] if self.wraps(first) => (true, rest),
            all => (false, all),
        };
        let (layout, chapter) = match folders {
            [exercises, chapter] if *exercises == "exercises" => (Layout::Clone, Some(*chapter)),
            [chapter] if *chapter != "exercises" => (Layout::Chapter, Some(*chapter)),
            [] | ["exercises"] => (Layout::Loose, None),
            _ => return Place::Other,
        };
        let rank = Rank { layout, wrapped };
        let mut near = None;
        for (id, names) in &self.chapters {
            if chapter.is_some_and(|it| !it.eq_ignore_ascii_case(id)) {
                continue;
            }
            for name in names {
                let wanted = format!("{name}.rs");
                if !resembles(file, name) {
                    continue;
                }
                if wanted == *file && chapter.is_none_or(|it| it == id) {
                    let exercise = format!("{id}/{name}");
                    return Place::Answer { exercise, rank };
                }
                near = Some(format!("{id}/{wanted}"));
            }
        }
        near.map_or(Place::Other, Place::Misnamed)
    }

    /// Whether answers may lie in or below the folder at `path`. A walk that follows only such folders is
    /// short, however large the submission is.
    pub fn leads(&self, path: &[&str]) -> bool {
        let chapter = |it: &str| self.chapters.keys().any(|id| id.eq_ignore_ascii_case(it));
        let inside = match path {
            [first, rest @ ..] if self.wraps(first) => rest,
            all => all,
        };
        match inside {
            [] => true,
            ["exercises"] => true,
            [one] | ["exercises", one] => chapter(one),
            _ => false,
        }
    }

    /// Whether a folder of this name is a part of a clone in which answers lie.
    pub fn is_part(&self, name: &str) -> bool {
        name == "exercises" || self.chapters.keys().any(|id| id.eq_ignore_ascii_case(name))
    }

    /// Whether a folder of this name is one that a student, or a program that makes archives, has put around
    /// the submission.
    fn wraps(&self, name: &str) -> bool {
        !self.is_part(name) && !name.starts_with('.') && !NOT_OURS.contains(&name)
    }
}

/// Whether a file of this name may be meant as the exercise: in other letters, with something behind it, as the second
/// download has, or with another extension. Not what `cargo workbook reset` keeps.
fn resembles(file: &str, name: &str) -> bool {
    let is_of_name = |it: char| it.is_alphanumeric() || it == '_';
    let begins = file.get(..name.len());
    begins.is_some_and(|it| it.eq_ignore_ascii_case(name))
        && !file[name.len()..].starts_with(is_of_name)
        && !file.ends_with(".old.rs")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two chapters with three exercises.
    pub(crate) fn wanted() -> Wanted {
        let chapter = |id: &str, names: &[&str]| {
            (
                id.to_owned(),
                names.iter().map(|it| (*it).to_owned()).collect(),
            )
        };
        Wanted {
            chapters: [
                chapter("ch01-a", &["ex01_b", "ex02_c"]),
                chapter("ch02-d", &["ex01_e"]),
            ]
            .into(),
        }
    }

    fn place(path: &str) -> Place {
        wanted().place(&path.split('/').collect::<Vec<_>>())
    }

    #[track_caller]
    fn rank(path: &str, exercise: &str) -> Rank {
        match place(path) {
            Place::Answer { exercise: it, rank } if it == exercise => rank,
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn answers_are_found_where_they_may_lie_the_surest_first() {
        let ranks = [
            rank("exercises/ch01-a/ex02_c.rs", "ch01-a/ex02_c"),
            rank("alice-main/exercises/ch01-a/ex02_c.rs", "ch01-a/ex02_c"),
            rank("ch02-d/ex01_e.rs", "ch02-d/ex01_e"),
            rank("homework/ch02-d/ex01_e.rs", "ch02-d/ex01_e"),
            rank("ex01_e.rs", "ch02-d/ex01_e"),
            rank("my answers/ex01_e.rs", "ch02-d/ex01_e"),
        ];
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
        for folder in [
            "",
            "x",
            "exercises",
            "x/exercises",
            "exercises/ch01-a",
            "x/ch02-d",
        ] {
            let path: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
            assert!(wanted().leads(&path), "{folder}");
        }
    }

    #[test]
    fn what_is_not_the_students_is_no_answer() {
        for path in [
            "solutions/ch01-a/ex01_b.rs",
            "x/solutions/ch01-a/ex01_b.rs",
            "tests/ex01_b.rs",
            "ch01-a/tests/ex01_b.rs",
            "exercises/ch01-a/tests/ex01_b.rs",
            "exercises/ch01-a/wrong/ex01_b/x.rs",
            "target/verify/exercises/ch01-a/ex01_b.rs",
            "target/ex01_b.rs",
            "__MACOSX/ch01-a/._ex01_b.rs",
            ".git/ex01_b.rs",
            "x/y/ex01_b.rs",
            "exercises/ch02-d/ex01_b.rs",
            "exercises/ch01-a/ex01_b.1.old.rs",
            "exercises/ch01-a/ex01_bc.rs",
            "exercises/ch01-a/build.rs",
            "exercises/ch01-a/Cargo.toml",
            ".cargo/config.toml",
            "exercises/ch01-a/ex01_b.rs/ex01_b.rs",
        ] {
            assert_eq!(place(path), Place::Other, "{path}");
        }
        for folder in [
            "target",
            ".git",
            "x/solutions",
            "exercises/ch01-a/tests",
            "x/y",
            "a/b/c",
        ] {
            assert!(
                !wanted().leads(&folder.split('/').collect::<Vec<_>>()),
                "{folder}"
            );
        }
    }

    #[test]
    fn a_name_that_is_nearly_right_is_told_not_taken() {
        for path in [
            "exercises/ch01-a/EX01_B.rs",
            "CH01-a/ex01_b.rs",
            "Ex01_b.RS",
            "exercises/ch01-a/ex01_b.rs.bak",
            "ch01-a/ex01_b (1).rs",
            "ex01_b.rs.txt",
            "ex01_b",
        ] {
            assert_eq!(
                place(path),
                Place::Misnamed("ch01-a/ex01_b.rs".to_owned()),
                "{path}"
            );
        }
    }
}
