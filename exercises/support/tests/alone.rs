//! What happens in a test's own process happens to the test.

use std::process::Command;

/// Runs the test `name` of this file, which is ignored otherwise: whether it passed, what it printed,
/// and what it reported.
fn subject(name: &str) -> (bool, String, String) {
    let run = |report: Option<&std::path::Path>| {
        let mut command = Command::new(std::env::current_exe().expect("this executable"));
        command.args(["--ignored", "--exact", name]);
        command.env_remove("WORKBOOK_REPORT");
        if let Some(report) = report {
            command.env("WORKBOOK_REPORT", report);
        }
        let output = command.output().expect("it runs");
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), stdout + &stderr)
    };
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let (passed, _) = run(Some(&report));
    let (passed_plainly, output) = run(None);
    assert_eq!(passed, passed_plainly, "{output}");
    let report = std::fs::read_to_string(report).expect("a report");
    (passed, output, report)
}

/// The body runs in another process than the test, and passes the test by returning.
#[support::test]
fn the_process_is_another() {
    let here = std::env::var_os("WORKBOOK_ALONE").is_some();
    support::alone!({
        assert!(here, "the body ran in the process of the other tests");
    });
}

#[test]
fn a_panic_is_reported_with_its_place() {
    let (passed, output, report) = subject("subject_panics");
    assert!(!passed);
    assert!(output.contains("in a process of its own"), "{output}");
    let records: Vec<&str> = report.lines().collect();
    assert_eq!(records.len(), 2, "{report}");
    assert!(
        records[0].starts_with("panic\tsubject_panics\t"),
        "{report}"
    );
    assert!(records[0].contains("alone.rs"), "{report}");
    assert!(
        records[0].ends_with("\tpanicked in a process of its own"),
        "{report}"
    );
    assert_eq!(records[1], "failed");
}

#[support::test]
#[ignore = "fails, as the test above holds it to"]
fn subject_panics() {
    support::alone!({
        panic!("panicked in a process of its own");
    });
}

#[test]
fn a_process_that_ends_itself_has_not_passed() {
    let (passed, output, report) = subject("subject_exits");
    assert!(!passed);
    assert!(output.contains("exit status: 0"), "{output}");
    assert!(report.ends_with("\nfailed\n"), "{report}");
}

#[support::test]
#[ignore = "fails, as the test above holds it to"]
fn subject_exits() {
    support::alone!({
        std::process::exit(0);
    });
}
