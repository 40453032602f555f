//! Whoever teaches may withhold the solutions: a clone without the folder `solutions` is still a workspace.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What cargo says of the workspace at `root`: the names of its packages, and of those that are built if none
/// is named.
fn packages(root: &Path) -> [Vec<String>; 2] {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root)
        .output()
        .expect("cargo starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let names = |ids: &str| -> Vec<String> {
        let packages = metadata["packages"].as_array().expect("packages");
        let ids = metadata[ids].as_array().expect("ids");
        let of = |id: &Value| packages.iter().find(|it| it["id"] == *id);
        let named = ids.iter().filter_map(of);
        named
            .filter_map(|it| it["name"].as_str())
            .map(str::to_owned)
            .collect()
    };
    ["workspace_members", "workspace_default_members"].map(names)
}

/// Copies what cargo looks at: manifests, and the files of targets.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        if path.is_dir() {
            if !["target", "solutions", "node_modules"]
                .iter()
                .any(|it| name == *it)
            {
                copy(&path, &to.join(name));
            }
        } else if name == "Cargo.toml" || path.extension().is_some_and(|it| it == "rs") {
            fs::copy(&path, to.join(name)).expect("copied");
        }
    }
}

#[test]
fn a_clone_without_solutions_is_a_workspace() {
    let clone = tempfile::tempdir().expect("a folder");
    copy(root(), clone.path());
    // The pattern that stands for `solutions` needs something to fit.
    fs::copy(root().join("README.md"), clone.path().join("README.md")).expect("copied");
    let [mut all, mut default] = packages(clone.path());
    assert_eq!(default, ["workbook"]);
    assert!(!all.contains(&"solutions".to_owned()), "{all:?}");
    if root().join("solutions").is_dir() {
        all.push("solutions".to_owned());
        default.push("solutions".to_owned());
    }
    let [mut found, mut found_default] = packages(root());
    for names in [&mut all, &mut default, &mut found, &mut found_default] {
        names.sort();
    }
    assert_eq!([found, found_default], [all, default]);
}
