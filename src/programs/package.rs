//! The generated package whose binaries are the book's Rust programs and snippets.
//!
//! It is a workspace of its own, with the versions of the workbook's lockfile and everything of
//! `[workspace.dependencies]`: what exercises may use, programs and snippets may use. A reader who runs
//! one of them waits for what that one uses, and for nothing else.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic as Compilers, DiagnosticLevel};

use super::write_if_changed;
use crate::check::{cargo, process};
use crate::refusal;

/// How long the first build may take, with all dependencies.
const LIMIT: Duration = Duration::from_secs(900);
/// Cargo's messages are long, and a book has many programs.
const CAP: usize = 256 * 1024 * 1024;

/// A binary of the package.
#[derive(Clone, Debug)]
pub struct Bin {
    /// What cargo calls it.
    pub name: String,
    /// Its only file.
    pub source: PathBuf,
}

/// The package, as it stands on the disk.
#[derive(Clone, Debug)]
pub struct Package {
    folder: PathBuf,
    target: PathBuf,
    bins: Vec<Bin>,
}

/// What became of a binary.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// None if the compiler refused it.
    pub executable: Option<PathBuf>,
    /// Its errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// One error or warning of the compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it is an error.
    pub error: bool,
    /// `E0382`, the name of a lint, or what [`refusal::name`] makes of the message.
    pub name: String,
    /// As the compiler would have printed it.
    pub rendered: String,
}

/// Why the package cannot be built; no fault of the code in it.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A file of it cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: io::Error,
    },
    /// The workbook's manifest is not what it must be.
    #[error("the workbook's Cargo.toml {0}")]
    Manifest(String),
    /// Cargo did not get as far as the code.
    #[error("cargo cannot build the book's programs:\n{0}")]
    Cargo(String),
}

impl Package {
    /// Writes the package to the folder `at`, with `bins`, for the workbook at `root`. What is there
    /// already and the same is not touched, so that cargo has nothing to build anew.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written, or the workbook's manifest is wrong.
    pub fn prepare(root: &Path, at: &Path, bins: Vec<Bin>) -> Result<Self, PackageError> {
        let manifest = manifest(root)?;
        let dependencies = dependencies(&manifest, root);
        Self::write(
            root,
            &manifest,
            "programs",
            dependencies,
            at.to_owned(),
            at.join("target"),
            bins,
        )
    }

    /// Writes a package with this `bin` alone and what its code names of the dependencies, below the folder
    /// `at`. All such packages share what is built of those.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare).
    pub fn prepare_one(root: &Path, at: &Path, bin: Bin) -> Result<Self, PackageError> {
        let code = fs::read_to_string(&bin.source).map_err(failed(&bin.source))?;
        let manifest = manifest(root)?;
        let mut dependencies = dependencies(&manifest, root);
        dependencies.retain(|name, _| names(&code, name));
        let mut name = "programs".to_owned();
        for dependency in dependencies.keys() {
            // Of two packages with one name, cargo would take the one's binaries for the other's.
            name = format!("{name}-{dependency}");
        }
        let (folder, target) = (at.join(&name), at.join("target"));
        Self::write(
            root,
            &manifest,
            &name,
            dependencies,
            folder,
            target,
            vec![bin],
        )
    }

    fn write(
        root: &Path,
        manifest: &toml::Table,
        name: &str,
        dependencies: toml::Table,
        folder: PathBuf,
        target: PathBuf,
        bins: Vec<Bin>,
    ) -> Result<Self, PackageError> {
        let text = generate(manifest, name, dependencies, &bins).map_err(PackageError::Manifest)?;
        let path = folder.join("Cargo.toml");
        write_if_changed(&path, &text).map_err(failed(&path))?;
        let lock = root.join("Cargo.lock");
        let text = fs::read_to_string(&lock).map_err(failed(&lock))?;
        let path = folder.join("Cargo.lock");
        fs::write(&path, text).map_err(failed(&path))?;
        Ok(Self {
            folder,
            target,
            bins,
        })
    }

    /// Builds every binary, those after one that is refused as well, and returns each by its name.
    ///
    /// # Errors
    ///
    /// If cargo fails for another reason than the code of a binary.
    pub async fn build(&self) -> Result<HashMap<String, Compiled>, PackageError> {
        self.cargo_build(&["--keep-going"]).await
    }

    /// Builds the binary of this name alone. None if the package has none of it.
    ///
    /// # Errors
    ///
    /// If cargo fails for another reason than its code.
    pub async fn build_one(&self, name: &str) -> Result<Option<Compiled>, PackageError> {
        if !self.bins.iter().any(|bin| bin.name == name) {
            return Ok(None);
        }
        let mut compiled = self.cargo_build(&["--bin", name]).await?;
        Ok(compiled.remove(name))
    }

    async fn cargo_build(
        &self,
        arguments: &[&str],
    ) -> Result<HashMap<String, Compiled>, PackageError> {
        let mut command = cargo();
        command
            .args(["build", "--message-format=json"])
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target);
        let finished = process::run(command, LIMIT, CAP)
            .await
            .map_err(|error| PackageError::Cargo(error.to_string()))?;
        let mut compiled: HashMap<String, Compiled> = self
            .bins
            .iter()
            .map(|bin| (bin.name.clone(), Compiled::default()))
            .collect();
        let mut refused = false;
        for line in finished.stdout.bytes.split(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Message::CompilerArtifact(artifact)) => {
                    if let Some(bin) = compiled.get_mut(&artifact.target.name) {
                        bin.executable = artifact.executable.map(Into::into);
                    }
                }
                Ok(Message::CompilerMessage(message)) => {
                    if let Some(bin) = compiled.get_mut(&message.target.name)
                        && let Some(diagnostic) = Diagnostic::new(message.message)
                    {
                        refused |= diagnostic.error;
                        bin.diagnostics.push(diagnostic);
                    }
                }
                _ => {}
            }
        }
        let succeeded = finished.status.is_some_and(|status| status.success());
        if succeeded || refused {
            Ok(compiled)
        } else {
            let said = String::from_utf8_lossy(&finished.stderr.bytes);
            Err(PackageError::Cargo(said.into_owned()))
        }
    }
}

impl Diagnostic {
    fn new(message: Compilers) -> Option<Self> {
        let error = match message.level {
            DiagnosticLevel::Error | DiagnosticLevel::Ice => true,
            DiagnosticLevel::Warning => false,
            _ => return None,
        };
        // The compiler counts at the end what it said before.
        let counts = message.spans.is_empty()
            && (message.message.starts_with("aborting due to")
                || message.message.ends_with(" emitted"));
        if counts {
            return None;
        }
        Some(Self {
            error,
            name: refusal::name(
                message.code.as_ref().map(|it| it.code.as_str()),
                &message.message,
            ),
            rendered: message.rendered.unwrap_or(message.message),
        })
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> PackageError {
    let path = path.to_owned();
    move |error| PackageError::File { path, error }
}

/// The workbook's own manifest.
fn manifest(root: &Path) -> Result<toml::Table, PackageError> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(failed(&path))?;
    toml::from_str(&text).map_err(|error| PackageError::Manifest(error.to_string()))
}

/// What programs may use: the dependencies that the workbook declares for exercises.
fn dependencies(manifest: &toml::Table, root: &Path) -> toml::Table {
    let mut dependencies = manifest
        .get("workspace")
        .and_then(|it| it.get("dependencies")?.as_table().cloned())
        .unwrap_or_default();
    for (_, dependency) in dependencies.iter_mut() {
        if let Some(path) = dependency.get_mut("path")
            && let Some(relative) = path.as_str()
        {
            *path = root.join(relative).to_string_lossy().into_owned().into();
        }
    }
    dependencies
}

/// Whether code names this dependency: `name::` or `use name;`.
fn names(code: &str, dependency: &str) -> bool {
    let name = dependency.replace('-', "_");
    code.match_indices(&name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        !before.is_some_and(|it| it.is_alphanumeric() || it == '_')
            && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

/// The text of the generated manifest.
fn generate(
    manifest: &toml::Table,
    name: &str,
    dependencies: toml::Table,
    bins: &[Bin],
) -> Result<String, String> {
    let edition = manifest
        .get("workspace")
        .and_then(|it| it.get("package")?.get("edition"))
        .ok_or("has no `edition` in [workspace.package]")?;
    let bins: Vec<toml::Value> = bins
        .iter()
        .map(|bin| {
            let path = bin.source.to_string_lossy().into_owned();
            toml::Table::from_iter([
                ("name".to_owned(), bin.name.clone().into()),
                ("path".to_owned(), path.into()),
            ])
            .into()
        })
        .collect();
    let mut generated: toml::Table = toml::from_str(
        "[workspace]\n\
         [package]\nversion = \"0.0.0\"\npublish = false\nautobins = false\n\
         [profile.dev]\ndebug = 0\nincremental = false\n",
    )
    .map_err(|error| error.to_string())?;
    if let Some(package) = generated
        .get_mut("package")
        .and_then(toml::Value::as_table_mut)
    {
        package.insert("name".to_owned(), name.into());
        package.insert("edition".to_owned(), edition.clone());
    }
    // What the workbook optimizes, so that a model explores as fast as in an exercise.
    let optimized = manifest
        .get("profile")
        .and_then(|it| it.get("dev")?.get("package"));
    if let Some(packages) = optimized
        && let Some(profile) = generated
            .get_mut("profile")
            .and_then(|it| it.get_mut("dev"))
            .and_then(toml::Value::as_table_mut)
    {
        profile.insert("package".to_owned(), packages.clone());
    }
    generated.insert("dependencies".to_owned(), dependencies.into());
    generated.insert("bin".to_owned(), bins.into());
    toml::to_string(&generated).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_dependencies_of_the_workspace() {
        let manifest = "[workspace.package]\nedition = \"2024\"\n\
            [workspace.dependencies]\nbytes = \"1\"\nsupport = { path = \"exercises/support\" }\n\
            [dependencies]\naxum = \"0.8\"\n\
            [profile.dev.package.loom]\nopt-level = 3\n";
        let bin = Bin {
            name: "ch01-a_x".to_owned(),
            source: "/w/book/x.rs".into(),
        };
        let manifest = toml::from_str(manifest).expect("a manifest");
        let dependencies = dependencies(&manifest, Path::new("/w"));
        let generated = generate(&manifest, "all", dependencies, &[bin]).expect("generated");
        let generated: toml::Table = toml::from_str(&generated).expect("a manifest");
        assert_eq!(generated["package"]["edition"].as_str(), Some("2024"));
        assert_eq!(generated["dependencies"]["bytes"].as_str(), Some("1"));
        assert_eq!(
            generated["dependencies"]["support"]["path"].as_str(),
            Some("/w/exercises/support")
        );
        assert_eq!(generated["dependencies"].get("axum"), None);
        let optimized = &generated["profile"]["dev"]["package"]["loom"];
        assert_eq!(optimized["opt-level"].as_integer(), Some(3));
        assert_eq!(generated["bin"][0]["path"].as_str(), Some("/w/book/x.rs"));
    }

    #[test]
    fn a_program_names_what_it_uses() {
        for code in [
            "use tokio_util::sync;",
            "tokio_util::x()",
            "use tokio_util;",
        ] {
            assert!(names(code, "tokio-util"), "{code}");
        }
        for code in [
            "",
            "// a tokio_util",
            "my_tokio_util::x()",
            "tokio_utils::x()",
        ] {
            assert!(!names(code, "tokio-util"), "{code}");
        }
        assert!(!names("tokio_util::x()", "tokio"));
    }
}
