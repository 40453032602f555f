//! `unsafe` is forbidden, but where a chapter says why it is not, and there exercise by exercise.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::Table;
use workbook::catalog::Catalog;

const FORBIDS: &str = "#[forbid(unsafe_code)]";
const ALLOWS: &str = "#[allow(unsafe_code)]";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn manifest(path: &str) -> Table {
    let text = fs::read_to_string(root().join(path)).expect(path);
    toml::from_str(&text).expect(path)
}

/// The lints of the manifest at `path`; none if it takes those of the workspace.
fn lints(path: &str) -> Option<Table> {
    let lints = manifest(path).remove("lints").expect("it has lints");
    let lints = lints.as_table().expect("a table").clone();
    let inherits = lints
        .get("workspace")
        .is_some_and(|it| it.as_bool() == Some(true));
    (!inherits).then_some(lints)
}

/// The workspace's lints, with `unsafe_code` one level lower.
fn lints_but_one() -> Table {
    let mut lints = manifest("Cargo.toml")["workspace"]["lints"].clone();
    let rust = lints["rust"].as_table_mut().expect("lints of rustc");
    let forbidden = rust.insert("unsafe_code".to_owned(), "deny".into());
    assert_eq!(forbidden, Some("forbid".into()), "in the workspace");
    lints.as_table().expect("a table").clone()
}

#[test]
fn packages_forbid_unsafe_or_deny_it_and_nothing_else() {
    let mut paths = vec!["solutions/Cargo.toml".to_owned()];
    // They may have been withheld.
    paths.retain(|it| root().join(it).exists());
    let catalog = Catalog::load(root()).expect("the catalog");
    let chapter = |id: &str| format!("exercises/{id}/Cargo.toml");
    paths.extend(catalog.chapters.iter().map(|it| chapter(&it.id)));
    for path in paths {
        if let Some(lints) = lints(&path) {
            assert_eq!(lints, lints_but_one(), "{path}");
        }
    }
}

#[test]
fn where_it_is_only_denied_each_test_file_says_whether_it_is_allowed() {
    let catalog = Catalog::load(root()).expect("the catalog");
    let mut allowed = BTreeSet::new();
    for chapter in &catalog.chapters {
        let folder = format!("exercises/{}", chapter.id);
        let denied = lints(&format!("{folder}/Cargo.toml")).is_some();
        for file in fs::read_dir(root().join(folder).join("tests")).expect("its tests") {
            let path = file.expect("a file").path();
            if path.extension().is_none_or(|it| it != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("the test file");
            let before = text
                .lines()
                .take_while(|line| !line.starts_with("#[cfg_attr"))
                .last()
                .unwrap_or_default();
            assert_eq!(
                [FORBIDS, ALLOWS].contains(&before),
                denied,
                "{}: `{before}`: {FORBIDS} or {ALLOWS} stands before the head if and only if the \
                 chapter's Cargo.toml only denies unsafe code",
                path.display()
            );
            if before == ALLOWS {
                let target = path.file_stem().expect("it has a name").to_string_lossy();
                let exercise = target.strip_suffix("_model").unwrap_or(&target);
                allowed.insert(format!("{}/{exercise}", chapter.id));
            }
        }
    }
    assert_eq!(
        Vec::from_iter(allowed),
        ["ch09-once-atomics/ex05_spin_lock"],
        "another exercise that needs unsafe code belongs here, and its reason into its Cargo.toml"
    );
}
