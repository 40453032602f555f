//! What is refused by sight, where an exercise allows unsafe code.
//!
//! Elsewhere the compiler forbids it, and with it all that goes around the language. Where it is allowed, an
//! answer could run before `main`, or reach into what vouches for its tests. Containment is what holds it
//! then; this keeps it from trying by the ways that have a name, none of which a lesson needs. Comments and
//! strings are not looked at, and a word that a macro puts together is still a word in its text.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};

/// Identifiers and keywords that no lesson needs, and what they are for.
const REFUSED: [(&str, &str); 30] = [
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
    ("os", "`std::os` is the system itself"),
    ("libc", "it is the system itself"),
    ("rustix", "it is the system itself"),
    ("syscall", "it is the system itself"),
];

/// Why an answer is refused, if it is.
pub fn fault(text: &str) -> Option<String> {
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
            && let Some((_, why)) = REFUSED.iter().find(|(refused, _)| *refused == name)
        {
            return Some(format!(
                "`{name}` in line {line} is more than this exercise needs: {why}"
            ));
        }
        line += word.bytes().filter(|it| *it == b'\n').count();
        at = end;
    }
    None
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
            ("use std::{fs, os::fd::AsRawFd};", "os", 1),
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
            let fault = fault(text).expect(text);
            assert!(
                fault.starts_with(&format!("`{word}` in line {line} ")),
                "{text}: {fault}"
            );
        }
    }

    #[test]
    fn a_first_line_that_the_compiler_passes_over_hides_nothing() {
        let text = "#!/*\nunsafe extern \"C\" {}\n// */ fn f() {}";
        assert!(fault(text).is_some_and(|it| it.contains("first line")));
        assert_eq!(fault("#![allow(unused)]\nfn f() {}"), None);
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
            assert_eq!(fault(text), None, "{text}");
        }
    }
}
