//! A submission that is a folder. Links are not followed, and nothing but a plain file is opened.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::contents::{Bytes, Gathering};
use super::text;

/// Offers the answers in `folder` to `gathering`. Returns the archives that lie directly in it: what some
/// learning platforms give is a folder per student with what was uploaded. `most` files and folders are looked
/// at.
///
/// # Errors
///
/// Why nothing of the folder can be taken.
pub(super) fn gather(
    folder: &Path,
    most: usize,
    gathering: &mut Gathering<'_>,
    leads: &impl Fn(&[&str]) -> bool,
) -> Result<Vec<String>, String> {
    let mut walk = Walk {
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
    gathering: &'w mut Gathering<'a>,
    leads: &'w F,
    entries: usize,
    most: usize,
    archives: Vec<String>,
}

impl<F: Fn(&[&str]) -> bool> Walk<'_, '_, F> {
    fn folder(&mut self, folder: &Path, inside: &[&str]) -> Result<(), String> {
        let (names, unreadable) = match self.names(folder) {
            Ok(names) => (names, None),
            Err(Stop::TooMany) => {
                return Err(format!(
                    "it has more than {} files and folders, and is not read further",
                    self.most
                ));
            }
            Err(Stop::Unreadable(error)) => (Vec::new(), Some(error)),
        };
        if let Some(error) = unreadable {
            let shown = text::shown(&inside.join("/"));
            if inside.is_empty() {
                return Err(format!("the folder cannot be read: {error}"));
            }
            self.gathering
                .problem(format!("the folder {shown} cannot be read: {error}"));
        }
        for name in names {
            let path = folder.join(&name);
            let parts: Vec<&str> = inside.iter().copied().chain([name.as_str()]).collect();
            // The metadata of the entry itself: of a link, not of what it leads to.
            let Ok(metadata) = fs::symlink_metadata(&path) else {
                continue;
            };
            if metadata.is_dir() {
                if (self.leads)(&parts) {
                    self.folder(&path, &parts)?;
                }
                continue;
            }
            let kind = metadata.file_type();
            if kind.is_symlink() && (self.leads)(&parts) && path.is_dir() {
                let shown = text::shown(&parts.join("/"));
                self.gathering.problem(format!(
                    "{shown} is a symbolic link to a folder: links are not followed"
                ));
            }
            if inside.is_empty() && kind.is_file() && super::Form::of_name(&name).is_archive() {
                self.archives.push(name.clone());
            }
            self.gathering.offer(&parts, || {
                Ok::<_, String>(if kind.is_symlink() {
                    Err("it is a symbolic link: links are not followed".to_owned())
                } else if kind.is_file() {
                    read(&path)
                } else {
                    Err("it is no plain file".to_owned())
                })
            })?;
        }
        Ok(())
    }

    /// The names in a folder, in their order. Those that are no text are no answers.
    fn names(&mut self, folder: &Path) -> Result<Vec<String>, Stop> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(Stop::Unreadable)? {
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

/// The bytes of a plain file, if it is one and not too large.
fn read(path: &Path) -> Bytes {
    let unreadable = |error: io::Error| format!("it cannot be read: {error}");
    let file = open(path).map_err(unreadable)?;
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

/// Opens a file without following a link, and without waiting for the other end of a pipe.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    File::options()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}
