//! The Go toolchain, and the generated module whose packages are the book's Go programs.

use std::collections::HashMap;
use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use super::{Program, Treatment, write_if_changed};
use crate::check::process;

/// The version of the language that the programs are written in, and the oldest Go that will do.
const LANGUAGE: (u32, u32) = (1, 25);
/// How long `go` may take, the first time with the standard library.
const LIMIT: Duration = Duration::from_secs(600);
const CAP: usize = 1024 * 1024;
/// The folders of the executables, in the module's. Those with the race detector are apart, since a
/// program may be built both ways.
const BIN: &str = "bin";
const RACING_BIN: &str = "bin-race";

/// Why the Go programs cannot be tried here.
#[derive(Debug, thiserror::Error)]
pub enum NoGo {
    /// It is not there.
    #[error("`go` cannot be run: {0}")]
    Missing(#[from] io::Error),
    /// It is not the Go that the programs are written for.
    #[error(
        "`go` is {version}; the book's programs need Go {} or newer",
        language()
    )]
    TooOld {
        /// As it calls itself.
        version: String,
    },
}

/// Why the module cannot be built or looked over.
#[derive(Debug, thiserror::Error)]
pub enum GoError {
    /// A file cannot be read or written, or `go` cannot be run.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: String,
        /// What came of it.
        error: io::Error,
    },
    /// It does not compile.
    #[error("the Go programs do not compile:\n{0}")]
    Refused(String),
    /// It compiles, but ought not to.
    #[error("{0} compiles, though its first line says that it does not")]
    Accepted(String),
    /// `go vet` has no objection, but ought to.
    #[error("`go vet` has nothing against {0}, though its first line says that it has")]
    Unobjectionable(String),
    /// What compiles without the race detector cannot be built with it.
    #[error(
        "Go's race detector cannot be used here (it needs cgo and a C compiler, on a platform it \
         supports):\n{0}"
    )]
    NoDetector(String),
}

/// A Go toolchain that will do.
#[derive(Clone, Debug)]
pub struct Go {
    gofmt: PathBuf,
}

impl Go {
    /// The Go of this machine.
    ///
    /// # Errors
    ///
    /// If there is none, or one that is too old.
    pub async fn find() -> Result<Self, NoGo> {
        let said = go(Path::new("."), &["env", "GOVERSION", "GOROOT"]).await?;
        let mut lines = said.stdout.lines();
        let version = lines.next().unwrap_or_default();
        if number(version).is_none_or(|version| version < LANGUAGE) {
            return Err(NoGo::TooOld {
                version: version.to_owned(),
            });
        }
        let beside_go = Path::new(lines.next().unwrap_or_default())
            .join("bin")
            .join(format!("gofmt{EXE_SUFFIX}"));
        Ok(Self {
            gofmt: if beside_go.exists() {
                beside_go
            } else {
                "gofmt".into()
            },
        })
    }

    /// The programs, among those with paths relative to `root`, that gofmt would write differently.
    ///
    /// # Errors
    ///
    /// If gofmt cannot be run.
    pub async fn unformatted(&self, root: &Path, programs: &[Program]) -> Result<String, GoError> {
        let mut command = Command::new(&self.gofmt);
        command.current_dir(root).arg("-l");
        command.args(programs.iter().map(|program| &program.path));
        let said = said(command).await.map_err(io_error("gofmt"))?;
        Ok(said.stdout + &said.stderr)
    }
}

/// The generated module.
#[derive(Clone, Debug)]
pub struct Module {
    folder: PathBuf,
    programs: Vec<Program>,
}

impl Module {
    /// Writes the module to the folder `at`, with one package for each of the Go `programs` of the
    /// workbook at `root`. What is there already and the same is not touched.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written.
    pub fn prepare(root: &Path, at: &Path, programs: Vec<Program>) -> Result<Self, GoError> {
        let module = format!("module programs\n\ngo {}\n", language());
        let failed = |path: &Path| io_error(&path.display().to_string());
        let path = at.join("go.mod");
        write_if_changed(&path, &module).map_err(failed(&path))?;
        for program in &programs {
            let source = root.join(&program.path);
            let text = fs::read_to_string(&source).map_err(failed(&source))?;
            let path = at.join(program.unique_name()).join("main.go");
            write_if_changed(&path, &text).map_err(failed(&path))?;
        }
        Ok(Self {
            folder: at.to_owned(),
            programs,
        })
    }

    /// Builds the programs that are meant to compile, none of them with the race detector: the
    /// executables by [`Program::unique_name`].
    ///
    /// # Errors
    ///
    /// If they do not compile.
    pub async fn build(&self) -> Result<HashMap<String, PathBuf>, GoError> {
        self.go_build(BIN, &[], &self.packages(|_| true)).await?;
        Ok(self
            .meant_to_compile()
            .map(|program| (program.unique_name(), self.executable(BIN, program)))
            .collect())
    }

    /// Builds the programs that run with the race detector, all of which [`build`](Self::build) has
    /// found to compile: the executables by [`Program::unique_name`].
    ///
    /// # Errors
    ///
    /// If the detector cannot be used on this machine.
    pub async fn build_racing(&self) -> Result<HashMap<String, PathBuf>, GoError> {
        let racing = |program: &Program| program.treatment == Treatment::Racing;
        self.race_build(&self.packages(racing)).await?;
        let programs = self.programs.iter().filter(|program| racing(program));
        Ok(programs
            .map(|program| (program.unique_name(), self.executable(RACING_BIN, program)))
            .collect())
    }

    /// Builds one program that is meant to compile, with the race detector if it asks for it.
    ///
    /// # Errors
    ///
    /// If it does not compile.
    pub async fn build_one(&self, program: &Program) -> Result<PathBuf, GoError> {
        let packages = [package(program)];
        if program.treatment == Treatment::Racing {
            self.race_build(&packages).await?;
            return Ok(self.executable(RACING_BIN, program));
        }
        self.go_build(BIN, &[], &packages).await?;
        Ok(self.executable(BIN, program))
    }

    /// Without the detector they compile, so a refusal is the detector's.
    async fn race_build(&self, packages: &[String]) -> Result<(), GoError> {
        let built = self.go_build(RACING_BIN, &["-race"], packages).await;
        built.map_err(|error| match error {
            GoError::Refused(said) => GoError::NoDetector(said.trim_end().to_owned()),
            error => error,
        })
    }

    async fn go_build(
        &self,
        bin: &str,
        flags: &[&str],
        packages: &[String],
    ) -> Result<(), GoError> {
        if packages.is_empty() {
            return Ok(());
        }
        fs::create_dir_all(self.folder.join(bin))
            .map_err(io_error("the folder of the Go programs"))?;
        let bin = format!("{bin}/");
        let mut arguments = vec!["build", "-trimpath", "-o", &bin];
        arguments.extend(flags);
        arguments.extend(packages.iter().map(String::as_str));
        let said = go(&self.folder, &arguments)
            .await
            .map_err(io_error("go build"))?;
        if said.succeeded {
            Ok(())
        } else {
            Err(GoError::Refused(said.stderr))
        }
    }

    fn executable(&self, bin: &str, program: &Program) -> PathBuf {
        let name = format!("{}{EXE_SUFFIX}", program.unique_name());
        self.folder.join(bin).join(name)
    }

    /// What the compiler says of a program that is not meant to compile.
    ///
    /// # Errors
    ///
    /// If it compiles.
    pub async fn refusal(&self, program: &Program) -> Result<String, GoError> {
        let said = go(&self.folder, &["build", "-o", "bin/", &package(program)])
            .await
            .map_err(io_error("go build"))?;
        if said.succeeded {
            return Err(GoError::Accepted(program.shown()));
        }
        Ok(of_program(&said.stderr, program))
    }

    /// What `go vet` says of a program that is shown for it.
    ///
    /// # Errors
    ///
    /// If it says nothing.
    pub async fn objection(&self, program: &Program) -> Result<String, GoError> {
        let said = self.vet_one(program).await?;
        if said.is_empty() {
            return Err(GoError::Unobjectionable(program.shown()));
        }
        Ok(of_program(&said, program))
    }

    /// What `go vet` has to say of the programs that are meant to pass it. Empty if all is well.
    ///
    /// # Errors
    ///
    /// If it cannot be run.
    pub async fn vet(&self) -> Result<String, GoError> {
        let packages = self.packages(|program| program.treatment != Treatment::Suspect);
        if packages.is_empty() {
            return Ok(String::new());
        }
        self.go_vet(&packages).await
    }

    /// What `go vet` has to say of one program. Empty if all is well.
    ///
    /// # Errors
    ///
    /// If it cannot be run.
    pub async fn vet_one(&self, program: &Program) -> Result<String, GoError> {
        self.go_vet(&[package(program)]).await
    }

    async fn go_vet(&self, packages: &[String]) -> Result<String, GoError> {
        let mut arguments = vec!["vet"];
        arguments.extend(packages.iter().map(String::as_str));
        let said = go(&self.folder, &arguments)
            .await
            .map_err(io_error("go vet"))?;
        Ok(said.stderr)
    }

    fn meant_to_compile(&self) -> impl Iterator<Item = &Program> {
        self.programs
            .iter()
            .filter(|program| program.treatment != Treatment::Uncompilable)
    }

    /// Of those that are meant to compile, the ones that are `wanted`.
    fn packages(&self, wanted: impl Fn(&Program) -> bool) -> Vec<String> {
        self.meant_to_compile()
            .filter(|program| wanted(program))
            .map(package)
            .collect()
    }
}

/// What a tool says of a program, with the program's own path in place of its copy's.
fn of_program(said: &str, program: &Program) -> String {
    let name = program.unique_name();
    let copy = format!("{name}/main.go");
    let package = format!("programs/{name}.");
    let lines: Vec<String> = said
        .lines()
        // These lines name the package, which is generated.
        .filter(|line| !line.starts_with("# "))
        .map(|line| {
            line.trim_start_matches("vet: ")
                .trim_start_matches("./")
                .replace(&copy, &program.shown())
                .replace(&package, "")
        })
        .collect();
    lines.join("\n")
}

/// What `go` calls the package of a program.
fn package(program: &Program) -> String {
    format!("./{}", program.unique_name())
}

struct Said {
    succeeded: bool,
    stdout: String,
    stderr: String,
}

/// Runs `go`, with nothing of the environment's that could have it work elsewhere or download.
async fn go(folder: &Path, arguments: &[&str]) -> io::Result<Said> {
    let mut command = Command::new("go");
    command
        .args(arguments)
        .current_dir(folder)
        .env("GOTOOLCHAIN", "local")
        .env("GO111MODULE", "on")
        .env("GOWORK", "off")
        .env_remove("GOFLAGS")
        .env_remove("GOOS")
        .env_remove("GOARCH");
    said(command).await
}

async fn said(command: Command) -> io::Result<Said> {
    let finished = process::run(command, LIMIT, CAP).await?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match finished.status {
        Some(status) => Ok(Said {
            succeeded: status.success(),
            stdout: text(&finished.stdout.bytes),
            stderr: text(&finished.stderr.bytes),
        }),
        None => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            format!("it was still running after {} s", LIMIT.as_secs()),
        )),
    }
}

fn io_error(what: &str) -> impl FnOnce(io::Error) -> GoError + use<> {
    let what = what.to_owned();
    move |error| GoError::Io { what, error }
}

fn language() -> String {
    format!("{}.{}", LANGUAGE.0, LANGUAGE.1)
}

/// `go1.27.3` and `go1.25rc1` as numbers.
fn number(version: &str) -> Option<(u32, u32)> {
    let (major, rest) = version.strip_prefix("go")?.split_once('.')?;
    let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(number("go1.27.3"), Some((1, 27)));
        assert_eq!(number("go1.25rc1"), Some((1, 25)));
        assert!(number("go1.9") < number("go1.10"));
        assert_eq!(number("devel"), None);
    }
}
