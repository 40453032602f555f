//! A program as a sequence of tokens in which nothing is left that can be changed without thought: no
//! comments, no layout, no attributes, no visibility, no `use`, and no names that a program gives itself.
//!
//! A name is kept only where the program cannot choose it: a method it calls, a part of a path, a macro or
//! a type, none of which it declares. So `count.lock()` and `n.lock()` are the same, and `count.lock()` and
//! `count.read()` are not.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, is_id_continue, tokenize};

/// How far a declaration is read, in words: a program of nothing but the beginnings of enums is not to be
/// read to its end from each of them.
const DECLARATION: usize = 2_000;

/// How many words of a text are read. An answer has some hundreds.
const LONGEST: usize = 10_000;

/// A token that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What two tokens have in common that are taken for the same.
    pub class: u64,
    /// Where it stands in the text, in bytes.
    pub place: Range<usize>,
}

/// The tokens of a text. A text that is no sequence of tokens, because something in it is never closed, is
/// one of words.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let words = lexed(text).unwrap_or_else(|| words(text));
    let mut words = without_noise(words);
    words.truncate(LONGEST);
    let own = Own::of(&words);
    (0..words.len())
        .filter(|&index| !own.used[index])
        .map(|index| Token {
            class: hash(own.class(&words, index).as_bytes()),
            place: words[index].place.clone(),
        })
        .collect()
}

/// FNV-1a, then mixed. It must be the same with every toolchain, which std does not promise of its own.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mixed(hash)
}

/// The hash with all its bits spread over it, so that the smallest of some is any of them.
pub(super) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    Lifetime,
    Number,
    Quoted,
    Sign,
}

#[derive(Clone, Debug)]
struct Word<'t> {
    kind: Kind,
    text: &'t str,
    place: Range<usize>,
}

fn lexed(text: &str) -> Option<Vec<Word<'_>>> {
    let mut words = Vec::new();
    let mut end = 0;
    for token in tokenize(text, FrontmatterAllowed::No) {
        let place = end..end + token.len as usize;
        end = place.end;
        let kind = match token.kind {
            TokenKind::Whitespace | TokenKind::LineComment { .. } => continue,
            TokenKind::BlockComment { terminated, .. } => {
                if terminated {
                    continue;
                }
                return None;
            }
            TokenKind::Literal { kind, .. } => literal(kind)?,
            TokenKind::Ident | TokenKind::RawIdent | TokenKind::InvalidIdent => Kind::Name,
            TokenKind::Lifetime { .. } | TokenKind::RawLifetime => Kind::Lifetime,
            _ => Kind::Sign,
        };
        words.push(word(text, kind, place));
    }
    Some(words)
}

/// The kind of a literal; none if it is never closed.
fn literal(kind: LiteralKind) -> Option<Kind> {
    match kind {
        LiteralKind::Int { .. } | LiteralKind::Float { .. } => Some(Kind::Number),
        LiteralKind::Char { terminated }
        | LiteralKind::Byte { terminated }
        | LiteralKind::Str { terminated }
        | LiteralKind::ByteStr { terminated }
        | LiteralKind::CStr { terminated } => terminated.then_some(Kind::Quoted),
        LiteralKind::RawStr { n_hashes }
        | LiteralKind::RawByteStr { n_hashes }
        | LiteralKind::RawCStr { n_hashes } => n_hashes.map(|_| Kind::Quoted),
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        if char.is_whitespace() {
            continue;
        }
        if !is_id_continue(char) && char != '_' {
            words.push(word(text, Kind::Sign, start..end));
            continue;
        }
        match words.last_mut() {
            Some(last) if last.place.end == start && last.kind != Kind::Sign => {
                last.place.end = end;
                last.text = &text[last.place.clone()];
            }
            _ if char.is_numeric() => words.push(word(text, Kind::Number, start..end)),
            _ => words.push(word(text, Kind::Name, start..end)),
        }
    }
    words
}

fn word(text: &str, kind: Kind, place: Range<usize>) -> Word<'_> {
    let spelled = &text[place.clone()];
    Word {
        kind,
        text: spelled.strip_prefix("r#").unwrap_or(spelled),
        place,
    }
}

/// Leaves out what is written by habit or by rustfmt, and makes one sign of `::`.
///
/// What a `use` renames is not forgotten: it stays as the two names around the `as`, which [`Own`] reads.
fn without_noise(words: Vec<Word<'_>>) -> Vec<Word<'_>> {
    let mut kept: Vec<Word<'_>> = Vec::with_capacity(words.len());
    let text = |index: usize| words.get(index).map_or("", |word| word.text);
    let mut index = 0;
    while index < words.len() {
        let inner = usize::from(text(index + 1) == "!");
        match text(index) {
            "#" if text(index + 1 + inner) == "[" => {
                index = closed(&words, index + 1 + inner) + 1;
            }
            "pub" => index = after_visibility(&words, index),
            "," if matches!(text(index + 1), ")" | "]" | "}" | ">") => index += 1,
            ":" if text(index + 1) == ":" => {
                let mut both = words[index].clone();
                both.text = "::";
                both.place.end = words[index + 1].place.end;
                kept.push(both);
                index += 2;
            }
            _ => {
                kept.push(words[index].clone());
                index += 1;
            }
        }
    }
    kept
}

fn after_visibility(words: &[Word<'_>], index: usize) -> usize {
    let text = |index: usize| words.get(index).map_or("", |word| word.text);
    let restricted =
        text(index + 1) == "(" && matches!(text(index + 2), "crate" | "super" | "self" | "in");
    if restricted {
        closed(words, index + 1) + 1
    } else {
        index + 1
    }
}

/// The index of what closes the bracket at `open`, or the last index.
fn closed(words: &[Word<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, word) in words.iter().enumerate().skip(open) {
        match word.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    words.len().saturating_sub(1)
}

/// What a program calls as it likes.
struct Own<'t> {
    /// The names that it declares.
    declared: BTreeSet<&'t str>,
    /// The names under which it uses what is not its own, and the names of that.
    renamed: BTreeMap<&'t str, &'t str>,
    /// Which words belong to a `use`.
    used: Vec<bool>,
}

impl<'t> Own<'t> {
    fn of(words: &[Word<'t>]) -> Self {
        let mut own = Self {
            declared: BTreeSet::new(),
            renamed: BTreeMap::new(),
            used: vec![false; words.len()],
        };
        for (index, word) in words.iter().enumerate() {
            let Some(next) = words.get(index + 1) else {
                break;
            };
            match word.text {
                "use" if !own.used[index] => own.read_use(words, index),
                "fn" | "struct" | "enum" | "union" | "type" | "trait" | "mod" | "const"
                | "static" => {
                    if next.kind == Kind::Name {
                        own.declared.insert(next.text);
                    }
                    if matches!(word.text, "enum") {
                        own.read_variants(words, index + 2);
                    }
                    own.read_generics(words, index + 2);
                }
                "impl" => own.read_generics(words, index + 1),
                _ => {}
            }
        }
        own
    }

    fn read_use(&mut self, words: &[Word<'t>], start: usize) {
        // `use` in `impl Trait + use<'a>` is none.
        if words.get(start + 1).is_some_and(|next| next.text == "<") {
            return;
        }
        for index in start..words.len() {
            self.used[index] = true;
            match words[index].text {
                ";" => return,
                "as" if index > start && index + 1 < words.len() => {
                    let (from, to) = (words[index - 1].text, words[index + 1].text);
                    self.renamed.insert(to, from);
                }
                _ => {}
            }
        }
    }

    fn read_variants(&mut self, words: &[Word<'t>], from: usize) {
        let words = &words[..words.len().min(from + DECLARATION)];
        let Some(open) = (from..words.len()).find(|&index| words[index].text == "{") else {
            return;
        };
        let mut index = open + 1;
        let end = closed(words, open);
        while index < end {
            if words[index].kind == Kind::Name && matches!(words[index - 1].text, "{" | ",") {
                self.declared.insert(words[index].text);
            }
            index = match words[index].text {
                "(" | "{" | "[" => closed(words, index) + 1,
                _ => index + 1,
            };
        }
    }

    fn read_generics(&mut self, words: &[Word<'t>], open: usize) {
        let words = &words[..words.len().min(open + DECLARATION)];
        if words.get(open).is_none_or(|word| word.text != "<") {
            return;
        }
        let mut depth = 0_usize;
        for index in open..words.len() {
            let word = &words[index];
            match word.text {
                "<" => depth += 1,
                ">" if words[index - 1].text != "-" => depth = depth.saturating_sub(1),
                "{" | ";" => return,
                _ => {}
            }
            if depth == 0 {
                return;
            }
            let declares = matches!(words[index.saturating_sub(1)].text, "<" | "," | "const");
            if depth == 1 && word.kind == Kind::Name && declares {
                self.declared.insert(word.text);
            }
        }
    }

    /// What the word is taken for.
    fn class<'w>(&self, words: &'w [Word<'t>], index: usize) -> &'w str
    where
        't: 'w,
    {
        let word = &words[index];
        match word.kind {
            Kind::Sign => word.text,
            Kind::Number => "0",
            Kind::Quoted => "\"\"",
            Kind::Lifetime => "'a",
            Kind::Name if word.text == "Self" => "name",
            Kind::Name if is_keyword(word.text) => word.text,
            Kind::Name => {
                let name = self.renamed.get(word.text).copied().unwrap_or(word.text);
                if !self.declared.contains(name) && is_foreign(words, index, name) {
                    name
                } else {
                    "name"
                }
            }
        }
    }
}

/// Whether the name stands where a program cannot choose it, if it does not declare it.
fn is_foreign(words: &[Word<'_>], index: usize, name: &str) -> bool {
    let text = |index: Option<usize>| {
        let word = index.and_then(|index| words.get(index));
        word.map_or("", |word| word.text)
    };
    let before = text(index.checked_sub(1));
    let after = text(Some(index + 1));
    let path = before == "::" || after == "::";
    let method = before == "." && after == "(";
    let called = after == "!" && text(Some(index + 2)) != "=";
    path || method || called || is_type(name)
}

/// Whether a name is written as types are: `u8`, `Mutex`, and not `MAX`.
fn is_type(name: &str) -> bool {
    const PRIMITIVE: [&str; 17] = [
        "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32",
        "i64", "i128", "isize", "f32", "f64",
    ];
    PRIMITIVE.contains(&name)
        || name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: [&str; 38] = [
        "_", "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum",
        "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move",
        "mut", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type",
        "union", "unsafe", "use", "where", "while",
    ];
    KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<u64> {
        tokens(text).into_iter().map(|token| token.class).collect()
    }

    #[test]
    fn names_comments_layout_and_habits_make_no_difference() {
        let one = "
            use std::sync::{Arc, Mutex};
            /// Counts.
            #[derive(Debug)]
            pub struct Tally<T> { count: Mutex<T>, }
            enum Way { Up(u8), Down }
            const START: usize = 10;
            impl<T: Clone> Tally<T> {
                pub(crate) fn add(&self, n: T) -> Way {
                    let mut count = self.count.lock().unwrap(); // lock
                    *count = n.clone();
                    Self::told(\"added\", 1_000, Way::Down)
                }
            }";
        let other =
            "use std::sync::Mutex as M; use std::sync::Arc; struct Sum<Item>{number:M<Item>}
            enum Side{Left(u8),Right} const FIRST:usize=2;
            impl<Item:Clone> Sum<Item>{ #[inline] fn more(&self,by:Item)->Side{
            let mut held=self.number.lock().unwrap();*held=by.clone();
            /* said */ Sum::told(r#\"more\"#,7,Side::Right)}}";
        let without_uses = |text| {
            let classes = classes(text);
            let start = classes.iter().position(|it| *it == hash(b"struct"));
            classes[start.expect("there is one")..].to_vec()
        };
        assert_eq!(without_uses(one), without_uses(other));
    }

    #[test]
    fn what_is_called_makes_a_difference() {
        assert_ne!(classes("a.lock().unwrap()"), classes("a.read().unwrap()"));
        assert_ne!(
            classes("a(Ordering::Relaxed)"),
            classes("a(Ordering::AcqRel)")
        );
        assert_ne!(classes("todo!()"), classes("panic!()"));
        assert_ne!(classes("let a: Mutex<u8>;"), classes("let a: RwLock<u8>;"));
        assert_eq!(classes("a.count + b"), classes("x.zero + y"));
    }

    #[test]
    fn what_is_never_closed_is_read_as_words() {
        for text in [
            "let a = \"b + c; x.lock()",
            "let a /* b + c; x.lock()",
            "let a = r#\"b.lock()",
        ] {
            let kept = classes(text);
            assert!(kept.contains(&hash(b"lock")), "{text}");
        }
    }

    #[test]
    fn nothing_is_too_odd_to_be_read() {
        let deep = "(".repeat(100_000);
        let odd = [
            "",
            "use",
            "use a as",
            "enum",
            "enum E",
            "enum E {",
            "#[",
            "#![",
            "pub(crate",
            "impl<",
            "'",
            "\u{202e}é\u{0}",
            "r#",
            "::::",
            "fn<",
            "\\",
            &deep,
            "struct <A,",
            "\u{feff}#!/bin/sh",
        ];
        for text in odd {
            for token in tokens(text) {
                assert!(text.get(token.place).is_some());
            }
        }
    }
}
