//! What a model does not see.
//!
//! A model explores the interleavings of `super::sync`, which is std's in one test file and the model's in the
//! other. Of what comes from `std::sync` itself it knows nothing: to it, a load and a store of std's are one step with
//! nothing between, and a race is never met. So what threads share has to come from where the stub takes it. Types
//! of std that are shared with nobody, as errors and orderings, may be used.

use ra_ap_rustc_lexer::TokenKind;

use super::{Refusal, Token};

/// The crates in which there is something to share.
const ROOTS: [&str; 3] = ["std", "core", "tokio"];

/// What in their `sync` keeps nothing that threads could race for.
const HARMLESS: [&str; 12] = [
    "Arc",
    "Weak",
    "Ordering",
    "LockResult",
    "PoisonError",
    "TryLockError",
    "TryLockResult",
    "RecvError",
    "RecvTimeoutError",
    "SendError",
    "TryRecvError",
    "TrySendError",
];

/// Why it is refused.
const WHY: &str = "the model of this exercise sees what is shared through `super::sync`, and nothing else: \
                   take it from there, as the stub does";

/// The threads of a model take turns on one of the system's.
const ONE_THREAD: &str = "in the model of this exercise all threads would have it in common";

/// Why an answer with these tokens is refused, if it is.
pub(super) fn refusal(tokens: &[Token<'_>]) -> Option<Refusal> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        if token.name() == Some("thread_local") {
            return Some(token.refused(ONE_THREAD));
        }
        let name = token.name().filter(|it| ROOTS.contains(it))?;
        // The last segment of another path, or what a field or a function is called.
        if at > 0 && matches!(tokens[at - 1].kind, TokenKind::Dot) {
            return None;
        }
        let mut seen = Vec::new();
        let mut rest = Rest { tokens, at: at + 1 };
        let is_fine =
            rest.goes_on(&mut vec![name], &mut seen) && seen.iter().all(|path| !is_unseen(path));
        (!is_fine).then(|| token.refused(WHY))
    })
}

/// Whether what is named by this path, from its crate on, is something that a model cannot see, or could be.
fn is_unseen(path: &[&str]) -> bool {
    match path {
        [_] | [_, "self" | "*"] => true,
        [_, "sync", rest @ ..] => !rest.iter().any(|it| HARMLESS.contains(it)),
        [_, "cell", rest @ ..] => rest
            .last()
            .is_none_or(|it| ["self", "*", "UnsafeCell", "SyncUnsafeCell"].contains(it)),
        _ => false,
    }
}

/// The tokens of a path that have not been read yet.
struct Rest<'a, 't> {
    tokens: &'a [Token<'t>],
    at: usize,
}

impl<'a> Rest<'a, '_> {
    fn take(&mut self, kind: TokenKind) -> bool {
        let is_it = self.tokens.get(self.at).is_some_and(|it| it.kind == kind);
        self.at += usize::from(is_it);
        is_it
    }

    /// Reads what comes after `path`, and puts every whole path into `seen`. False if it is none that can be read,
    /// as where a macro fills something in.
    fn goes_on(&mut self, path: &mut Vec<&'a str>, seen: &mut Vec<Vec<&'a str>>) -> bool {
        if !(self.take(TokenKind::Colon) && self.take(TokenKind::Colon)) {
            seen.push(path.clone());
            return true;
        }
        self.tree(path, seen)
    }

    fn tree(&mut self, path: &mut Vec<&'a str>, seen: &mut Vec<Vec<&'a str>>) -> bool {
        if self.take(TokenKind::OpenBrace) {
            while !self.take(TokenKind::CloseBrace) {
                if !self.tree(path, seen) {
                    return false;
                }
                if self.tokens.get(self.at).and_then(Token::name) == Some("as") {
                    self.at += 2;
                }
                if !self.take(TokenKind::Comma)
                    && self.tokens.get(self.at).map(|it| it.kind) != Some(TokenKind::CloseBrace)
                {
                    return false;
                }
            }
            return true;
        }
        if self.take(TokenKind::Star) {
            seen.push([&path[..], &["*"]].concat());
            return true;
        }
        // Type arguments, which may stand after what was named.
        if self.take(TokenKind::Lt) {
            seen.push(path.clone());
            return true;
        }
        let Some(name) = self.tokens.get(self.at).and_then(Token::name) else {
            return false;
        };
        self.at += 1;
        path.push(name);
        let goes_on = self.goes_on(path, seen);
        path.pop();
        goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scope, refusal};

    const MODELED: Scope = Scope {
        may_be_unsafe: false,
        modeled: true,
    };

    #[test]
    fn what_is_shared_behind_the_models_back_is_refused() {
        for text in [
            "use std::sync::Mutex;",
            "use std::{io, sync::{Arc, atomic::{AtomicU64, Ordering}}};",
            "use core::sync::atomic::AtomicBool as Flag;",
            "fn f() { let _ = std::sync::OnceLock::<u8>::new(); }",
            "use std::sync;",
            "use std::sync::{self as s};",
            "use std::sync::*;",
            "use std::*;",
            "use std as s;",
            "use std::{self as s};",
            "extern crate std as s;",
            "use ::std::sync::mpsc;",
            "macro_rules! m { ($s:ident) => { use $s::sync::Mutex; } } m!(std);",
            "macro_rules! m { ($s:ident) => { use std::$s::Mutex; } } m!(sync);",
            "macro_rules! m { ($s:tt) => { use std::{$s}; } } m!(sync);",
            "use r#std::r#sync::Mutex;",
            "use std::cell::UnsafeCell;",
            "use tokio::sync::Notify;",
        ] {
            let why = refusal(text, MODELED).expect(text).to_string();
            assert!(why.contains("`super::sync`"), "{text}: {why}");
            assert_eq!(refusal(text, Scope::default()), None, "{text}");
        }
    }

    #[test]
    fn what_only_seems_to_be_a_threads_own_is_refused() {
        let text = "thread_local! { static HELD: u8 = 0; }";
        assert!(refusal(text, MODELED).is_some_and(|it| it.to_string().contains("in common")));
    }

    #[test]
    fn what_keeps_nothing_is_not() {
        for text in [
            "use super::sync::{Mutex, atomic::AtomicU64};",
            "use std::sync::{Arc, PoisonError, atomic::Ordering::{self, Relaxed}};",
            "use std::{collections::{BTreeMap, VecDeque as Queue}, io::{self, Write}, mem};",
            "fn f() { std::thread::yield_now(); std::mem::take(&mut 1); }",
            "fn f() -> std::collections::VecDeque<u8> { Vec::<u8>::new().into() }",
            "fn f() -> usize { std::mem::size_of::<u8>() }",
            "use std::cell::RefCell; use std::sync::mpsc::RecvError;",
        ] {
            assert_eq!(refusal(text, MODELED), None, "{text}");
        }
    }
}
