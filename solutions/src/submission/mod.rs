//! Who gave which answers: a folder that holds one folder or archive for each student, and a roster if
//! there is one.
//!
//! Of a submission only those files are taken that lie where the catalog has an exercise (`wanted`), into
//! memory and never onto the disk. No link is followed, and whatever a submission holds, reading it ends:
//! entries, names, sizes and what an archive unpacks to are bounded. What becomes of what is odd:
//!
//! | what | outcome |
//! | --- | --- |
//! | an answer in a clone and a loose one | that of the clone; the other is told as a problem |
//! | two answers in places of the same kind, or two entries of the same path | one if they are the same; else refused |
//! | a name that is nearly right (`EX01_LIFO.rs`, `ex01_lifo (1).rs`) | not taken; a problem, unless the right one is there |
//! | no answer at all | a problem |
//! | a link, pipe or device for an answer | refused; not opened |
//! | a link to a folder of answers, or for the whole submission | not followed; a problem |
//! | a path that leaves the submission | left out; a problem |
//! | over 256 KiB, a NUL byte, no UTF-8 | refused |
//! | a byte order mark, `\r\n` | taken as the compiler takes it: without, and as `\n` |
//! | an entry that is encrypted or damaged | refused |
//! | an archive that is damaged, or too much | all of it refused |
//! | anything else | not looked at |

mod archive;
mod contents;
mod folder;
mod roster;
pub(crate) mod text;
mod wanted;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use cap_fs_ext::DirExt as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

pub use contents::{Contents, Found};
pub use wanted::{Place, Rank, Wanted};

use contents::Gathering;
use roster::Listed;

/// The students of a class, and what they submitted.
#[derive(Clone, Debug, Default)]
pub struct Class {
    /// In the order of their ids.
    pub students: Vec<Enrolled>,
    /// What was found beside them, for whoever grades.
    pub notes: Vec<String>,
}

/// A student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// From the roster, or else the name of the submission.
    pub id: String,
    /// From the roster.
    pub name: Option<String>,
    /// From the roster.
    pub email: Option<String>,
    /// None if there is none.
    pub submission: Option<Submission>,
    /// What is wrong between roster and submissions.
    pub problems: Vec<String>,
}

/// What a student submitted. Nothing of it is read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The name of the folder or archive.
    pub name: String,
    /// The folder that it is in.
    class: PathBuf,
    form: Form,
}

/// What a submission is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Folder,
    Zip,
    TarGz,
    Tar,
    /// An archive of a form that is not read.
    Unknown,
}

/// The ends of the names of archives.
const FORMS: [(&str, Form); 12] = [
    (".zip", Form::Zip),
    (".tar.gz", Form::TarGz),
    (".tgz", Form::TarGz),
    (".tar", Form::Tar),
    (".tar.xz", Form::Unknown),
    (".tar.bz2", Form::Unknown),
    (".tar.zst", Form::Unknown),
    (".7z", Form::Unknown),
    (".rar", Form::Unknown),
    (".gz", Form::Unknown),
    (".xz", Form::Unknown),
    (".bz2", Form::Unknown),
];

/// The problem of whoever has submitted, and is not on the roster.
const NOT_LISTED: &str = "not on the roster";

/// The archives that are read, for people.
const READ: &str = ".zip, .tar.gz, .tgz and .tar";

impl Form {
    /// Of a file with this name.
    fn of_name(name: &str) -> Self {
        ending(name).map_or(Self::Folder, |(_, form)| form)
    }

    fn is_archive(self) -> bool {
        matches!(self, Self::Zip | Self::TarGz | Self::Tar)
    }
}

/// The end of the name of an archive, and its form.
fn ending(name: &str) -> Option<(&'static str, Form)> {
    FORMS.into_iter().find(|(end, _)| {
        name.len()
            .checked_sub(end.len())
            .and_then(|start| name.get(start..))
            .is_some_and(|it| it.eq_ignore_ascii_case(end))
    })
}

impl Class {
    /// Finds the submissions in `folder`, and holds them against the roster.
    ///
    /// # Errors
    ///
    /// If there are none, or if the instructor has to decide whose something is.
    pub fn find(folder: &Path, roster: Option<&Path>) -> anyhow::Result<Self> {
        let (mut submissions, mut notes) = submissions(folder, roster)?;
        let mut students = Vec::new();
        if let Some(roster) = roster {
            for listed in roster::read(roster)? {
                students.push(enrolled(listed, &mut submissions)?);
            }
        }
        let mut ids: HashMap<String, Option<String>> = students
            .iter()
            .map(|it: &Enrolled| (it.id.clone(), None))
            .collect();
        let mut unlisted = Vec::new();
        for submission in submissions.into_values() {
            let id = submission.id();
            match ids.insert(id.clone(), Some(submission.name.clone())) {
                None => {}
                Some(Some(other)) => bail!(
                    "`{other}` and `{}` in {} would both be those of the student `{id}`: remove or rename one",
                    submission.name,
                    folder.display()
                ),
                Some(None) => bail!(
                    "`{}` in {} is not that of the student `{id}`, according to the roster, but it is called \
                     so: rename it, or give it in the roster's column `submission`",
                    submission.name,
                    folder.display()
                ),
            }
            let mut problems = Vec::new();
            if roster.is_some() {
                unlisted.push(submission.name.clone());
                problems.push(NOT_LISTED.to_owned());
            }
            students.push(Enrolled {
                id,
                name: None,
                email: None,
                submission: Some(submission),
                problems,
            });
        }
        ensure!(
            !students.is_empty(),
            "there are no submissions in {}: it should hold one folder or archive ({READ}) for each student",
            folder.display()
        );
        if !unlisted.is_empty() {
            let listed = unlisted.join(", ");
            notes.push(format!("not on the roster, but graded: {listed}"));
        }
        students.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { students, notes })
    }
}

impl Class {
    /// Whether these are submissions. What lies one level below them, or above, can look like a class, too.
    ///
    /// # Errors
    ///
    /// If it is the folder of one student, or if nobody on the roster is in it.
    pub fn ensure_whole(&self, wanted: &Wanted, folder: &Path) -> anyhow::Result<()> {
        let submitted = self.students.iter().filter_map(|it| it.submission.as_ref());
        let names: Vec<&str> = submitted.map(|it| it.name.as_str()).collect();
        if let Some(part) = names.iter().find(|it| wanted.is_part(it)) {
            bail!(
                "`{part}` in {0} is a part of a submission, so {0} is the folder of one student: give the one that \
                 holds the folders of all",
                folder.display()
            );
        }
        let is_listed = |it: &&Enrolled| it.problems.iter().all(|it| it != NOT_LISTED);
        let mut listed = self.students.iter().filter(is_listed);
        ensure!(
            names.is_empty() || listed.any(|it| it.submission.is_some()),
            "nobody on the roster has a submission in {}, which holds {}: give the folder that holds those of all, or \
             name them in the roster's column `submission`",
            folder.display(),
            names.join(", ")
        );
        Ok(())
    }
}

/// What lies in `folder`, by name, and what of it is no submission.
fn submissions(
    folder: &Path,
    roster: Option<&Path>,
) -> anyhow::Result<(BTreeMap<String, Submission>, Vec<String>)> {
    let shown = folder.display();
    ensure!(
        folder.exists(),
        "there is no folder {shown}: give the one that holds the submissions"
    );
    ensure!(
        folder.is_dir(),
        "{shown} is a file: give the folder that holds the submissions, one folder or archive ({READ}) for \
         each student"
    );
    let roster = roster.and_then(|it| std::path::absolute(it).ok());
    let (mut found, mut left) = (BTreeMap::new(), Vec::new());
    for entry in fs::read_dir(folder).with_context(|| format!("{shown} cannot be read"))? {
        let entry = entry.with_context(|| format!("{shown} cannot be read"))?;
        let path = entry.path();
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            bail!("the name of {name:?} in {shown} is no UTF-8: rename it");
        };
        if name.starts_with('.') || std::path::absolute(&path).ok() == roster && roster.is_some() {
            continue;
        }
        if let Some(fault) = name_fault(name) {
            bail!(
                "the name of `{}` in {shown} {fault}: rename it",
                text::shown(name)
            );
        }
        let kind = entry
            .file_type()
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let form = if kind.is_dir() {
            Form::Folder
        } else {
            Form::of_name(name)
        };
        if form == Form::Folder && kind.is_file() {
            left.push(name.to_owned());
            continue;
        }
        let submission = Submission {
            name: name.to_owned(),
            class: folder.to_owned(),
            form,
        };
        found.insert(submission.name.clone(), submission);
    }
    left.sort();
    let note = format!(
        "left out, being neither folders nor archives ({READ}): {}",
        left.join(", ")
    );
    let notes = if left.is_empty() { vec![] } else { vec![note] };
    Ok((found, notes))
}

/// The student that `listed` describes, whose submission is taken out of `submissions`.
fn enrolled(
    listed: Listed,
    submissions: &mut BTreeMap<String, Submission>,
) -> anyhow::Result<Enrolled> {
    let wanted = listed.submission.as_ref().unwrap_or(&listed.id);
    let names: Vec<String> = match submissions.get(wanted) {
        Some(exact) => vec![exact.name.clone()],
        None => submissions
            .values()
            .filter(|it| it.id() == *wanted)
            .map(|it| it.name.clone())
            .collect(),
    };
    let mut problems = Vec::new();
    let submission = match names.as_slice() {
        [] => {
            if let Some(named) = &listed.submission {
                problems.push(format!("its submission `{named}` is not there"));
            }
            None
        }
        [one] => submissions.remove(one),
        several => bail!(
            "{} may each be the submission of `{}`: give one in the roster's column `submission`",
            several.join(" and "),
            listed.id
        ),
    };
    Ok(Enrolled {
        id: listed.id,
        name: listed.name,
        email: listed.email,
        submission,
        problems,
    })
}

/// What keeps a name from being a student's id, or a submission's.
fn name_fault(name: &str) -> Option<&'static str> {
    if name.chars().any(char::is_control) {
        Some("has a control character")
    } else if name.chars().any(text::is_directional) {
        Some("has a character that changes the direction of writing")
    } else {
        None
    }
}

impl Submission {
    /// The id of its student, if no roster says another: its name without the end of an archive's.
    fn id(&self) -> String {
        let end = match self.form {
            Form::Folder => 0,
            _ => ending(&self.name).map_or(0, |(end, _)| end.len()),
        };
        self.name[..self.name.len() - end].to_owned()
    }

    /// Reads it.
    pub fn read(&self, wanted: &Wanted) -> Contents {
        self.read_within(wanted, archive::LIMITS)
    }

    fn read_within(&self, wanted: &Wanted, limits: archive::Limits) -> Contents {
        let mut gathering = Gathering::new(wanted);
        let class = match Dir::open_ambient_dir(&self.class, ambient_authority()) {
            Ok(class) => class,
            Err(error) => return Contents::refused(folder::unreadable(&error)),
        };
        let is_link = class
            .symlink_metadata(&self.name)
            .is_ok_and(|it| it.is_symlink());
        let gathered = match self.form {
            _ if is_link => {
                Err("the submission is a symbolic link: links are not followed".to_owned())
            }
            Form::Unknown => Err(format!(
                "{} is no archive that is read: ask for one of {READ}",
                self.name
            )),
            Form::Folder => match class.open_dir_nofollow(&self.name) {
                Ok(folder) => {
                    let at = self.class.join(&self.name);
                    read_folder(&folder, &at, wanted, limits, &mut gathering)
                }
                Err(error) => Err(folder::unreadable(&error)),
            },
            form => archive::gather(&class, &self.name, form, limits, &mut gathering),
        };
        match gathered {
            Ok(()) => gathering.finish(),
            Err(reason) => Contents::refused(reason),
        }
    }
}

/// A folder with no answers in it but one archive is what some learning platforms make of an upload.
fn read_folder(
    folder: &Dir,
    at: &Path,
    wanted: &Wanted,
    limits: archive::Limits,
    gathering: &mut Gathering<'_>,
) -> Result<(), String> {
    let archives = folder::gather(folder, at, limits.files, gathering, &|path| {
        wanted.leads(path)
    })?;
    match archives.as_slice() {
        [one] if gathering.is_empty() => {
            archive::gather(folder, one, Form::of_name(one), limits, gathering)
        }
        [_, _, ..] if gathering.is_empty() => {
            let names: Vec<String> = archives.iter().map(|it| text::shown(it)).collect();
            Err(format!(
                "it holds {} archives, and which of them counts is open: {}",
                archives.len(),
                names.join(", ")
            ))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
