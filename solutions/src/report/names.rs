//! Names of files for students, whose ids may be anything: a path, a device of Windows, two that differ
//! only in case.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// The longest name that is taken as it is.
const LONGEST: usize = 64;

/// A name for each id, without an extension, no two of them equal, not even where case does not count.
///
/// A plain id is its own name. Another one becomes what is plain in it, and the beginning of its digest.
pub(super) fn files<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let ids: Vec<&str> = ids.collect();
    let mut names: Vec<String> = ids.iter().map(|id| name(id)).collect();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for name in &names {
        *uses.entry(name.to_lowercase()).or_default() += 1;
    }
    for (name, id) in names.iter_mut().zip(&ids) {
        if uses[&name.to_lowercase()] > 1 {
            *name = format!("{name}-{}", digest(id));
        }
    }
    names
}

fn name(id: &str) -> String {
    if is_plain(id) {
        return id.to_owned();
    }
    let kept: String = id
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .take(LONGEST)
        .collect();
    let digest = digest(id);
    match kept.trim_matches('-') {
        "" => digest,
        kept => format!("{kept}-{digest}"),
    }
}

fn is_plain(id: &str) -> bool {
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
    let ends_well = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
    id.chars().all(plain)
        && ends_well(id.chars().next())
        && ends_well(id.chars().next_back())
        && id.len() <= LONGEST
        && !is_device(id)
}

/// What Windows takes for a device, whatever extension follows.
fn is_device(id: &str) -> bool {
    let stem = id.split('.').next().unwrap_or(id).to_ascii_lowercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|it| it.len() == 1 && it.bytes().all(|it| it.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Eight bytes of the SHA-256: nobody makes two ids with the same by chance, nor on purpose in an evening.
fn digest(id: &str) -> String {
    let digest = Sha256::digest(id.as_bytes());
    digest[..8].iter().map(|it| format!("{it:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn plain_ids_are_names() {
        let ids = ["alice", "bob.smith-2", "S1234_x"];
        assert_eq!(files(ids.into_iter()), ids);
    }

    #[test]
    fn hostile_ids_become_names_that_differ() {
        let long = "x".repeat(400);
        let ids = [
            "../x",
            "..",
            ".",
            "",
            "/etc/passwd",
            "x",
            "CON",
            "nul.json",
            "com1.a",
            "Zoë",
            "Zoe\u{308}",
            "a b",
            "a-b",
            "a/b",
            "Alice",
            "alice",
            "ALICE",
            "-rf",
            ".hidden",
            "end.",
            "a\0b",
            "a\nb",
            "\u{202e}x",
            "明",
            "C:\\x",
            &long,
        ];
        let names = files(ids.into_iter());
        let different: BTreeSet<String> = names.iter().map(|it| it.to_lowercase()).collect();
        assert_eq!(different.len(), ids.len(), "{names:#?}");
        for name in &names {
            assert!(is_plain(name) || name.len() > LONGEST, "{name}");
            assert!(name.len() < 100 && !is_device(name), "{name}");
        }
        assert!(names[14].starts_with("Alice-"), "{}", names[14]);
        assert_eq!(names[12], "a-b");
    }

    #[test]
    fn an_id_that_is_the_name_of_another_is_no_trick() {
        let first = files(["../x"].into_iter()).remove(0);
        let names = files(["../x", first.as_str()].into_iter());
        assert_ne!(names[0], names[1]);
    }
}
