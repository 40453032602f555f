//! Answers judged many at a time, without cargo: what a learner's check finds, and what an answer must not
//! get away with that is written to be graded.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use workbook::catalog::{Catalog, Exercise};
use workbook::check::event::{Outcome, Verdict};
use workbook::judge::{Judge, Judged, Suite, Trusting};
use workbook::stubs;

use crate::answers::answer;
use crate::tree::{failed_with, root, tested};

/// The exercise whose answer runs a handler, as in `answers`.
const ID: &str = "ch01-defer-drop/ex02_underscore";
const GUARDED: &str = "serve_guards_its_handler";
/// What a right answer does in `serve`.
const BODY: &str = "    let _pass = gate.enter();\n    handler()";

/// The judge of all tests, which its first user prepares.
async fn judge() -> &'static Judge {
    static JUDGE: OnceCell<Judge> = OnceCell::const_new();
    let prepare = async || {
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged");
        let catalog = Catalog::load(root()).expect("a catalog");
        let wrapper = Path::new(env!("CARGO_BIN_EXE_workbook"));
        let trusting = Arc::new(Trusting);
        Judge::prepare(&catalog, &at, stubs::shipped(), wrapper, trusting)
            .await
            .expect("prepared")
    };
    JUDGE.get_or_init(prepare).await
}

fn exercise(id: &str) -> (Catalog, Exercise) {
    let catalog = Catalog::load(root()).expect("a catalog");
    let exercise = Exercise {
        limit: Duration::from_secs(2),
        ..catalog.exercise(id).expect("it is declared").clone()
    };
    (catalog, exercise)
}

async fn suites(catalog: &Catalog, exercise: &Exercise) -> Vec<Suite> {
    judge().await.suites(catalog, exercise).expect("its tests")
}

async fn judged(id: &str, answer: &str) -> Judged {
    let (catalog, exercise) = exercise(id);
    let suites = suites(&catalog, &exercise).await;
    judge().await.judge(&exercise, answer, &suites).await
}

/// What becomes of a right answer with `outside` above it and `inside` at the beginning of `serve`.
async fn judged_with(outside: &str, inside: &str) -> Judged {
    let text = answer("").replace(BODY, &format!("    {inside}\n{BODY}"));
    // The lines that document the module stay first.
    let code = text.find("\npub").expect("it has code");
    let (head, rest) = text.split_at(code + 1);
    judged(ID, &format!("{head}{outside}\n{rest}")).await
}

#[tokio::test]
async fn the_right_answer_passes_and_the_stub_does_not() {
    let with = judged_with("", "").await;
    assert_eq!(with.checked.ended.verdict, Verdict::Passed, "{with:#?}");
    assert_eq!(
        (with.checked.ended.passed, with.checked.ended.tests),
        (6, 6)
    );
    assert_eq!(with.foreign, Vec::<String>::new());
    let stub = judged(ID, stubs::shipped().get(ID).expect("a stub")).await;
    failed_with(&stub.checked, GUARDED, &Outcome::Failed);
    let panic = &tested(&stub.checked, GUARDED).panics[0];
    assert_eq!(
        panic.file,
        "exercises/ch01-defer-drop/tests/ex02_underscore.rs"
    );
}

#[tokio::test]
async fn what_the_compiler_refuses_is_told_with_its_place() {
    let wrong = judged_with("", "let number: u8 = \"text\";").await;
    assert_eq!(wrong.checked.ended.verdict, Verdict::DoesNotCompile);
    let [diagnostic] = &wrong.checked.diagnostics[..] else {
        panic!("{wrong:#?}");
    };
    assert_eq!(diagnostic.code.as_deref(), Some("E0308"));
    let place = diagnostic.place.as_ref().expect("a place");
    assert_eq!(place.file, format!("exercises/{ID}.rs"));
    assert!(diagnostic.in_exercise);
}

#[tokio::test]
async fn an_answer_reads_no_file_but_its_own() {
    for reaching in [
        "const PASSWORDS: &str = include_str!(\"/etc/passwd\");",
        "const TESTS: &[u8] = include_bytes!(\"tests/ex02_underscore_2.rs\");",
        "#[path = \"/etc/hostname\"] mod elsewhere;",
        "include!(\"../ch01-defer-drop/tests/../../../Cargo.toml\");",
    ] {
        let answer = judged_with(reaching, "").await;
        let verdict = answer.checked.ended.verdict;
        assert_eq!(verdict, Verdict::DoesNotCompile, "{reaching}: {answer:#?}");
        assert!(answer.checked.tested.is_empty(), "{reaching}");
    }
    let answer = judged_with("const _: &str = include_str!(\"/etc/passwd\");", "").await;
    assert_eq!(answer.foreign, ["/etc/passwd"]);
}

#[tokio::test]
async fn a_process_that_ends_itself_has_not_passed() {
    let answer = judged_with("", "std::process::exit(0);").await;
    let left = Outcome::NotReported { status: Some(0) };
    failed_with(&answer.checked, GUARDED, &left);
}

/// The test's own wrapper says whether it has passed; nobody else can have it said.
#[tokio::test]
async fn what_tests_stand_on_vouches_for_the_test_alone() {
    let forged = "support::case::run(\"mine\", || ()); std::process::exit(0);";
    let answer = judged_with("", forged).await;
    failed_with(&answer.checked, GUARDED, &Outcome::Failed);
}

/// A process finds no way back to what its test reports to.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_report_is_out_of_reach() {
    let forged = r#"
        use std::io::{Read as _, Write as _};
        let mut said = String::new();
        let _ = std::io::stdin().read_to_string(&mut said);
        for number in 0..64 {
            let path = format!("/proc/self/fd/{number}");
            let Ok(to) = std::fs::read_link(&path) else { continue };
            // The harness's own output is no report.
            if number == 1 || number == 2 { continue }
            if let Ok(mut file) = std::fs::OpenOptions::new().write(true).open(&path) {
                let _ = writeln!(file, "passed\npassed\t{said}");
            }
            assert!(!to.to_string_lossy().starts_with("pipe"), "{number} can be opened: {to:?}");
        }
        std::process::exit(0);"#;
    let answer = judged_with("", forged).await;
    let left = Outcome::NotReported { status: Some(0) };
    failed_with(&answer.checked, GUARDED, &left);
}

#[tokio::test]
async fn a_hidden_test_judges_and_is_not_seen() {
    let (catalog, exercise) = exercise(ID);
    let mut suites = suites(&catalog, &exercise).await;
    let own = &suites[0];
    let hidden = Suite {
        target: "ex02_underscore_more".to_owned(),
        hidden: true,
        ..own.clone()
    };
    suites.push(hidden);
    let judge = judge().await;
    let right = judge.judge(&exercise, &answer(""), &suites).await;
    assert_eq!(right.checked.ended.verdict, Verdict::Passed, "{right:#?}");
    assert_eq!(right.checked.ended.tests, 12);
    // The name that a class would expect the file to have.
    let text = answer("");
    let reaching = "pub const MORE: &str = include_str!(\"tests/ex02_underscore_more.rs\");";
    let answer = judge
        .judge(&exercise, &format!("{text}\n{reaching}\n"), &suites)
        .await;
    assert_eq!(answer.checked.ended.verdict, Verdict::DoesNotCompile);
}

/// A file of which no test is asked for is compiled, and not run.
#[tokio::test]
async fn a_file_without_tests_is_only_compiled() {
    let (catalog, exercise) = exercise(ID);
    let mut suites = suites(&catalog, &exercise).await;
    suites.iter_mut().for_each(|it| it.tests.clear());
    let judge = judge().await;
    let stub = stubs::shipped().get(ID).expect("a stub");
    let judged = judge.judge(&exercise, stub, &suites).await;
    assert_eq!(judged.checked.ended.verdict, Verdict::Passed, "{judged:#?}");
    assert_eq!(judged.checked.ended.tests, 0);
    let moved = "fn moved(text: String) -> String { drop(text); text }";
    let judged = judge
        .judge(&exercise, &format!("{stub}\n{moved}\n"), &suites)
        .await;
    let codes = judged.checked.diagnostics.iter().filter(|it| it.error);
    let codes: Vec<_> = codes.map(|it| it.code.as_deref()).collect();
    assert_eq!(codes, [Some("E0382")], "{judged:#?}");
}

/// Deadlocks need time and nothing else, so many end together.
#[tokio::test]
async fn deadlocks_wait_beside_each_other() {
    let (catalog, exercise) = exercise(ID);
    let suites = suites(&catalog, &exercise).await;
    let wait =
        "let (_sender, receiver) = std::sync::mpsc::channel::<()>(); let _ = receiver.recv();";
    let text = answer("").replace(BODY, &format!("    {wait}\n{BODY}"));
    let start = Instant::now();
    let mut running = JoinSet::new();
    for number in 0..16 {
        let (exercise, suites) = (exercise.clone(), suites.clone());
        let text = format!("{text}\n// Answer {number}.\n");
        running.spawn(async move { judge().await.judge(&exercise, &text, &suites).await });
    }
    let judged = running.join_all().await;
    let waited: Duration = judged
        .iter()
        .flat_map(|it| &it.checked.tested)
        .map(|it| Duration::from_secs_f64(it.seconds))
        .sum();
    for one in &judged {
        failed_with(
            &one.checked,
            GUARDED,
            &Outcome::TimedOut { limit_seconds: 2 },
        );
    }
    assert!(
        start.elapsed() < waited,
        "one after the other: {:?} for {waited:?} of waiting",
        start.elapsed()
    );
}
