//! The bank of wrong answers: what the head of each says of it.

use super::declaration::is_error;

/// The head of a file in the bank of wrong answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongAnswer {
    /// The mistake, in words.
    pub mistake: String,
    /// What must reject it.
    pub rejection: Rejection,
}

/// What must reject a wrong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The compiler, with this code.
    Compiler(String),
    /// A test of the exercise.
    Test {
        /// Its name.
        name: String,
        /// How it must fail.
        how: Failure,
    },
}

/// How a test fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// By an assertion or another panic.
    Fails,
    /// It does not end within its limit.
    TimesOut,
    /// A signal ends its process.
    Crashes,
    /// Its process ends before the test does.
    DoesNotReport,
}

impl WrongAnswer {
    /// Reads the first two lines, `//! Mistake: …` and `//! Rejected by: …`. An error is the line,
    /// from 1, and what it should be.
    ///
    /// # Errors
    ///
    /// If one of the lines is missing or not of that form.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut lines = text.lines();
        let mistake = lines
            .next()
            .and_then(|line| line.strip_prefix("//! Mistake: "))
            .ok_or((
                1,
                "must begin with `//! Mistake: ` and the mistake".to_owned(),
            ))?;
        let rejected = lines
            .next()
            .and_then(|line| line.strip_prefix("//! Rejected by: "))
            .ok_or((
                2,
                "must go on with `//! Rejected by: ` and a test or a code".to_owned(),
            ))?
            .trim();
        let (name, how) = rejected.split_once(' ').unwrap_or((rejected, ""));
        let rejection = match how {
            "" if is_error(name) => Rejection::Compiler(name.to_owned()),
            _ => {
                let how = match how {
                    "" => Failure::Fails,
                    "(times out)" => Failure::TimesOut,
                    "(crashes)" => Failure::Crashes,
                    "(does not report)" => Failure::DoesNotReport,
                    other => return Err((2, format!("`{other}` is no way for a test to fail"))),
                };
                Rejection::Test {
                    name: name.to_owned(),
                    how,
                }
            }
        };
        Ok(Self {
            mistake: mistake.trim().to_owned(),
            rejection,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_names_the_mistake_and_what_rejects_it() {
        let parse = |by: &str| {
            WrongAnswer::parse(&format!("//! Mistake: too early.\n//! Rejected by: {by}\n"))
                .map(|answer| answer.rejection)
        };
        let test = |how| {
            Ok(Rejection::Test {
                name: "waits".to_owned(),
                how,
            })
        };
        assert_eq!(parse("E0382"), Ok(Rejection::Compiler("E0382".to_owned())));
        assert_eq!(
            parse("future-cannot-be-sent"),
            Ok(Rejection::Compiler("future-cannot-be-sent".to_owned()))
        );
        assert_eq!(parse("waits"), test(Failure::Fails));
        assert_eq!(parse("waits (times out)"), test(Failure::TimesOut));
        assert_eq!(parse("waits (explodes)").map_err(|(line, _)| line), Err(2));
        assert_eq!(
            WrongAnswer::parse("fn f() {}").map_err(|(line, _)| line),
            Err(1)
        );
    }
}
