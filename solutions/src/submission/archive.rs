//! A submission that is an archive. It is read where it lies and never unpacked: only the bytes of the
//! answers in it are taken, and into memory, so a path in it can lead nowhere.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use cap_std::fs::Dir;
use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::read::{Config, ZipFileEntry};
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, ZipReadOptions};

use super::contents::{Bytes, Gathering};
use super::{Form, folder, text};

/// What one submission may come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Entries of any kind.
    pub(super) entries: usize,
    /// Bytes after unpacking: all of a tar archive, which has to be read through, and the answers in a zip.
    pub(super) unpacked: u64,
    /// How many times as large as the archive that may be. Text compresses to a tenth, not to a thousandth.
    pub(super) ratio: u64,
    /// Bytes that are unpacked before the ratio is looked at: an archive of two stubs compresses well.
    pub(super) small: u64,
    /// Files and folders that are looked at in a submission that is a folder. Only folders in which answers
    /// may lie are entered, so an honest clone comes to some hundred.
    pub(super) files: usize,
    /// Bytes of the name of an entry, which is held in memory.
    pub(super) name: u64,
}

pub(super) const LIMITS: Limits = Limits {
    entries: 100_000,
    unpacked: 256 << 20,
    ratio: 200,
    small: 16 << 20,
    files: 20_000,
    name: 4096,
};

/// What to do about an archive that is too much.
const ADVICE: &str = "ask for one without `target` and `.git`";

/// Offers the answers in the archive `name`, which is in `folder`, to `gathering`.
///
/// # Errors
///
/// Why nothing of the archive can be taken.
pub(super) fn gather(
    folder: &Dir,
    name: &str,
    form: Form,
    limits: Limits,
    gathering: &mut Gathering<'_>,
) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("the archive cannot be read: {error}");
    let file = folder::open(folder, name).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err("the archive is no plain file".to_owned());
    }
    let most = limits
        .unpacked
        .min(metadata.len().saturating_mul(limits.ratio))
        .max(limits.small);
    match form {
        Form::Zip => {
            // Two readers: the directory is read on while entries are.
            let bodies = folder::open(folder, name).map_err(unreadable)?;
            zip(file, bodies, most, limits, gathering)
        }
        Form::TarGz => {
            let reader = Bounded::new(MultiGzDecoder::new(BufReader::new(file)), most);
            tar(reader, limits, gathering)
        }
        Form::Tar => tar(Bounded::new(BufReader::new(file), most), limits, gathering),
        Form::Folder | Form::Unknown => Err("it is no archive".to_owned()),
    }
}

/// The parts of the path of an entry; none if it leaves the submission.
fn parts(name: &str) -> Option<Vec<&str>> {
    // Some programs on Windows write their own separator.
    let mut parts = Vec::new();
    if name.starts_with(['/', '\\']) {
        return None;
    }
    for part in name.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => return None,
            drive if drive.ends_with(':') => return None,
            part => parts.push(part),
        }
    }
    Some(parts)
}

fn outside(name: &str, gathering: &mut Gathering<'_>) {
    let shown = text::shown(name);
    gathering.problem(format!(
        "the archive's entry {shown} is left out: its path leads out of the submission"
    ));
}

fn too_many(limits: Limits) -> String {
    format!(
        "the archive has more than {} entries: {ADVICE}",
        limits.entries
    )
}

fn zip(
    file: File,
    bodies: File,
    most: u64,
    limits: Limits,
    gathering: &mut Gathering<'_>,
) -> Result<(), String> {
    let unreadable = |error| format!("it cannot be read as a zip archive: {error}");
    // The crate's usual reader keeps one of several entries of the same name, and all names in memory.
    let mut archive =
        ZipIterable::try_new(BufReader::new(file), Config::default()).map_err(unreadable)?;
    if archive.len() > limits.entries {
        return Err(too_many(limits));
    }
    let mut bodies = BufReader::new(bodies);
    let mut left = most;
    for entry in archive.files().map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.is_dir() {
            continue;
        }
        let Ok(name) = entry.name().map(|it| it.into_owned()) else {
            continue;
        };
        let Some(parts) = parts(&name) else {
            outside(&name, gathering);
            continue;
        };
        gathering.offer(&parts, || {
            let bytes = entry_of_zip(entry, &mut bodies);
            left = left
                .checked_sub(bytes.as_ref().map_or(0, |it| it.len() as u64))
                .ok_or_else(|| too_much(most))?;
            Ok::<_, String>(bytes)
        })?;
    }
    Ok(())
}

fn entry_of_zip<R: Read + Seek>(entry: ZipFileEntry<'_>, bodies: &mut R) -> Bytes {
    if entry.is_symlink() {
        return Err("it is a symbolic link: links are not followed".to_owned());
    }
    let unix = entry.unix_mode().unwrap_or(0) & 0o170_000;
    if ![0, 0o100_000].contains(&unix) {
        return Err("it is no plain file".to_owned());
    }
    if entry.encrypted() {
        return Err("it is encrypted".to_owned());
    }
    if ![CompressionMethod::Stored, CompressionMethod::Deflated].contains(&entry.compression()) {
        return Err(format!(
            "it is compressed by {}, which is not read: only Deflate is",
            entry.compression()
        ));
    }
    if entry.size() > text::LIMIT as u64 {
        return Err(text::too_large(Some(entry.size())));
    }
    let unreadable = |error: &dyn std::fmt::Display| format!("it cannot be unpacked: {error}");
    let body = entry
        .with_reader(bodies, ZipReadOptions::default())
        .map_err(|error| unreadable(&error))?;
    let mut bytes = Vec::new();
    // Whatever the directory says of its size.
    body.take(text::LIMIT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

fn too_much(most: u64) -> String {
    format!(
        "the archive unpacks to more than {} MiB, which is too much for its size or for any: {ADVICE}",
        most >> 20
    )
}

fn tar<R: Read>(
    reader: Bounded<R>,
    limits: Limits,
    gathering: &mut Gathering<'_>,
) -> Result<(), String> {
    let most = reader.most;
    let unreadable = |error: io::Error| {
        if error.get_ref().is_some_and(|it| it.is::<TooMuch>()) {
            too_much(most)
        } else {
            format!("it cannot be read as a tar archive: {error}")
        }
    };
    let mut archive = tar::Archive::new(reader);
    // Raw, since the crate reads a long name into memory however long it is.
    let entries = archive.entries().map_err(unreadable)?.raw(true);
    let mut long_name = None;
    for (index, entry) in entries.enumerate() {
        let mut entry = entry.map_err(unreadable)?;
        if index >= limits.entries {
            return Err(too_many(limits));
        }
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName | EntryType::XHeader => {
                if entry.size() > limits.name {
                    return Err(format!(
                        "an entry of the archive has a head of {} bytes",
                        entry.size()
                    ));
                }
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(unreadable)?;
                let name = if kind == EntryType::GNULongName {
                    bytes.split(|it| *it == 0).next().map(<[u8]>::to_vec)
                } else {
                    path_of_pax(&bytes)?
                };
                long_name = name.or(long_name);
                continue;
            }
            EntryType::GNULongLink | EntryType::XGlobalHeader => continue,
            _ => {}
        }
        let name = long_name
            .take()
            .unwrap_or_else(|| entry.path_bytes().into_owned());
        let Ok(name) = String::from_utf8(name) else {
            continue;
        };
        if kind.is_dir() {
            continue;
        }
        let Some(parts) = parts(&name) else {
            outside(&name, gathering);
            continue;
        };
        gathering.offer(&parts, || {
            entry_of_tar(kind, &mut entry).map_err(unreadable)
        })?;
    }
    Ok(())
}

/// The outer error is one of the archive.
fn entry_of_tar<R: Read>(kind: EntryType, entry: &mut tar::Entry<'_, R>) -> io::Result<Bytes> {
    if kind.is_symlink() || kind.is_hard_link() {
        return Ok(Err("it is a link: links are not followed".to_owned()));
    }
    if kind != EntryType::Regular && kind != EntryType::Continuous {
        return Ok(Err("it is no plain file".to_owned()));
    }
    if entry.size() > text::LIMIT as u64 {
        return Ok(Err(text::too_large(Some(entry.size()))));
    }
    let size = usize::try_from(entry.size()).expect("it is below the limit");
    let mut bytes = Vec::with_capacity(size);
    entry.read_to_end(&mut bytes)?;
    if bytes.len() < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Ok(bytes))
}

/// The path that the extended head of an entry gives it, if it does.
fn path_of_pax(bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let mut path = None;
    for extension in tar::PaxExtensions::new(bytes) {
        let extension = extension.map_err(|error| {
            format!("the extended head of an entry of the archive cannot be read: {error}")
        })?;
        match extension.key_bytes() {
            b"path" => path = Some(extension.value_bytes().to_vec()),
            // It would say where the next entry begins, and programs differ in whom they believe.
            b"size" => {
                return Err("an entry of the archive has two sizes".to_owned());
            }
            _ => {}
        }
    }
    Ok(path)
}

/// A reader that refuses to give more than it may.
struct Bounded<R> {
    reader: R,
    left: u64,
    most: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("it unpacks to too much")]
struct TooMuch;

impl<R> Bounded<R> {
    fn new(reader: R, most: u64) -> Self {
        Self {
            reader,
            left: most,
            most,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(TooMuch))?;
        Ok(read)
    }
}
