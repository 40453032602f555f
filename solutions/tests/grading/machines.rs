//! The files of the handbook for several machines, run: what would be built or sent elsewhere is left out, and the
//! grader is that of these tests. The reports are those of one machine.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::class::{Class, root, said, succeeded, texts};
use crate::contained::helper;

/// What every part has to be told, or it would grade the whole course.
const OPTIONS: &str = "--exercises ch01-defer-drop --containment bubblewrap";

fn file(name: &str) -> String {
    let path = root().join("book/teaching/machines").join(name);
    fs::read_to_string(path).expect("a file of the handbook")
}

/// The one folded text of a YAML file that calls the grader, as YAML folds it.
fn folded(yaml: &str) -> String {
    let mut lines = yaml.lines().skip_while(|it| !it.ends_with(">"));
    let head = lines.next().expect("a folded text");
    let depth = |it: &str| it.len() - it.trim_start().len();
    let text = lines.take_while(|it| depth(it) > depth(head));
    text.map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Replaces what must be there.
#[track_caller]
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in {text}");
    text.replace(from, to)
}

/// A folder of programs that stand for those of the machines.
fn programs(at: &Path, all: &[(&str, &str)]) -> PathBuf {
    fs::create_dir_all(at).expect("made");
    for (name, script) in all {
        let path = at.join(name);
        fs::write(&path, format!("#!/bin/bash\nset -eu\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("executable");
    }
    at.to_owned()
}

/// Bash, which finds `programs` first and the grader of these tests in `$GRADER`.
fn bash(programs: Option<&Path>) -> Command {
    let mut command = Command::new("bash");
    command
        .current_dir(root())
        .env("GRADER", helper())
        .env("ROOT", root())
        .stdin(Stdio::null());
    if let Some(programs) = programs {
        let path = std::env::var("PATH").expect("a path");
        command.env("PATH", format!("{}:{path}", programs.display()));
    }
    command
}

#[track_caller]
fn ends_well(command: &mut Command) {
    let output = command.output().expect("bash starts");
    succeeded(&output);
}

/// The reports of `parts`, merged, are those of the whole class.
#[track_caller]
fn are_the_whole(class: &Class, parts: &[PathBuf], merged: &str) {
    let to = class.folder(merged);
    let mut arguments = vec!["merge"];
    arguments.extend(parts.iter().map(|it| it.to_str().expect("UTF-8")));
    arguments.extend(["--output", to.to_str().expect("UTF-8")]);
    succeeded(&class.run(&arguments));
    assert_eq!(texts(&to), texts(&class.grades()));
}

#[test]
fn the_array_of_slurm_grades_the_class() {
    let Some(class) = Class::graded() else { return };
    let home = class.folder("slurm");
    // The clone is the workbook itself, and has the grader.
    let programs = programs(
        &home.join("bin"),
        &[
            (
                "git",
                "test \"$1\" = clone; rmdir \"${@: -1}\"; ln -s \"$ROOT\" \"${@: -1}\"",
            ),
            (
                "cargo",
                "[[ $* == *'-p solutions'* ]] || PATH=${PATH#*:} exec cargo \"$@\"",
            ),
            (
                "srun",
                "while [[ $1 == -* ]]; do shift; done; shift; exec \"$GRADER\" \"$@\"",
            ),
        ],
    );
    let script = root().join("book/teaching/machines/slurm.sh");
    let script = script.canonicalize().expect("the script");
    let parts = [1, 2].map(|part| home.join("parts").join(part.to_string()));
    let task = |part: &str| {
        let mut command = bash(Some(&programs));
        command
            .current_dir(&home)
            .arg(&script)
            .arg(class.submissions())
            .arg(class.folder("roster.csv"))
            .args(OPTIONS.split(' '))
            .env("TMPDIR", &home)
            .env("SLURM_CPUS_PER_TASK", "2")
            .env("SLURM_ARRAY_TASK_ID", part);
        command
    };
    fs::create_dir(home.join("parts")).expect("made");
    ends_well(task("1").env("SLURM_ARRAY_TASK_COUNT", "2"));
    // The second failed, and is an array of its own now.
    let alone = task("2").env("SLURM_ARRAY_TASK_COUNT", "1").output();
    let alone = alone.expect("bash starts");
    assert!(!alone.status.success(), "{}", said(&alone));
    ends_well(
        task("2")
            .env("SLURM_ARRAY_TASK_COUNT", "1")
            .env("PARTS", "2"),
    );
    are_the_whole(class, &parts, "merged-by-slurm");
    let left = fs::read_dir(&home).expect("readable").count();
    assert_eq!(left, 2, "the clones are removed");
}

#[test]
fn the_pods_of_kubernetes_grade_the_class() {
    let Some(class) = Class::graded() else { return };
    let home = class.folder("pods");
    fs::create_dir_all(home.join("parts")).expect("made");
    let text = folded(&file("kubernetes.yaml"));
    let text = replaced(&text, "target/debug/solutions", "\"$GRADER\"");
    let submissions = class.submissions().display().to_string();
    let text = replaced(&text, "/class/submissions", &submissions);
    let roster = class.folder("roster.csv").display().to_string();
    let text = replaced(&text, "/class/roster.csv", &roster);
    let text = replaced(&text, "/class", &home.display().to_string());
    let text = replaced(&text, "/8", "/2");
    let text = replaced(&text, "--resume", &format!("--resume {OPTIONS}"));
    let parts = ["0", "1"].map(|index| {
        let mut pod = bash(None);
        pod.args(["-c", &text]).env("JOB_COMPLETION_INDEX", index);
        ends_well(&mut pod);
        home.join("parts").join(index)
    });
    are_the_whole(class, &parts, "merged-of-pods");
}

#[test]
fn the_matrix_of_github_grades_the_class() {
    let Some(class) = Class::graded() else { return };
    let home = class.folder("matrix");
    fs::create_dir_all(&home).expect("made");
    let text = folded(&file("github-actions.yml"));
    let text = replaced(&text, "--hidden hidden ", "");
    // Cargo would take the class for the workbook.
    let grader = "cd \"$AT\"; \"$GRADER\" --root \"$ROOT\"";
    let text = replaced(&text, "cargo run -p solutions --", grader);
    let submissions = class.submissions().display().to_string();
    let text = replaced(&text, " submissions ", &format!(" {submissions} "));
    let roster = class.folder("roster.csv").display().to_string();
    let text = replaced(&text, "roster.csv", &roster);
    let text = replaced(&text, "--containment bubblewrap", OPTIONS);
    let text = replaced(&text, "/4", "/2");
    let parts = ["1", "2"].map(|part| {
        let step = replaced(&text, "${{ matrix.part }}", part);
        ends_well(bash(None).args(["-e", "-c", &step]).env("AT", &home));
        home.join(format!("part-{part}"))
    });
    are_the_whole(class, &parts, "merged-of-the-matrix");
}

/// What comes of GNU parallel needs `parallel`, and machines; this is what it would tell these.
#[test]
fn each_machine_of_parallel_grades_its_part() {
    let Some(class) = Class::graded() else { return };
    let home = class.folder("parallel");
    let programs = programs(
        &home.join("bin"),
        &[
            (
                "parallel",
                "for it; do [[ $it == :::* ]] && break; said=$it; done\n\
                 while [[ $1 != ::: ]]; do shift; done; shift\n\
                 for part; do PATH=$PATH bash -c \"${said//\\{\\}/$part}\"; done",
            ),
            (
                "cargo",
                "[[ $* == *'-p solutions'* ]] || PATH=${PATH#*:} exec cargo \"$@\"\n\
                 while [[ $1 != -- ]]; do shift; done; shift\n\
                 if [[ $1 == merge ]]; then exec \"$GRADER\" \"$@\" --root \"$ROOT\"; fi\n\
                 exec \"$GRADER\" \"$@\"",
            ),
        ],
    );
    std::os::unix::fs::symlink(root(), home.join("workbook")).expect("a clone");
    let script = root().join("book/teaching/machines/parallel.sh");
    let script = script.canonicalize().expect("the script");
    let mut command = bash(Some(&programs));
    command
        .current_dir(&home)
        .arg(script)
        .arg(class.submissions())
        .arg(class.folder("roster.csv"))
        .arg("one.example.org,two.example.org")
        .args(OPTIONS.split(' '))
        .env("HOME", &home);
    ends_well(&mut command);
    assert_eq!(texts(&home.join("grades")), texts(&class.grades()));
}

#[test]
fn two_shards_at_a_time_share_a_clone() {
    let Some(class) = Class::graded() else { return };
    let parts =
        ["1/2", "2/2"].map(|shard| (shard, class.folder(&format!("together-{}", &shard[..1]))));
    std::thread::scope(|scope| {
        let graders = parts
            .each_ref()
            .map(|(shard, folder)| scope.spawn(|| class.grade(folder, &["--shard", shard])));
        for grader in graders {
            succeeded(&grader.join().expect("it ends"));
        }
    });
    are_the_whole(class, &parts.map(|(_, folder)| folder), "merged-together");
}
