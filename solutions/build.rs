//! Finds the test files of all chapters, so that nobody keeps a list of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rustc-check-cfg=cfg(solution)");
    println!("cargo::rustc-cfg=solution");

    // Never canonicalized: on Windows that would yield `\\?\` paths, which `#[path]` refuses.
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let exercises = manifest.join("..").join("exercises");
    println!("cargo::rerun-if-changed={}", exercises.display());

    let mut modules = String::new();
    for (chapter, folder) in entries(&exercises)? {
        let tests = folder.join("tests");
        if !chapter.starts_with("ch") || !tests.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", tests.display());
        let manifest = folder.join("Cargo.toml");
        println!("cargo::rerun-if-changed={}", manifest.display());
        if inherits_lints(&fs::read_to_string(manifest)?) {
            modules.push_str("#[forbid(unsafe_code)]\n");
        }
        writeln!(modules, "mod {} {{", chapter.replace('-', "_")).expect("a String grows");
        for (name, file) in entries(&tests)? {
            if let Some(module) = name.strip_suffix(".rs") {
                writeln!(modules, "    #[path = {file:?}]\n    mod {module};")
                    .expect("a String grows");
            }
        }
        modules.push_str("}\n");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    fs::write(out.join("chapters.rs"), modules)
}

/// Whether a chapter's manifest takes the lints of the workspace, which forbid unsafe code.
fn inherits_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim);
    lines.any(|line| line == "[lints]") && lines.next() == Some("workspace = true")
}

fn entries(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            Ok((
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
            ))
        })
        .collect()
}
