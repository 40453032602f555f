//! What an object is called: the binding or the field that the line of its making gives it.

/// The name that `line` gives to what is made at `column` (in characters, from 1).
///
/// It understands `let name = …`, `name: …` in a struct, and constructors around it, as in
/// `let name = Arc::new(Mutex::new(0))`. `before` is the line above, for a binding that is broken
/// after its `=`.
pub(super) fn name(before: Option<&str>, line: &str, column: usize) -> Option<String> {
    let head: String = line.chars().take(column.saturating_sub(1)).collect();
    let head = without_constructors(&head);
    if head.trim().is_empty() {
        let before = before?.trim_end();
        return before.ends_with('=').then(|| binding(before)).flatten();
    }
    if head.ends_with('=') {
        return binding(head);
    }
    // A field; but a path ends in two colons.
    let field = head.strip_suffix(':').filter(|it| !it.ends_with(':'))?;
    last_word(field)
}

/// `let name = Arc::new(` is `let name =`.
fn without_constructors(head: &str) -> &str {
    let mut head = head.trim_end();
    while let Some(open) = head.strip_suffix('(') {
        let shorter = open.trim_end_matches(|it: char| it.is_alphanumeric() || "_:<>".contains(it));
        if shorter.len() == open.len() {
            break;
        }
        head = shorter.trim_end();
    }
    head
}

/// The name before the last `=`, with or without a type.
fn binding(head: &str) -> Option<String> {
    let pattern = head.trim_end().strip_suffix('=')?;
    let start = pattern.rfind("let ").map_or(0, |at| at + 4);
    let pattern = pattern[start..].trim();
    let pattern = pattern.split_once(": ").map_or(pattern, |(name, _)| name);
    last_word(pattern.trim_start_matches('(').split(',').next()?)
}

fn last_word(text: &str) -> Option<String> {
    let text = text.trim_end();
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let start = text.rfind(|it| !is_part(it)).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    let word = &text[start..];
    let named = word.starts_with(|it: char| it.is_alphabetic() || it == '_') && word != "_";
    named.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of what is made where `$` stands.
    fn made(line: &str) -> Option<String> {
        let column = line.find('$').expect("a mark") + 1;
        name(Some("let above ="), &line.replace('$', ""), column)
    }

    #[test]
    fn bindings_and_fields_give_names() {
        let named = |line| made(line).expect("a name");
        assert_eq!(named("let count = $Mutex::new(0);"), "count");
        assert_eq!(named("    let mut a: Mutex<u8> = $Mutex::new(0);"), "a");
        assert_eq!(named("let count = Arc::new($Mutex::new(0));"), "count");
        assert_eq!(named("let x = Arc::<Mutex<u8>>::new($Mutex::new(0));"), "x");
        assert_eq!(named("let (sender, receiver) = $channel();"), "sender");
        assert_eq!(named("Self { open: $AtomicBool::new(true) }"), "open");
        assert_eq!(named("    changed: $Condvar::new(),"), "changed");
        assert_eq!(named("Lock { a: 1, held: Some($Flag::new()) }"), "held");
        assert_eq!(named("        $Arc::new(Mutex::new(0));"), "above");
    }

    #[test]
    fn what_has_no_name_gets_none() {
        assert_eq!(name(Some("{"), "f(Mutex::new(0))", 3), None);
        assert_eq!(made("let _ = $Mutex::new(0);"), None);
        assert_eq!(made("std::sync::$Mutex::new(0);"), None);
        assert_eq!(made("(0..2).map(|_| $Mutex::new(0))"), None);
        assert_eq!(name(Some("vec!["), "    Mutex::new(0),", 5), None);
    }
}
