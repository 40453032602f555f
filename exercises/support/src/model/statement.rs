//! A call that goes over several lines, in one.

/// Nobody reads more lines than this in one.
const LINES: usize = 16;

/// The first of `lines` with those after it up to the one that closes what the call at `column` (in
/// characters, from 1) opens. None if that is the first, or none of the next.
///
/// What stands in texts and comments is not looked at closely: an unmatched parenthesis there makes it
/// end at another line, and the text is only shown.
pub(super) fn joined(lines: &[String], column: usize) -> Option<String> {
    let first = lines.first()?;
    let call: String = first.chars().skip(column.saturating_sub(1)).collect();
    let mut depth = 0_usize;
    count(&call, &mut depth)?;
    if depth == 0 {
        return None;
    }
    let mut text = first.trim().to_owned();
    for line in lines.iter().take(LINES).skip(1) {
        let line = line.trim();
        if line.starts_with("//") {
            continue;
        }
        let closes = line.starts_with([')', ']', '}']);
        if closes {
            let kept = text.strip_suffix(',').unwrap_or(&text).len();
            text.truncate(kept);
        }
        if !closes && !text.ends_with(['(', '[']) && !line.starts_with('.') {
            text.push(' ');
        }
        text.push_str(line);
        if count(line, &mut depth).is_none() || depth == 0 {
            return Some(text);
        }
    }
    None
}

/// Counts what is opened and closed; none if more is closed than was open.
fn count(text: &str, depth: &mut usize) -> Option<()> {
    let mut in_text = false;
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '"' if before != '\\' => in_text = !in_text,
            '(' | '[' | '{' if !in_text => *depth += 1,
            ')' | ']' | '}' if !in_text => *depth = depth.checked_sub(1)?,
            _ => {}
        }
        before = character;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::joined;

    fn one(text: &str) -> Option<String> {
        let column = text.find('$').expect("a mark") + 1;
        let lines: Vec<String> = text.replace('$', "").lines().map(str::to_owned).collect();
        joined(&lines, column)
    }

    #[test]
    fn a_call_is_shown_up_to_its_end() {
        assert_eq!(
            one("    $assert!(\n        a.load(x) || b,\n        \"no :)\"\n    );\n    more();"),
            Some("assert!(a.load(x) || b, \"no :)\");".to_owned())
        );
        assert_eq!(
            one("$assert_eq!(\n    // Why.\n    a\n        .b(),\n    2,\n);\n}"),
            Some("assert_eq!(a.b(), 2);".to_owned())
        );
    }

    #[test]
    fn what_ends_in_its_line_stays_as_it_is() {
        assert_eq!(one("    $assert!(a);\n    more();"), None);
        assert_eq!(one("thread::spawn(move || a.$unwrap());\nmore();"), None);
        assert_eq!(one("f(a\n    .$b(),\n    c)"), None);
        assert_eq!(one("$assert!(\n    a,"), None);
    }
}
