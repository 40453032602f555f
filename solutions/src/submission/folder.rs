//! A submission that is a folder. Links are not followed, and nothing but a plain file is opened: each folder is
//! opened by its name in the one that is open, so that who exchanges one for a link meanwhile leads nowhere.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::fs::{Dir, OpenOptions};

use super::contents::{Bytes, Gathering};
use super::text;

/// Offers the answers in `folder`, which is at `at`, to `gathering`. Returns the archives that lie directly in it: what some
/// learning platforms give is a folder per student with what was uploaded. `most` files and folders are looked
/// at.
///
/// # Errors
///
/// Why nothing of the folder can be taken.
pub(super) fn gather(
    folder: &Dir,
    at: &Path,
    most: usize,
    gathering: &mut Gathering<'_>,
    leads: &impl Fn(&[&str]) -> bool,
) -> Result<Vec<String>, String> {
    let mut walk = Walk {
        at,
        gathering,
        leads,
        entries: 0,
        most,
        archives: Vec::new(),
    };
    walk.folder(folder, &[])?;
    Ok(walk.archives)
}

struct Walk<'w, 'a, F> {
    at: &'w Path,
    gathering: &'w mut Gathering<'a>,
    leads: &'w F,
    entries: usize,
    most: usize,
    archives: Vec<String>,
}

impl<F: Fn(&[&str]) -> bool> Walk<'_, '_, F> {
    fn folder(&mut self, folder: &Dir, inside: &[&str]) -> Result<(), String> {
        let names = match self.names(folder) {
            Ok(names) => names,
            Err(Stop::TooMany) => {
                return Err(format!(
                    "it has more than {} files and folders, and is not read further",
                    self.most
                ));
            }
            Err(Stop::Unreadable(error)) if inside.is_empty() => return Err(unreadable(&error)),
            Err(Stop::Unreadable(error)) => {
                self.passed_over(inside, &error);
                return Ok(());
            }
        };
        for name in names {
            let parts: Vec<&str> = inside.iter().copied().chain([name.as_str()]).collect();
            // The metadata of the entry itself: of a link, not of what it leads to.
            let Ok(metadata) = folder.symlink_metadata(&name) else {
                continue;
            };
            if metadata.is_dir() {
                if (self.leads)(&parts) {
                    match folder.open_dir_nofollow(&name) {
                        Ok(inner) => self.folder(&inner, &parts)?,
                        Err(error) => self.passed_over(&parts, &error),
                    }
                }
                continue;
            }
            let kind = metadata.file_type();
            let is_link = kind.is_symlink();
            if is_link && (self.leads)(&parts) && self.is_folder(&parts) {
                let shown = text::shown(&parts.join("/"));
                self.gathering.problem(format!(
                    "{shown} is a symbolic link to a folder: links are not followed"
                ));
            }
            if inside.is_empty() && kind.is_file() && super::Form::of_name(&name).is_archive() {
                self.archives.push(name.clone());
            }
            self.gathering.offer(&parts, || {
                Ok::<_, String>(if is_link {
                    Err("it is a symbolic link: links are not followed".to_owned())
                } else if kind.is_file() {
                    read(folder, &name)
                } else {
                    Err("it is no plain file".to_owned())
                })
            })?;
        }
        Ok(())
    }

    /// Whether it leads to a folder. That is for the problem that is told, and for nothing else.
    fn is_folder(&self, inside: &[&str]) -> bool {
        let inside: PathBuf = inside.iter().collect();
        self.at.join(inside).is_dir()
    }

    fn passed_over(&mut self, inside: &[&str], error: &io::Error) {
        let shown = text::shown(&inside.join("/"));
        self.gathering
            .problem(format!("the folder {shown} cannot be read: {error}"));
    }

    /// The names in a folder, in their order. Those that are no text are no answers.
    fn names(&mut self, folder: &Dir) -> Result<Vec<String>, Stop> {
        let mut names = Vec::new();
        for entry in folder.entries().map_err(Stop::Unreadable)? {
            let entry = entry.map_err(Stop::Unreadable)?;
            self.entries += 1;
            if self.entries > self.most {
                return Err(Stop::TooMany);
            }
            names.extend(entry.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }
}

enum Stop {
    TooMany,
    Unreadable(io::Error),
}

/// Why nothing of a folder can be taken.
pub(super) fn unreadable(error: &io::Error) -> String {
    format!("the folder cannot be read: {error}")
}

/// The bytes of a plain file, if it is one and not too large.
fn read(folder: &Dir, name: &str) -> Bytes {
    let unreadable = |error: io::Error| format!("it cannot be read: {error}");
    let file = open(folder, name).map_err(unreadable)?;
    // Asked of the open file: what was looked at before may have been replaced.
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err("it is no plain file".to_owned());
    }
    if metadata.len() > text::LIMIT as u64 {
        return Err(text::too_large(Some(metadata.len())));
    }
    let mut bytes = Vec::new();
    file.take(text::LIMIT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

/// Opens the file `name` in `folder` without following a link, and without waiting for the other end of a pipe.
pub(super) fn open(folder: &Dir, name: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No).nonblock(true);
    Ok(folder.open_with(name, &options)?.into_std())
}
