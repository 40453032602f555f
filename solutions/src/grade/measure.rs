//! Whether the stub fails as the course says. Everything else is measured by it: where it does not compile
//! although it should, nothing does, and that is no fault of those who are graded.

use workbook::catalog::Unsolved;
use workbook::check::event::Outcome;
use workbook::refusal;

use super::Task;
use crate::result::{Judgment, Status};

/// What is wrong with the machine, or with the tests, if the stub of `task` was judged like this.
pub(super) fn fault(task: &Task, stub: &Judgment) -> Option<String> {
    let id = task.exercise.id();
    if let Some(fault) = unlike_declared(&task.exercise.unsolved, stub) {
        let said = stub.diagnostics.iter().find(|it| it.error);
        let said = said.map(|it| it.message.clone()).or(stub.reason.clone());
        return Some(format!(
            "the stub of {id} {fault}: either it is not that of this workbook, which `cargo workbook verify` \
             finds out, or this machine cannot grade it. {}",
            said.unwrap_or_default()
        ));
    }
    if stub.status == Status::DoesNotCompile {
        return None;
    }
    // Its own tests compile, so this is for want of what only the hidden file needs.
    let unheard = |target: &str| {
        let tests = task.tests().zip(&stub.tests);
        tests
            .filter(|((suite, _), _)| suite.target == target)
            .all(|(_, it)| it.outcome == Outcome::NotReported { status: None })
    };
    let file = task.hidden.iter().find(|it| unheard(&it.target))?;
    Some(format!(
        "{}: it does not compile with the stub of {id}, and so with no answer. To see why, copy it to {}, and \
         run `cargo test --test {}` there",
        file.path.display(),
        task.exercise
            .test_file(&file.target)
            .parent()
            .unwrap_or(&file.path)
            .display(),
        file.target
    ))
}

/// How the stub differs from what is declared of it, in what a machine can be the cause of.
fn unlike_declared(declared: &Unsolved, stub: &Judgment) -> Option<String> {
    let by_name = |name: &str| {
        let mut errors = stub.diagnostics.iter().filter(|it| it.error);
        errors.any(|it| refusal::name(it.code.as_deref(), &it.message) == name)
    };
    match (declared, stub.status) {
        (_, Status::Refused) => Some("is refused".to_owned()),
        (Unsolved::DoesNotCompile(name), Status::DoesNotCompile) if by_name(name) => None,
        (Unsolved::DoesNotCompile(name), _) => Some(format!(
            "does not fail to compile with {name}, as it is declared"
        )),
        (_, Status::DoesNotCompile) => Some("does not compile, although it should".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use workbook::check::event::Diagnostic;

    use super::*;
    use crate::grade::judgment;

    #[test]
    fn a_stub_fails_as_it_is_declared_or_nothing_can_be_graded() {
        let refused = |code: Option<&str>| Judgment {
            diagnostics: vec![Diagnostic {
                error: true,
                code: code.map(str::to_owned),
                message: "no".to_owned(),
                place: None,
                in_exercise: false,
                rendered: "no".to_owned(),
            }],
            ..judgment::empty(Status::DoesNotCompile, String::new())
        };
        let failed = judgment::empty(Status::Failed, String::new());
        let borrowed = Unsolved::DoesNotCompile("E0499".to_owned());
        for (declared, stub, fault) in [
            (&Unsolved::Panics, &failed, None),
            (&Unsolved::Deadlocks, &failed, None),
            (
                &Unsolved::Panics,
                &refused(None),
                Some("although it should"),
            ),
            (&borrowed, &refused(Some("E0499")), None),
            (&borrowed, &refused(None), Some("with E0499")),
            (&borrowed, &refused(Some("E0463")), Some("with E0499")),
            (&borrowed, &failed, Some("with E0499")),
        ] {
            let found = unlike_declared(declared, stub);
            assert_eq!(found.is_some(), fault.is_some(), "{declared}: {stub:?}");
            let found = found.unwrap_or_default();
            assert!(found.contains(fault.unwrap_or_default()), "{found}");
        }
    }
}
