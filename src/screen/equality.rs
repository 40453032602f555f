//! Who decides what is equal.
//!
//! Nearly every assertion of a test is an `==`. Where an answer's own type stands on a side of it, an `eq` of the
//! answer's own could say that all is equal, and the test would hold nothing. What `#[derive]` makes compares field
//! by field, down to types that are not the answer's, and nobody can have both. So the trait may be derived and may
//! be asked for by a bound, and stands nowhere else: not in a macro either, which could carry it to an `impl`.

use ra_ap_rustc_lexer::TokenKind;

use super::{Refusal, Token};

const TRAIT: &str = "PartialEq";

/// Why it is refused.
const WHY: &str =
    "outside of a `#[derive(…)]` it could call everything equal, and then no test says anything";

/// Why an answer with these tokens is refused, if it is.
pub(super) fn refusal(tokens: &[Token<'_>]) -> Option<Refusal> {
    // For each delimiter that is open whether it, or one around it, holds what a macro takes.
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let in_macro = open.last().is_some_and(|it| *it);
        match token.kind {
            TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::OpenBrace => {
                open.push(in_macro || is_of_a_macro(tokens, at));
            }
            TokenKind::CloseParen | TokenKind::CloseBracket | TokenKind::CloseBrace => {
                open.pop();
            }
            _ if token.name() != Some(TRAIT) => {}
            _ if in_macro || !(is_derived(tokens, at) || is_bound(tokens, at)) => {
                return Some(token.refused(WHY));
            }
            _ => {}
        }
    }
    None
}

/// The kinds of the tokens before the one at `at`, from it on backwards.
fn before<'a>(tokens: &'a [Token<'_>], at: usize) -> impl Iterator<Item = &'a Token<'a>> {
    tokens[..at].iter().rev()
}

/// Whether the delimiter at `at` is that of `name!(…)` or `macro_rules! name {…}`.
fn is_of_a_macro(tokens: &[Token<'_>], at: usize) -> bool {
    let mut before = before(tokens, at).peekable();
    before.next_if(|it| it.name().is_some());
    before.next().is_some_and(|it| it.kind == TokenKind::Bang)
        && before.next().is_some_and(|it| it.name().is_some())
}

/// Whether the name at `at` stands in the list of a `#[derive(…)]`.
fn is_derived(tokens: &[Token<'_>], at: usize) -> bool {
    let is_listed = |it: &&Token<'_>| {
        it.name().is_some() || matches!(it.kind, TokenKind::Comma | TokenKind::Colon)
    };
    let mut before = before(tokens, at).skip_while(is_listed);
    let kinds = [
        TokenKind::OpenParen,
        TokenKind::OpenBracket,
        TokenKind::Pound,
    ];
    let [list, bracket, pound] = kinds;
    before.next().is_some_and(|it| it.kind == list)
        && before.next().is_some_and(|it| it.name() == Some("derive"))
        && before.next().is_some_and(|it| it.kind == bracket)
        && before.next().is_some_and(|it| it.kind == pound)
}

/// Whether the name at `at` is what a type has to be, as in `T: Clone + PartialEq`.
fn is_bound(tokens: &[Token<'_>], at: usize) -> bool {
    let mut before = before(tokens, at).map(|it| it.kind);
    match before.next() {
        Some(TokenKind::Plus) => true,
        // Two of them are a path's.
        Some(TokenKind::Colon) => before.next() != Some(TokenKind::Colon),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scope, refusal};

    #[test]
    fn equality_of_ones_own_making_is_refused() {
        for text in [
            "impl PartialEq for A { fn eq(&self, _: &A) -> bool { true } }",
            "impl<T> std::cmp::PartialEq<T> for A { fn eq(&self, _: &T) -> bool { true } }",
            "use std::cmp::PartialEq as P; impl P for A {}",
            "macro_rules! m { ($t:ident) => { impl $t for A {} } } m!(PartialEq);",
            "macro_rules! m { (#[derive($t:ident)]) => { impl $t for A {} } } m! { #[derive(PartialEq)] }",
            "macro_rules! m { (x: $t:ident) => { impl $t for A {} } } m![x: PartialEq];",
            "macro_rules! m { () => { impl ::core::cmp::r#PartialEq for A {} } } m!();",
            "impl<T: PartialEq> PartialEq for A<T> {}",
        ] {
            let refusal = refusal(text, Scope::default()).expect(text).to_string();
            assert!(
                refusal.starts_with("`PartialEq` in line 1 "),
                "{text}: {refusal}"
            );
        }
    }

    #[test]
    fn what_is_derived_or_asked_for_is_not() {
        for text in [
            "#[derive(Clone, PartialEq, Eq)] pub struct A;",
            "#[derive(std::fmt::Debug, std::cmp::PartialEq)] pub struct A;",
            "fn has<T: PartialEq>(all: &[T], one: &T) -> bool { all.contains(one) }",
            "fn has<T>(all: &[T]) where T: Clone + PartialEq<u8> {}",
            "// impl PartialEq for A {}\nconst A: &str = \"impl PartialEq\";",
        ] {
            assert_eq!(refusal(text, Scope::default()), None, "{text}");
        }
    }
}
