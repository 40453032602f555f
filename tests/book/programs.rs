//! The programs that the book shows do what the book says.

use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use futures_util::stream::{self, StreamExt as _};
use workbook::programs::go::{Go, Module};
use workbook::programs::{self, Language, Program, Transcript, Treatment};

use crate::harness::{all_required, assert_none, block_on, compiled, files, kept, pages, root};

/// What to do about a recording that is not right.
const RECORD: &str = "if that is right, record it: \
    `INSTA_UPDATE=always cargo test --test book programs`";

/// How many programs run at a time: some of them wait more than they work.
const AT_A_TIME: usize = 8;

/// Holds what a program said against its recording, which insta writes if it is told to.
fn compare(program: &Program, transcript: &Transcript) -> bool {
    let recording = root().join(program.recording());
    let name = program.path.file_name().expect("a name").to_string_lossy();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(recording.parent().expect("a folder"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        // Every program is compared, whatever is wrong with one before it.
        catch_unwind(AssertUnwindSafe(|| {
            insta::assert_snapshot!(name.as_ref(), transcript.render());
        }))
        .is_ok()
    })
}

/// What cannot be tried here is a failure if everything is required, and is loudly said otherwise.
fn untried(what: &str, error: &dyn std::fmt::Display) {
    assert!(!all_required(), "{what} cannot be tried: {error}");
    // Not through `eprintln!`, which nobody hears from a test that passes.
    let _ = writeln!(
        std::io::stderr(),
        "\n*** {what} are NOT tried: {error}. ***\n"
    );
}

/// Runs the programs, and returns what is wrong with any of them.
fn run(executables: Vec<(Program, PathBuf)>, objections: &HashMap<Program, String>) -> Vec<String> {
    let runs = stream::iter(executables)
        .map(async |(program, executable)| (programs::run(&executable).await, program))
        .buffered(AT_A_TIME)
        .collect::<Vec<_>>();
    let mut wrong = Vec::new();
    for (run, program) in block_on(runs) {
        let shown = program.shown();
        match run {
            Err(error) => wrong.push(format!("{shown}: {error}")),
            Ok(run) => {
                let mut transcript = Transcript::of_run(&run, root(), &shown);
                if let Some(said) = objections.get(&program) {
                    transcript = transcript.with_objection(said);
                }
                if !compare(&program, &transcript) {
                    wrong.push(format!(
                        "{shown}: its output is not what is recorded; {RECORD}"
                    ));
                }
            }
        }
    }
    wrong
}

#[test]
fn rust_programs_compile_without_a_warning_and_say_what_is_recorded() {
    let (mut executables, mut wrong) = (Vec::new(), Vec::new());
    for program in crate::harness::programs(Language::Rust) {
        let compiled = &compiled()[&program.unique_name()];
        for diagnostic in &compiled.diagnostics {
            wrong.push(format!("{}:\n{}", program.shown(), diagnostic.rendered));
        }
        // What a model finds is held against its record by itself.
        if let Some(executable) = &compiled.executable
            && !program.model
        {
            executables.push((program, executable.clone()));
        }
    }
    wrong.extend(run(executables, &HashMap::new()));
    assert_none(&wrong);
}

#[test]
fn go_programs_are_in_order_and_say_what_is_recorded() {
    let go = match block_on(Go::find()) {
        Ok(go) => go,
        Err(error) => return untried("the book's Go programs", &error),
    };
    let programs = crate::harness::programs(Language::Go);
    let module = Module::prepare(root(), &kept("go"), programs.clone()).expect("prepared");
    let (unformatted, vetted, built, racing) = block_on(async {
        tokio::join!(
            go.unformatted(root(), &programs),
            module.vet(),
            module.build(),
            module.build_racing()
        )
    });
    let mut wrong = Vec::new();
    for file in unformatted.expect("gofmt runs").lines() {
        wrong.push(format!("{file}: gofmt would write it differently"));
    }
    let vetted = vetted.expect("vet runs");
    if !vetted.is_empty() {
        wrong.push(format!("go vet:\n{vetted}"));
    }
    let executables = built.unwrap_or_else(|error| panic!("{error}"));
    let racing = racing.unwrap_or_else(|error| {
        untried("the book's Go programs with -race", &error);
        HashMap::new()
    });
    let (mut runnable, mut refused, mut objections) = (Vec::new(), Vec::new(), HashMap::new());
    for program in programs {
        let name = program.unique_name();
        let executable = match program.treatment {
            Treatment::Uncompilable => {
                refused.push(program);
                continue;
            }
            Treatment::Racing => racing.get(&name),
            Treatment::Plain | Treatment::Suspect => executables.get(&name),
        };
        if program.treatment == Treatment::Suspect {
            match block_on(module.objection(&program)) {
                Err(error) => wrong.push(error.to_string()),
                Ok(said) => drop(objections.insert(program.clone(), said)),
            }
        }
        if let Some(executable) = executable {
            runnable.push((program, executable.clone()));
        }
    }
    wrong.extend(run(runnable, &objections));
    for program in refused {
        match block_on(module.refusal(&program)) {
            Err(error) => wrong.push(error.to_string()),
            Ok(said) => {
                if !compare(&program, &Transcript::of_refusal(&said)) {
                    let shown = program.shown();
                    wrong.push(format!("{shown}: is refused in other words; {RECORD}"));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn programs_pages_and_recordings_belong_together() {
    let programs = Program::all(root()).expect("the programs can be read");
    let shown: BTreeSet<PathBuf> = pages().iter().flat_map(|page| page.programs()).collect();
    let mut wrong: Vec<String> = programs
        .iter()
        .filter(|program| !shown.contains(&program.path))
        .map(|program| format!("{}: no page shows it", program.shown()))
        .collect();
    let recordings: BTreeSet<PathBuf> = programs.iter().map(Program::recording).collect();
    let files = |suffix| files(&root().join("book"), suffix);
    for file in files(".snap").into_iter().chain(files(".model.json")) {
        let file = file.strip_prefix(root()).expect("below the root");
        let in_output = file.parent().and_then(Path::file_name) == Some("output".as_ref());
        if in_output && !recordings.contains(file) {
            wrong.push(format!("{}: of no program", file.display()));
        }
    }
    assert_none(&wrong);
}
