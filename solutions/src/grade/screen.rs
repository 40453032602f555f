//! What is refused by sight, before it is compiled.
//!
//! Of every answer: what reaches into the tests that judge it. Of an answer that may be unsafe, more: elsewhere
//! the compiler forbids unsafe code, and with it all that goes around the language, but here an answer could
//! run before `main`, or take what vouches for its tests. Containment is what holds it then; this keeps it from
//! trying by the ways that have a name, none of which the exercise needs.
//!
//! What counts is words of the language: comments and strings are not looked at, and a word that a macro puts
//! somewhere is a word in the answer's text. A word is refused wherever it stands, since a macro can carry it
//! to any other place; of names that a learner might want for something else, there are few.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};

/// Words that no answer needs.
const REFUSED: [(&str, &str); 2] = [
    (
        "macro_export",
        "a macro of this name would be that of the tests, too",
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

/// Why an answer is refused, if it is. More words are, where it may be unsafe.
pub fn fault(text: &str, may_be_unsafe: bool) -> Option<String> {
    if strip_shebang(text).is_some() {
        // The compiler passes over that line, and so may something in it that only seems to begin.
        return Some("its first line is that of a script, which no exercise needs".to_owned());
    }
    let mut at = 0;
    let mut line = 1;
    for token in tokenize(text, FrontmatterAllowed::No) {
        let end = at + token.len as usize;
        let Some(word) = text.get(at..end) else {
            return Some(format!("line {line} cannot be read as Rust"));
        };
        if let Some(name) = name(token.kind, word)
            && let Some(why) = refusal(name, may_be_unsafe)
        {
            return Some(format!("`{name}` in line {line} is refused here: {why}"));
        }
        line += word.bytes().filter(|it| *it == b'\n').count();
        at = end;
    }
    None
}

fn refusal(name: &str, may_be_unsafe: bool) -> Option<&'static str> {
    let more: &[_] = match may_be_unsafe {
        true => &REFUSED_IN_UNSAFE,
        false => &[],
    };
    let mut words = REFUSED.iter().chain(more);
    words.find(|(word, _)| *word == name).map(|(_, why)| *why)
}

/// The name that a token is, if it is one.
fn name(kind: TokenKind, word: &str) -> Option<&str> {
    match kind {
        TokenKind::Ident => Some(word),
        TokenKind::RawIdent => word.strip_prefix("r#"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let fault = fault(text, true).expect(text);
            assert!(
                fault.starts_with(&format!("`{word}` in line {line} ")),
                "{text}: {fault}"
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
            ("use support::model;", "support"),
            ("extern crate support as s;", "support"),
            ("fn f() { ::support::model(|| {}) }", "support"),
            ("use { std::fs, r#support as s };", "support"),
            (
                "macro_rules! m { ($c:ident) => { use $c::model; } } m!(support);",
                "support",
            ),
        ] {
            let fault = fault(text, false).expect(text);
            assert!(
                fault.starts_with(&format!("`{word}` in line 1 ")),
                "{fault}"
            );
        }
        assert_eq!(
            fault("use std::{fs, net, process};\n// support", false),
            None
        );
    }

    /// Whatever is refused by sight, no answer that the course itself knows needs it, be it right or wrong.
    #[test]
    fn no_answer_of_the_course_is_refused() {
        use crate::unsafe_code::UnsafeCode;
        use workbook::catalog::Catalog;

        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let catalog = Catalog::load(&root).expect("the catalog");
        let mut seen = 0;
        for exercise in catalog.exercises() {
            let may_be_unsafe =
                UnsafeCode::of(&catalog, exercise).expect("known") == UnsafeCode::Allowed;
            let bank = root.join(exercise.wrong_bank());
            let wrong = std::fs::read_dir(bank).into_iter().flatten().flatten();
            let mut paths: Vec<_> = wrong.map(|it| it.path()).collect();
            paths.push(root.join(exercise.solution()));
            let texts = paths
                .iter()
                .map(|it| std::fs::read_to_string(it).expect("an answer"));
            let stub = workbook::stubs::shipped()
                .get(&exercise.id())
                .map(str::to_owned);
            for text in texts.chain(stub) {
                assert_eq!(
                    fault(&text, may_be_unsafe),
                    None,
                    "{}\n{text}",
                    exercise.id()
                );
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen} answers were seen");
    }

    #[test]
    fn a_first_line_that_the_compiler_passes_over_hides_nothing() {
        let text = "#!/*\nunsafe extern \"C\" {}\n// */ fn f() {}";
        assert!(fault(text, false).is_some_and(|it| it.contains("first line")));
        assert_eq!(fault("#![allow(unused)]\nfn f() {}", true), None);
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
            assert_eq!(fault(text, true), None, "{text}");
        }
    }
}
