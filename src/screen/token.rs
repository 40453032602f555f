//! The words and signs that an answer consists of.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

use super::{Refusal, What};

/// A token that is neither space nor comment.
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind,
    text: &'a str,
    /// Where it begins, in bytes, and in which line, from 1.
    start: usize,
    line: usize,
}

impl Token<'_> {
    /// The name that it is, if it is one.
    pub(super) fn name(&self) -> Option<&str> {
        match self.kind {
            TokenKind::Ident => Some(self.text),
            TokenKind::RawIdent => self.text.strip_prefix("r#"),
            _ => None,
        }
    }

    /// Refuses it, for this reason.
    pub(super) fn refused(&self, why: &'static str) -> Refusal {
        let name = self.name().unwrap_or(self.text);
        Refusal {
            span: self.start..self.start + self.text.len(),
            line: self.line,
            what: What::Word(name.to_owned(), why),
        }
    }
}

/// The tokens of `text`.
///
/// # Errors
///
/// If a line has what is none.
pub(super) fn all(text: &str) -> Result<Vec<Token<'_>>, Refusal> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut line = 1;
    for token in tokenize(text, FrontmatterAllowed::No) {
        let end = start + token.len as usize;
        let Some(word) = text.get(start..end) else {
            return Err(Refusal {
                span: start..start,
                line,
                what: What::Unreadable,
            });
        };
        match token.kind {
            TokenKind::Whitespace
            | TokenKind::LineComment { .. }
            | TokenKind::BlockComment { .. } => {}
            kind => tokens.push(Token {
                kind,
                text: word,
                start,
                line,
            }),
        }
        line += word.bytes().filter(|it| *it == b'\n').count();
        start = end;
    }
    Ok(tokens)
}
