//! The difference between two versions of a file, for the terminal.

use similar::{ChangeTag, TextDiff};

use super::{BAD, DIM, GOOD, paint};

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// The lines that change from `old` to `new`, marked `-` and `+`, with line numbers of the new
/// text. Empty if the texts are equal.
pub fn render(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            text.push_str(&paint(DIM, "     ⋯\n"));
        }
        for change in group
            .iter()
            .flat_map(|operation| diff.iter_changes(operation))
        {
            let (style, sign) = match change.tag() {
                ChangeTag::Delete => (BAD.effects(anstyle::Effects::new()), '-'),
                ChangeTag::Insert => (GOOD.effects(anstyle::Effects::new()), '+'),
                ChangeTag::Equal => (DIM, ' '),
            };
            let number = change
                .new_index()
                .map_or(String::new(), |index| (index + 1).to_string());
            let line = change.value().trim_end_matches(['\n', '\r']);
            text.push_str(&format!(
                "{number:>4} {}\n",
                paint(style, format!("{sign} {line}"))
            ));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_marked_and_numbered() {
        let text = render("a\nb\nc\n", "a\nB\nc\n");
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "   1   a\n     - b\n   2 + B\n   3   c\n");
        assert_eq!(render("a\n", "a\n"), "");
    }
}
