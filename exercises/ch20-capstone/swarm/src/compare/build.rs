//! The servers, built: the one of this chapter by cargo, the peers by Go.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context as _, bail};

/// Where Debian's package golang-github-gorilla-websocket-dev puts the library, for those without a network.
const PACKAGED: &str = "/usr/share/gocode/src/github.com/gorilla/websocket";

/// The chapter: the folder that this package is in.
fn chapter() -> PathBuf {
    // cargo says where the package is now; it may have been moved since it was built.
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map(Path::to_owned).unwrap_or(package)
}

/// What was recorded for the page of the chapter, if that is here.
pub fn recorded() -> Option<PathBuf> {
    Some(chapter().join("../../book/ch20-capstone/measured/compare.json")).filter(|it| it.is_file())
}

/// Where programs and logs go.
pub fn folder() -> anyhow::Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| chapter().join("../../target"), PathBuf::from);
    let folder = target.join("swarm");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(std::path::absolute(folder)?)
}

/// Builds the server of this chapter, with the references for all rungs, and returns where it is.
///
/// # Errors
///
/// If it does not compile.
pub fn server() -> anyhow::Result<PathBuf> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        // What `cargo run` set for us would look like a change to build scripts.
        if name.to_string_lossy().starts_with("CARGO_PKG_")
            || name.to_string_lossy().starts_with("CARGO_MANIFEST_")
        {
            command.env_remove(name);
        }
    }
    let manifest = chapter().join("Cargo.toml");
    command.args([
        "build",
        "--release",
        "--quiet",
        "--features",
        "server,reference",
    ]);
    command.args([
        "--bin",
        "ch20-server",
        "--message-format",
        "json-render-diagnostics",
    ]);
    command
        .arg("--manifest-path")
        .arg(&manifest)
        .stderr(Stdio::inherit());
    let output = command.output().context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("cargo cannot build the server; its messages stand above");
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .context("cargo built no server")
}

/// Builds the peer of that name and returns where it is.
///
/// # Errors
///
/// If there is no Go, or no library for it, or it does not compile.
pub fn peer(name: &str) -> anyhow::Result<PathBuf> {
    let source = chapter().join("peers").join(name);
    let program = folder()?.join(format!("peer-{name}{}", env::consts::EXE_SUFFIX));
    let first = go_build(&source, &program, None)?;
    let Err(said) = first else {
        return Ok(program);
    };
    if !Path::new(PACKAGED).is_dir() || !source.join("go.sum").exists() {
        bail!("{said}");
    }
    let manifest = folder()?.join(format!("{name}.mod"));
    let own = source.join("go.mod");
    let text =
        fs::read_to_string(&own).with_context(|| format!("{} cannot be read", own.display()))?;
    fs::write(
        &manifest,
        format!("{text}\nreplace github.com/gorilla/websocket => {PACKAGED}\n"),
    )?;
    match go_build(&source, &program, Some(&manifest))? {
        Ok(()) => Ok(program),
        Err(said) => bail!("{said}"),
    }
}

/// Inside: what Go said, if it failed.
fn go_build(
    source: &Path,
    program: &Path,
    manifest: Option<&Path>,
) -> anyhow::Result<Result<(), String>> {
    let mut command = Command::new("go");
    command
        .arg("build")
        .arg("-o")
        .arg(program)
        .current_dir(source);
    if let Some(manifest) = manifest {
        command.arg(format!("-modfile={}", manifest.display()));
    }
    command.arg(".");
    let output = command
        .output()
        .context("there is no Go here (https://go.dev/dl)")?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Ok(if output.status.success() {
        Ok(())
    } else {
        Err(format!("go build: {said}"))
    })
}

/// What the servers are built with.
pub fn versions() -> Vec<String> {
    let ask = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        Some(text.trim().to_owned()).filter(|it| !it.is_empty())
    };
    [ask("rustc", "--version"), ask("go", "version")]
        .into_iter()
        .flatten()
        .collect()
}
