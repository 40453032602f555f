//! What the handbook tells instructors is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use solutions::cli::Cli;
use solutions::hidden::HiddenTests;
use workbook::catalog::Catalog;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join("book/teaching").join(path)).expect("a file of the handbook")
}

#[test]
fn the_table_of_options_is_that_of_the_command() {
    let page = read("grading.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `--"));
    let told: BTreeSet<&str> = rows
        .filter_map(|row| row.split(['`', ' ']).next())
        .collect();
    let command = Cli::command();
    let options = command.get_arguments().filter_map(|it| it.get_long());
    assert_eq!(told, options.collect());
}

#[test]
fn the_files_for_several_machines_use_options_that_there_are() {
    let command = Cli::command();
    let options: BTreeSet<&str> = command
        .get_arguments()
        .filter_map(|it| it.get_long())
        .collect();
    for name in [
        "github-actions.yml",
        "slurm.sh",
        "kubernetes.yaml",
        "parallel.sh",
    ] {
        let text = read(&format!("machines/{name}"));
        for option in ["shard", "output", "roster"] {
            assert!(options.contains(option), "--{option}");
            assert!(text.contains(&format!("--{option} ")), "{name}: --{option}");
        }
        let page = read("machines.md");
        assert!(
            page.contains(&format!("{{{{#include machines/{name}}}}}")),
            "{name}"
        );
    }
}

#[test]
fn the_hidden_test_that_is_shown_is_one() {
    let catalog = Catalog::load(&root()).expect("the course");
    let hidden = HiddenTests::read(&root().join("book/teaching/hidden"), &catalog);
    let hidden = hidden.unwrap_or_else(|error| panic!("{error:#}"));
    let files: Vec<_> = hidden.iter().map(|(_, file)| file).collect();
    assert_eq!(
        (files.len(), files[0].points, files[0].tests.len()),
        (1, 2, 1)
    );
}
