//! What strangers wrote, made fit to be shown: names, code, output, messages of panics.
//!
//! Nothing here escapes for a format; each format does that itself. This is what all of them want: no
//! characters that are invisible, that turn the direction of the text around them, or that a terminal
//! or XML does not take.

/// The same text in which everything can be seen. Lines end in `\n`.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(it) = characters.next() {
        match it {
            '\n' | '\t' => shown.push(it),
            '\r' if characters.as_str().starts_with('\n') => {}
            // Only colors go without a trace. A whole terminal's understanding of sequences would let
            // one that is never ended hide all that comes after it.
            '\u{1b}' if after_color(characters.as_str()).is_some() => {
                characters = after_color(characters.as_str()).unwrap_or_default().chars();
            }
            '\0'..='\u{1f}' => shown.push(picture(u32::from(it))),
            '\u{7f}' => shown.push('␡'),
            '\u{80}'..='\u{9f}' => shown.push(char::REPLACEMENT_CHARACTER),
            _ if hides(it) => shown.extend(it.escape_unicode()),
            _ if is_noncharacter(it) => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.push(it),
        }
    }
    shown
}

/// Whether a character turns the direction of others around, breaks lines, or takes no room.
pub(crate) fn hides(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The same in one line.
pub(crate) fn line(text: &str) -> String {
    let shown = shown(text);
    let words: Vec<&str> = shown.split_whitespace().collect();
    words.join(" ")
}

/// The first `most` characters, and a mark if there are more.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Points for people and for spreadsheets: four decimals at most.
pub(crate) fn points(points: f64) -> String {
    let text = format!("{:.4}", rounded(points));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    // What is left of -0.00001.
    let text = if text == "-0" { "0" } else { text };
    text.to_owned()
}

/// Shares of thirds are not worth sixteen digits. Scores are kept like this: what is written is then what is read
/// back.
pub(crate) fn rounded(points: f64) -> f64 {
    (points * 10_000.0).round() / 10_000.0 + 0.0
}

/// `1 student`, `2 students`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// What follows the rest of a sequence that sets a color.
fn after_color(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('[')?;
    rest.trim_start_matches(|it: char| it.is_ascii_digit() || matches!(it, ';' | ':'))
        .strip_prefix('m')
}

/// Unicode's picture of a control character.
fn picture(control: u32) -> char {
    char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn is_noncharacter(it: char) -> bool {
    let code = u32::from(it);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown() {
        assert_eq!(shown("a\u{202e}b\0c\r\nd\re"), "a\\u{202e}b␀c\nd␍e");
        assert_eq!(shown("\u{1b}[1;31mred\u{1b}[0m"), "red");
        assert_eq!(
            shown("\u{1b}]0;title\u{7}\u{1b}[2Jmore\u{1b}["),
            "␛]0;title␇␛[2Jmore␛["
        );
        assert_eq!(shown("\u{fffe}\u{85}\u{7f}"), "\u{fffd}\u{fffd}␡");
        assert_eq!(shown("a\u{ad}b\u{e0041}"), "a\\u{ad}b\\u{e0041}");
        assert_eq!(shown("Zoë, 明, 👩‍🔬"), "Zoë, 明, 👩‍🔬");
        assert_eq!(line(" a\n\tb  c\n"), "a b c");
    }

    #[test]
    fn points_are_short() {
        assert_eq!(points(1.0 / 3.0), "0.3333");
        assert_eq!(points(0.1 + 0.2), "0.3");
        assert_eq!(points(12.0), "12");
        assert_eq!(points(-0.000_01), "0");
        assert_eq!(points(-0.5), "-0.5");
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!(cut("äöü", 2), "äö…");
        assert_eq!(cut("äöü", 3), "äöü");
    }
}
