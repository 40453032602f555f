//! The search finds what is on the pages.

use std::fs;

use serde_json::Value;

use crate::harness::{built, files};

/// The pages on which the index has the word. elasticlunr keeps its words as a tree of letters.
fn pages_with(word: &str) -> Vec<String> {
    let indexes: Vec<_> = files(built(), ".js")
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("searchindex")
        })
        .collect();
    let [index] = &indexes[..] else {
        panic!("one search index: {indexes:?}")
    };
    let script = fs::read_to_string(index).expect("readable");
    let begin = script.find("JSON.parse('").expect("the index is JSON") + "JSON.parse('".len();
    let end = script.rfind("')").expect("the index ends");
    let json = script[begin..end].replace(r"\'", "'").replace(r"\\", r"\");
    let index: Value = serde_json::from_str(&json).expect("the index is JSON");
    let mut node = &index["index"]["index"]["body"]["root"];
    for letter in word.chars() {
        node = &node[letter.to_string()];
    }
    let documents = node["docs"].as_object().into_iter().flatten();
    let addresses = documents.filter_map(|(document, _)| {
        let number: usize = document.parse().ok()?;
        index["doc_urls"][number].as_str().map(str::to_owned)
    });
    addresses.collect()
}

#[test]
fn the_search_finds_words_of_a_chapter() {
    let pages = pages_with("defer");
    assert!(
        pages.iter().any(|it| it.starts_with("ch01-defer-drop/")),
        "{pages:?}"
    );
    assert_eq!(pages_with("xyzzy"), [""; 0]);
}
