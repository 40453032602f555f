//! The secret by which the server knows the reader's own browser from everybody else's.
//!
//! Any process of this machine, of any of its users, can connect to a loopback port. So the address
//! that the terminal prints holds a token that is made at each start; the browser that opens it gets
//! the token as a cookie; and without that cookie the server shows the book, but edits and runs
//! nothing.
//!
//! The tokens of the last starts are kept in a file that only its owner can read. They still open the
//! door, so that a page that was open before the server was started anew finds its way back.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::atomic_file::write_atomically;
use crate::progress::FOLDER;

/// How many starts a token outlives.
const KEPT: usize = 16;

/// The tokens that open the door.
#[derive(Clone)]
pub(super) struct Tokens {
    /// The newest last. Never empty.
    known: Vec<String>,
}

impl Tokens {
    /// Makes a new token and keeps it with those of earlier starts of the workbook at `root`.
    ///
    /// # Errors
    ///
    /// If the system has no randomness to give, or the file cannot be written.
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let token = bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String grows");
            text
        });
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let path = folder.join("tokens");
        let mut known: Vec<String> = fs::read_to_string(&path)
            .unwrap_or_default()
            .lines()
            .filter(|line| is_token(line))
            .map(str::to_owned)
            .collect();
        known.push(token);
        known.drain(..known.len().saturating_sub(KEPT));
        // A file of its owner's alone: that is how temporary files are made, and this was one.
        write_atomically(&path, &(known.join("\n") + "\n"))?;
        Ok(Self { known })
    }

    /// The token of this start.
    pub(super) fn current(&self) -> &str {
        self.known.last().expect("never empty")
    }

    /// Whether `token` opens the door.
    pub(super) fn know(&self, token: &str) -> bool {
        // Every byte of every token is compared, so that the time says nothing about either.
        self.known.iter().fold(false, |found, known| {
            let differ = known
                .bytes()
                .zip(token.bytes())
                .fold(known.len() ^ token.len(), |differ, (a, b)| {
                    differ | usize::from(a ^ b)
                });
            found | (differ == 0)
        })
    }
}

/// Nobody's log shall have it.
impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_tokens_still_open_the_door_for_a_while() {
        let root = tempfile::tempdir().expect("a folder");
        let first = Tokens::new(root.path()).expect("a token");
        let second = Tokens::new(root.path()).expect("a token");
        assert_ne!(first.current(), second.current());
        assert!(second.know(first.current()) && second.know(second.current()));
        assert!(!first.know(second.current()));
        for _ in 0..KEPT {
            Tokens::new(root.path()).expect("a token");
        }
        let last = Tokens::new(root.path()).expect("a token");
        assert!(!last.know(second.current()));
    }

    #[test]
    fn nothing_else_does() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join(FOLDER)).expect("made");
        fs::write(root.path().join(FOLDER).join("tokens"), "\nshort\n").expect("written");
        let tokens = Tokens::new(root.path()).expect("a token");
        let current = tokens.current();
        for wrong in ["", "short", &current[1..], &format!("{current}0")] {
            assert!(!tokens.know(wrong), "{wrong}");
        }
        assert!(is_token(current));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let root = tempfile::tempdir().expect("a folder");
        Tokens::new(root.path()).expect("a token");
        let file = root.path().join(FOLDER).join("tokens");
        let mode = fs::metadata(file).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}
