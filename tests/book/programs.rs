//! The programs that the pages show, and their recorded outputs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex::Regex;
use workbook::book::directive::Directive;
use workbook::book::recording_path;

use crate::{files, go, none, pages, root, scratch, shown};

/// Holds an output against its recording. `INSTA_UPDATE=always` records it.
pub(crate) fn hold(program: &Path, output: &str) {
    let recording = recording_path(program);
    let name = recording
        .file_stem()
        .expect("a recording has a name")
        .to_string_lossy();
    insta::with_settings!({
        snapshot_path => recording.parent().expect("a recording stands in a folder"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name.as_ref(), output);
    });
}

/// An output as it is recorded: stdout, then what else there was.
pub(crate) fn told(stdout: &[u8], stderr: &str, status: Option<i32>) -> String {
    let mut text = String::from_utf8_lossy(stdout).trim_end().to_owned();
    if !stderr.trim().is_empty() {
        text.push_str(&format!("\n\n[stderr]\n{}", stderr.trim()));
    }
    match status {
        Some(0) => {}
        Some(status) => text.push_str(&format!("\n\n[exit status {status}]")),
        None => text.push_str("\n\n[ended by a signal]"),
    }
    text.trim_start().to_owned()
}

#[test]
fn rust_programs_do_what_their_pages_show() {
    let thread = Regex::new(r"thread '(\S+)' \(\d+\)").expect("a valid pattern");
    let note = Regex::new(r"(?m)^note: run with `RUST_BACKTRACE.*\n").expect("a valid pattern");
    for (program, compiled) in &scratch::built().programs {
        let said: String = compiled
            .said
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        assert!(
            said.is_empty(),
            "{}: rustc has a remark:\n{said}",
            shown(program)
        );
        let executable = compiled
            .executable
            .as_ref()
            .expect("what is not refused is built");
        let output = Command::new(executable)
            .stdin(Stdio::null())
            .env_remove("RUST_BACKTRACE")
            .output()
            .expect("the program starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        let stderr = thread.replace_all(&stderr, "thread '$1'");
        let stderr = note.replace_all(&stderr, "");
        let stderr = stderr.replace(
            &format!("{}{}", root().display(), std::path::MAIN_SEPARATOR),
            "",
        );
        hold(
            program,
            &told(&output.stdout, &stderr, output.status.code()),
        );
    }
}

#[test]
fn go_programs_do_what_their_pages_show() {
    let Some(go) = go::found() else { return };
    let mut faults = Vec::new();
    for program in files(&root().join("book"), ".go") {
        faults.extend(go.faults(&program));
        hold(&program, &go.run(&program));
    }
    none(&faults);
}

#[test]
fn every_program_is_shown_and_every_recording_has_its_program() {
    let mut shown_programs = BTreeSet::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("the page is there");
        let folder = page.parent().expect("a page stands in a folder");
        shown_programs.extend(text.lines().filter_map(Directive::parse).filter_map(
            |it| match it {
                Directive::Program { path, .. } => Some(folder.join(path)),
                Directive::Exercise(_) => None,
            },
        ));
    }
    let book = root().join("book");
    let programs: BTreeSet<PathBuf> = files(&book, ".go")
        .into_iter()
        .chain(files(&book, ".rs"))
        .collect();
    let mut faults: Vec<String> = programs
        .difference(&shown_programs)
        .map(|program| format!("{}: no page shows it", shown(program)))
        .collect();
    let recordings: BTreeSet<PathBuf> = programs.iter().map(|it| recording_path(it)).collect();
    for recording in files(&book, ".snap") {
        if !recordings.contains(&recording) {
            faults.push(format!("{}: its program is gone", shown(&recording)));
        }
    }
    none(&faults);
}
