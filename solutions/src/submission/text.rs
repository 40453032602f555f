//! From the bytes of a file to the text that the compiler would see.

/// The bytes that an answer may have. The longest solution has a fiftieth of that.
pub const LIMIT: usize = 256 * 1024;

/// The text of an answer, as rustc normalizes it: without a byte order mark, with `\n` for `\r\n`. So an
/// answer that was only opened and saved on Windows is the one it was before.
///
/// # Errors
///
/// Why the answer is refused: too large, or no text.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > LIMIT {
        return Err(too_large(None));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = line_of(&error.as_bytes()[..good]);
        format!("it is no UTF-8 text: the first byte that is none stands in line {line}")
    })?;
    if let Some(at) = text.find('\0') {
        let line = line_of(&text.as_bytes()[..at]);
        return Err(format!(
            "it is no text: a byte of value 0 stands in line {line}"
        ));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n"))
}

/// The reason for an answer over [`LIMIT`], with its size if that is known.
pub(super) fn too_large(size: Option<u64>) -> String {
    let most = LIMIT / 1024;
    match size {
        Some(size) => format!("it has {} KiB, and an answer may have {most}", size / 1024),
        None => format!("it has more than {most} KiB"),
    }
}

/// A name that somebody else has chosen, fit to stand in a message: no control characters, not endless.
pub(crate) fn shown(name: &str) -> String {
    const MOST: usize = 120;
    let mut shown: String = name
        .chars()
        .take(MOST)
        .flat_map(|it| {
            let escape = it.is_control() || is_directional(it);
            let (plain, escaped) = ((!escape).then_some(it), escape.then(|| it.escape_unicode()));
            plain.into_iter().chain(escaped.into_iter().flatten())
        })
        .collect();
    if name.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// Characters that have what follows them written in another direction, so that a name reads as another.
pub(crate) fn is_directional(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn line_of(before: &[u8]) -> usize {
    1 + before.iter().filter(|it| **it == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_the_compiler_sees() {
        let decoded = decode(b"\xef\xbb\xbffn f() {}\r\n// \r alone\r\n".to_vec());
        assert_eq!(decoded.as_deref(), Ok("fn f() {}\n// \r alone\n"));
        assert_eq!(
            decode("// größer ≠ 🦀\n".into()).as_deref(),
            Ok("// größer ≠ 🦀\n")
        );
        assert_eq!(decode(Vec::new()).as_deref(), Ok(""));
    }

    #[test]
    fn what_is_no_text_is_refused_at_its_line() {
        #[track_caller]
        fn refused(bytes: &[u8], reason: &str) {
            let error = decode(bytes.to_vec()).expect_err("refused");
            assert!(error.contains(reason), "{error}");
        }
        refused(
            b"fn a() {}\n\xff",
            "no UTF-8 text: the first byte that is none stands in line 2",
        );
        refused(b"\xff\xfef\0n\0", "no UTF-8");
        refused(b"\n\n\0", "value 0 stands in line 3");
        refused(&vec![b' '; LIMIT + 1], "more than 256 KiB");
        assert!(decode(vec![b' '; LIMIT]).is_ok());
    }

    #[test]
    fn names_of_others_cannot_write_over_a_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(shown("\u{202e}sr.x"), "\\u{202e}sr.x");
        assert_eq!(shown("größer"), "größer");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), 121);
    }
}
