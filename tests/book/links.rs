//! Every link within the book leads somewhere.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use scraper::{Html, Selector};

use crate::harness::{assert_none, built, files};

/// A page of the built book: where it leads to, and where one can land on it.
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let html = Html::parse_document(&fs::read_to_string(path).expect("readable"));
        let values = |selector: &str, name: &str| -> Vec<String> {
            html.select(&Selector::parse(selector).expect("a selector"))
                .filter_map(|element| element.attr(name).map(str::to_owned))
                .collect()
        };
        let mut links = values("[href]", "href");
        links.extend(values("[src]", "src"));
        let mut anchors: BTreeSet<String> = values("[id]", "id").into_iter().collect();
        anchors.extend(values("a[name]", "name"));
        Self { links, anchors }
    }
}

/// The file that a link on `page` leads to, and the fragment, if it stays within the book.
fn target(book: &Path, page: &Path, link: &str) -> Option<(PathBuf, Option<String>)> {
    let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.contains(':') || link.starts_with("//") {
        return None;
    }
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (link, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let file = match path.strip_prefix('/') {
        // Only the page for what is not found, which is shown at any depth, links like this.
        Some(absolute) => book.join(absolute),
        None if path.is_empty() => page.to_owned(),
        None => page.parent().expect("a folder").join(path),
    };
    let mut plain = PathBuf::new();
    for component in file.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    if path.ends_with('/') || plain == book {
        plain.push("index.html");
    }
    let fragment = fragment.filter(|it| !it.is_empty()).map(unescaped);
    Some((plain, fragment))
}

/// `caf%C3%A9` as `café`.
fn unescaped(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|it| std::str::from_utf8(it).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The links of a built book that lead nowhere.
fn broken(book: &Path) -> Vec<String> {
    let pages: HashMap<PathBuf, Page> = files(book, ".html")
        .into_iter()
        .map(|path| (path.clone(), Page::read(&path)))
        .collect();
    let mut broken = BTreeSet::new();
    for (path, page) in &pages {
        for link in &page.links {
            let Some((file, fragment)) = target(book, path, link) else {
                continue;
            };
            let shown = path.strip_prefix(book).unwrap_or(path).display();
            if !file.is_file() {
                broken.insert(format!("{shown}: the link `{link}` leads nowhere"));
            } else if let (Some(fragment), Some(landing)) = (fragment, pages.get(&file))
                && !landing.anchors.contains(&fragment)
            {
                broken.insert(format!("{shown}: `{link}`: there is no such place there"));
            }
        }
    }
    broken.into_iter().collect()
}

#[test]
fn every_link_within_the_book_leads_somewhere() {
    assert_none(&broken(built()));
}

#[test]
fn links_that_lead_nowhere_are_found() {
    let small = crate::harness::Small::new();
    small.page(
        "# Page\n\n## Ärger mit `Vec<T>`\n\n[a](#nowhere) [b](other.md) [c](page.md#page) \
         [d](https://example.com/#x) [e](page.html#%C3%A4rger-mit-vect) [f](../index.html)\n",
    );
    small.render().expect("the page is right");
    let broken = broken(&small.root().join("target/book"));
    let of_page: Vec<_> = broken
        .iter()
        .filter(|it| it.starts_with("ch01-a"))
        .collect();
    assert_eq!(
        of_page,
        [
            "ch01-a/page.html: `#nowhere`: there is no such place there",
            "ch01-a/page.html: the link `other.html` leads nowhere",
        ]
    );
}
