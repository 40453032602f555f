//! The book needs no network: nothing of it is loaded from elsewhere.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};

use crate::harness::{assert_none, built, files, root};

/// What a browser loads by itself. A plain link is followed by the reader, or not.
const LOADED: [(&str, &str); 12] = [
    ("link", "href"),
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("iframe", "src"),
    ("audio", "src"),
    ("video", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("use", "href"),
];

static IN_CSS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:url\(\s*|@import\s+)["']?([^"')\s;]+)"#).expect("a pattern")
});

fn elsewhere(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.starts_with("//") || address.contains("://")
}

fn loaded_by_css(css: &str) -> Vec<String> {
    IN_CSS
        .captures_iter(css)
        .map(|found| found[1].to_owned())
        .filter(|address| elsewhere(address))
        .collect()
}

fn loaded_by_html(text: &str) -> Vec<String> {
    let html = Html::parse_document(text);
    let select = |selector: &str| Selector::parse(selector).expect("a selector");
    let mut loaded = Vec::new();
    for (element, attribute) in LOADED {
        for element in html.select(&select(&format!("{element}[{attribute}]"))) {
            let address = element.attr(attribute).unwrap_or_default();
            if elsewhere(address) {
                loaded.push(address.to_owned());
            }
        }
    }
    for element in html.select(&select("style")) {
        loaded.extend(loaded_by_css(&element.text().collect::<String>()));
    }
    for element in html.select(&select("[style]")) {
        loaded.extend(loaded_by_css(element.attr("style").unwrap_or_default()));
    }
    loaded
}

/// What a built book would load from elsewhere.
fn loaded(book: &Path) -> Vec<String> {
    let mut loaded = Vec::new();
    for (suffix, find) in [
        (".html", loaded_by_html as fn(&str) -> Vec<String>),
        (".css", loaded_by_css),
        (".svg", loaded_by_html),
    ] {
        for file in files(book, suffix) {
            let text = fs::read_to_string(&file).expect("readable");
            for address in find(&text) {
                loaded.push(format!("{}: loads {address}", file.display()));
            }
        }
    }
    loaded
}

#[test]
fn nothing_is_loaded_from_the_network() {
    assert_none(&loaded(built()));
}

#[test]
fn what_would_be_loaded_is_found() {
    let small = crate::harness::Small::new();
    small.page(
        "# Page\n\n![a](https://example.com/a.png) [b](https://example.com)\n\n\
         <p style=\"background: url('//example.com/b.png')\">b</p>\n",
    );
    small.write(
        "book/theme/tokens.css",
        "@import \"https://example.com/c.css\";\n@font-face { src: url(http://example.com/d.woff2) }\n",
    );
    small.render().expect("the page is right");
    let found = loaded(&small.root().join("target/book"));
    for name in ["a.png", "b.png", "c.css", "d.woff2"] {
        assert!(
            found.iter().any(|it| it.ends_with(name)),
            "{name}: {found:#?}"
        );
    }
}

/// What programs of the book may use is fetched with what the exercises use, so that a reader can run them
/// without a network.
#[test]
fn what_programs_use_is_in_the_lockfile() {
    let read = |file: &str| -> toml::Table {
        let text = fs::read_to_string(root().join(file)).expect("readable");
        toml::from_str(&text).expect("TOML")
    };
    let (manifest, lock) = (read("Cargo.toml"), read("Cargo.lock"));
    let locked: Vec<&str> = lock["package"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    let dependencies = manifest["workspace"]["dependencies"].as_table();
    let missing: Vec<&String> = dependencies
        .expect("dependencies")
        .keys()
        .filter(|it| !locked.contains(&it.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "no package of the workspace uses {missing:?}"
    );
}
