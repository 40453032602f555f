//! SHA-256 of texts, and of what a course is made of.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a text, in hexadecimal.
pub(crate) fn of_text(text: &str) -> String {
    hexadecimal(Sha256::digest(text))
}

/// A digest of several things, each with its name and its length, so that no two lists of things look the
/// same.
#[derive(Clone, Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    pub(super) fn add(&mut self, name: &str, content: impl AsRef<[u8]>) {
        for part in [name.as_bytes(), content.as_ref()] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    /// Adds all files of the folder at `path` below `root`, in the order of their names, for which `wanted`
    /// holds of a name and its depth.
    pub(super) fn add_folder(
        &mut self,
        root: &Path,
        path: &Path,
        wanted: &impl Fn(&Path) -> bool,
    ) -> io::Result<()> {
        let mut names = fs::read_dir(root.join(path))?
            .map(|it| Ok(it?.file_name()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        for name in names {
            let inside = path.join(name);
            if !wanted(&inside) {
                continue;
            }
            let at = root.join(&inside);
            if at.is_dir() {
                self.add_folder(root, &inside, wanted)?;
            } else {
                let name = inside.iter().map(|it| it.to_string_lossy());
                self.add(&name.collect::<Vec<_>>().join("/"), fs::read(&at)?);
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> String {
        hexadecimal(self.0.finalize())
    }
}

fn hexadecimal(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}
