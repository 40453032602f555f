//! What an error of the compiler is called: by its code; or, if it is one of the few that have none,
//! by its message.

/// The name of an error, for declarations, wrong answers, fences and quizzes: its code, as `E0277`; or
/// the words of its message, as `future-cannot-be-sent-between-threads-safely`.
pub fn name(code: Option<&str>, message: &str) -> String {
    code.map_or_else(|| words(message).join("-"), str::to_owned)
}

/// Whether `text` is the name of an error that has a message only.
pub fn is_message(text: &str) -> bool {
    text.contains('-') && text == words(text).join("-")
}

fn words(message: &str) -> Vec<String> {
    message
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_without_a_code_is_named_by_its_message() {
        let message = "future cannot be sent between threads safely";
        let slug = "future-cannot-be-sent-between-threads-safely";
        assert_eq!(name(Some("E0277"), message), "E0277");
        assert_eq!(name(None, message), slug);
        assert_eq!(name(None, "expected `;`, found `}`"), "expected-found");
        assert!(is_message(slug));
        for no in ["E0277", "no_run", "a test", "future-", "-", "Future-x", ""] {
            assert!(!is_message(no), "{no}");
        }
    }
}
