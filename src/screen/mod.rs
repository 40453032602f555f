//! What is refused by sight where answers are graded, before anything is compiled. A learner's own check runs what is
//! refused here, and says so.
//!
//! Of every answer: what reaches into the tests that judge it. Of an answer that may be unsafe, more: elsewhere
//! the compiler forbids unsafe code, and with it all that goes around the language, but here an answer could
//! run before `main`, or take what vouches for its tests. Containment is what holds it then; this keeps it from
//! trying by the ways that have a name, none of which the exercise needs.
//!
//! Two things are looked at as more than words: what an answer says that is equal (`equality`), and, where a
//! model judges it, whether what its threads share is what the model sees (`modeled`).
//!
//! What counts is words of the language (`token`): comments and strings are not looked at, and a word that a macro
//! puts somewhere is a word in the answer's text. A word is refused wherever it stands, since a macro can carry it
//! to any other place; of names that a learner might want for something else, there are few.

mod equality;
mod modeled;
mod token;

use std::fmt;
use std::ops::Range;

use ra_ap_rustc_lexer::strip_shebang;

use crate::catalog::{Catalog, CatalogError, Exercise, Kind, UnsafeCode};
use token::Token;

/// Words that no answer needs.
const REFUSED: [(&str, &str); 5] = [
    (
        "macro_export",
        "a macro of this name would be that of the tests, too",
    ),
    ("macro_use", "a macro in it would be that of the tests, too"),
    (
        "set_hook",
        "it hides which assertions of the tests have failed",
    ),
    (
        "take_hook",
        "it hides which assertions of the tests have failed",
    ),
    ("support", "that is what the tests stand on"),
];

/// Words that no answer needs which may be unsafe, and what they are for.
const REFUSED_IN_UNSAFE: [(&str, &str); 33] = [
    ("extern", "it calls or offers code of other languages"),
    ("asm", "it is machine code"),
    ("naked_asm", "it is machine code"),
    ("global_asm", "it is machine code"),
    ("naked", "it is machine code"),
    ("link", "it links other code"),
    ("link_name", "it links other code"),
    ("link_args", "it links other code"),
    ("link_section", "it can run before `main`"),
    ("no_mangle", "it can take the place of other code"),
    ("export_name", "it can take the place of other code"),
    ("used", "it can run before `main`"),
    ("global_allocator", "it takes the place of the allocator"),
    ("panic_handler", "it takes the place of the panic handler"),
    ("linkage", "it links other code"),
    ("transmute", "it makes values of any bytes"),
    ("transmute_copy", "it makes values of any bytes"),
    ("transmute_unchecked", "it makes values of any bytes"),
    ("FromRawFd", "it takes files that others have opened"),
    ("from_raw_fd", "it takes files that others have opened"),
    ("FromRawHandle", "it takes files that others have opened"),
    ("from_raw_handle", "it takes files that others have opened"),
    ("BorrowedFd", "it takes files that others have opened"),
    ("borrow_raw", "it takes files that others have opened"),
    ("OwnedFd", "it takes files that others have opened"),
    ("RawFd", "it takes files that others have opened"),
    ("process", "it starts and ends processes"),
    ("fs", "it reads and writes files"),
    ("net", "it talks with others"),
    ("os", "`std::os` is the system itself"),
    ("libc", "it is the system itself"),
    ("rustix", "it is the system itself"),
    ("syscall", "it is the system itself"),
];

/// What an exercise lets its answers do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Whether they may have unsafe code: then more words are refused.
    pub may_be_unsafe: bool,
    /// Whether a model judges them, which sees only what is made for it.
    pub modeled: bool,
}

impl Scope {
    /// That of `exercise`.
    ///
    /// # Errors
    ///
    /// If what declares it cannot be read.
    pub fn of(catalog: &Catalog, exercise: &Exercise) -> Result<Self, CatalogError> {
        Ok(Self {
            may_be_unsafe: UnsafeCode::of(catalog, exercise)? == UnsafeCode::Allowed,
            modeled: exercise.kind == Kind::Model,
        })
    }
}

/// Why an answer is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// The line it begins in, from 1.
    pub line: usize,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// The first line is for those who read scripts, and so may be something in it that only seems to begin.
    Script,
    /// No part of the language begins here.
    Unreadable,
    /// A word, and what is against it.
    Word(String, &'static str),
}

impl Refusal {
    /// What is against what stands there.
    pub fn objection(&self) -> &'static str {
        match self.what {
            What::Script => "this is the first line of a script, which no exercise needs",
            What::Unreadable => "this cannot be read as Rust",
            What::Word(_, why) => why,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        match &self.what {
            What::Script => {
                f.write_str("its first line is that of a script, which no exercise needs")
            }
            What::Unreadable => write!(f, "line {line} cannot be read as Rust"),
            What::Word(word, why) => write!(f, "`{word}` in line {line} is refused here: {why}"),
        }
    }
}

/// Why an answer is refused, if it is.
pub fn refusal(text: &str, scope: Scope) -> Option<Refusal> {
    if let Some(script) = strip_shebang(text) {
        return Some(Refusal {
            span: 0..script,
            line: 1,
            what: What::Script,
        });
    }
    let tokens = match token::all(text) {
        Ok(tokens) => tokens,
        Err(refusal) => return Some(refusal),
    };
    let by_word = tokens.iter().find_map(|token| {
        let why = objection(token.name()?, scope.may_be_unsafe)?;
        Some(token.refused(why))
    });
    by_word
        .or_else(|| equality::refusal(&tokens))
        .or_else(|| scope.modeled.then(|| modeled::refusal(&tokens)).flatten())
}

/// What is against a word.
fn objection(name: &str, may_be_unsafe: bool) -> Option<&'static str> {
    let more: &[_] = match may_be_unsafe {
        true => &REFUSED_IN_UNSAFE,
        false => &[],
    };
    let mut words = REFUSED.iter().chain(more);
    words.find(|(word, _)| *word == name).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNSAFE: Scope = Scope {
        may_be_unsafe: true,
        modeled: false,
    };

    fn refused(text: &str, scope: Scope) -> Option<String> {
        refusal(text, scope).map(|it| it.to_string())
    }

    #[test]
    fn what_no_lesson_needs_is_refused_at_its_line() {
        for (text, word, line) in [
            (
                "fn f() {}\nunsafe extern \"C\" { fn exit(code: i32) -> !; }",
                "extern",
                2,
            ),
            ("use std::arch::asm;", "asm", 1),
            (
                "#[unsafe(link_section = \".init_array\")]\nstatic F: fn() = f;",
                "link_section",
                1,
            ),
            ("/* \n\n */ #[unsafe(no_mangle)] fn f() {}", "no_mangle", 3),
            ("use std::{cell, os::fd::AsRawFd};", "os", 1),
            (
                "let f = unsafe { std::mem::r#transmute::<u64, f64>(1) };",
                "transmute",
                1,
            ),
            (
                "macro_rules! m { ($e:ident) => { #[$e] fn f() {} } }\nm!(no_mangle);",
                "no_mangle",
                2,
            ),
            ("// \u{1F980} größer\n'\n extern", "extern", 3),
        ] {
            let refusal = refused(text, UNSAFE).expect(text);
            assert!(
                refusal.starts_with(&format!("`{word}` in line {line} ")),
                "{text}: {refusal}"
            );
        }
    }

    #[test]
    fn what_reaches_into_the_tests_is_refused_everywhere() {
        for (text, word) in [
            (
                "#[macro_export]\nmacro_rules! assert_eq { ($($t:tt)*) => {} }",
                "macro_export",
            ),
            (
                "#![cfg_attr(all(), macro_use)]\nmacro_rules! assert_eq { ($($t:tt)*) => {} }",
                "macro_use",
            ),
            ("use std::panic::set_hook as f;", "set_hook"),
            ("fn f() { drop(std::panic::take_hook()) }", "take_hook"),
            ("use support::model;", "support"),
            ("extern crate support as s;", "support"),
            ("fn f() { ::support::model(|| {}) }", "support"),
            ("use { std::fs, r#support as s };", "support"),
            (
                "macro_rules! m { ($c:ident) => { use $c::model; } } m!(support);",
                "support",
            ),
        ] {
            let refusal = refused(text, Scope::default()).expect(text);
            assert!(
                refusal.starts_with(&format!("`{word}` in line 1 ")),
                "{refusal}"
            );
        }
        assert_eq!(
            refused("use std::{fs, net, process};\n// support", Scope::default()),
            None
        );
    }

    /// Whatever is refused by sight, no answer that the course itself knows needs it, be it right or wrong.
    #[test]
    fn no_answer_of_the_course_is_refused() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = Catalog::load(root).expect("the catalog");
        let mut seen = 0;
        for exercise in catalog.exercises() {
            let scope = Scope::of(&catalog, exercise).expect("known");
            let read = |path: std::path::PathBuf| std::fs::read_to_string(path).expect("read");
            let wrong = catalog.wrong_answers(exercise).expect("the bank");
            // Of these, some show what becomes of that which the model does not see.
            let unmodeled = Scope {
                modeled: false,
                ..scope
            };
            let stub = crate::stubs::shipped().get(&exercise.id()).expect("a stub");
            // It may have been withheld.
            let solution = std::fs::read_to_string(root.join(exercise.solution())).ok();
            let right = [Some(stub.to_owned()), solution].into_iter().flatten();
            let right = right.map(|it| (it, scope));
            for (text, scope) in wrong
                .into_iter()
                .map(|it| (read(it), unmodeled))
                .chain(right)
            {
                assert_eq!(refused(&text, scope), None, "{}\n{text}", exercise.id());
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen} answers were seen");
    }

    #[test]
    fn a_first_line_that_the_compiler_passes_over_hides_nothing() {
        let text = "#!/*\nunsafe extern \"C\" {}\n// */ fn f() {}";
        assert!(refused(text, Scope::default()).is_some_and(|it| it.contains("first line")));
        assert_eq!(refused("#![allow(unused)]\nfn f() {}", UNSAFE), None);
    }

    #[test]
    fn words_in_comments_and_strings_are_nothing() {
        for text in [
            "// extern and asm!\n/* transmute */ /// libc\nfn f() -> &'static str { \"extern\" }",
            "const S: &str = r#\"os libc \"extern\" \"#; const C: char = 'o';",
            "fn external(assembly: u8, cosmos: u8) -> u8 { assembly + cosmos }",
            "use std::cell::UnsafeCell;\nunsafe impl<T: Send> Sync for SpinLock<T> {}",
            "",
        ] {
            assert_eq!(refused(text, UNSAFE), None, "{text}");
        }
    }
}
