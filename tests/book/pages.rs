//! The built pages: their links, what they load, and what is searched.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use regex::Regex;
use scraper::{Html, Selector};
use tempfile::TempDir;
use workbook::book;

use crate::{files, none, pages, root, shown};

/// The book, built once for all tests.
fn built() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        book::render(root(), folder.path(), None).unwrap_or_else(|error| panic!("{error}"));
        folder
    });
    folder.path()
}

fn inside(page: &Path) -> String {
    let page = page.strip_prefix(built()).unwrap_or(page);
    page.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a valid selector")
}

#[test]
fn every_link_leads_somewhere() {
    let mut ids: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    let mut links: Vec<(PathBuf, String)> = Vec::new();
    for page in files(built(), ".html") {
        let text = fs::read_to_string(&page).expect("the page is there");
        let html = Html::parse_document(&text);
        let with_id = selector("[id]");
        let found = html.select(&with_id).filter_map(|it| it.attr("id"));
        ids.insert(page.clone(), found.map(str::to_owned).collect());
        for (css, attribute) in [
            ("a[href]", "href"),
            ("[src]", "src"),
            ("link[href]", "href"),
        ] {
            for element in html.select(&selector(css)) {
                links.push((
                    page.clone(),
                    element.attr(attribute).unwrap_or("").to_owned(),
                ));
            }
        }
    }
    let mut faults = Vec::new();
    for (page, link) in links {
        if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") {
            continue;
        }
        // The page that stands for missing pages is written for the root of a site.
        if page.ends_with("404.html") {
            continue;
        }
        let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
        let path = path.split('?').next().unwrap_or("");
        let target = if path.is_empty() {
            page.clone()
        } else {
            resolved(&page, path)
        };
        let target = if target.is_dir() {
            target.join("index.html")
        } else {
            target
        };
        if !target.is_file() {
            faults.push(format!("{}: `{link}` leads nowhere", inside(&page)));
        } else if !fragment.is_empty()
            && ids.get(&target).is_some_and(|ids| !ids.contains(fragment))
        {
            faults.push(format!(
                "{}: `{link}` leads to no place on that page",
                inside(&page)
            ));
        }
    }
    none(&faults);
}

fn resolved(page: &Path, link: &str) -> PathBuf {
    let mut path = page.parent().expect("a page stands in a folder").to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path
}

#[test]
fn nothing_is_loaded_from_the_network() {
    let mut faults = Vec::new();
    for page in files(built(), ".html") {
        let text = fs::read_to_string(&page).expect("the page is there");
        let html = Html::parse_document(&text);
        for css in [
            "[src]",
            "link[href]",
            "object[data]",
            "[srcset]",
            "form[action]",
        ] {
            for element in html.select(&selector(css)) {
                for name in ["src", "href", "data", "srcset", "action"] {
                    let value = element.attr(name).unwrap_or("").trim();
                    if value.starts_with("//") || value.contains("://") {
                        faults.push(format!("{}: loads {value}", inside(&page)));
                    }
                }
            }
        }
    }
    let remote =
        Regex::new(r#"(?:@import\s*|url\(\s*)["']?\s*(?:[a-z]+:)?//"#).expect("a valid pattern");
    for style in files(built(), ".css") {
        let text = fs::read_to_string(&style).expect("the style is there");
        if let Some(found) = remote.find(&text) {
            faults.push(format!("{}: loads {}…", inside(&style), found.as_str()));
        }
    }
    none(&faults);
}

#[test]
fn what_the_pages_say_is_found_by_search() {
    let index: Vec<PathBuf> = files(built(), ".js")
        .into_iter()
        .filter(|path| inside(path).starts_with("searchindex"))
        .collect();
    let [index] = index.as_slice() else {
        panic!("there must be one search index: {index:?}")
    };
    let text = fs::read_to_string(index).expect("the index is there");
    for word in ["ex01_lifo.html", "split_at_mut", "destructor"] {
        assert!(text.contains(word), "the index does not know {word}");
    }
}

#[test]
fn no_directive_is_left_on_a_page() {
    let mut faults = Vec::new();
    for page in files(built(), ".html") {
        let text = fs::read_to_string(&page).expect("the page is there");
        if text.contains("{{#") {
            faults.push(format!(
                "{}: shows a directive that nobody expanded",
                inside(&page)
            ));
        }
    }
    none(&faults);
}

#[test]
fn every_include_has_its_file_and_anchor() {
    let include =
        Regex::new(r"\{\{#(?:rustdoc_)?include ([^}:]+)(?::([^}]+))?\}\}").expect("valid");
    let mut faults = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("the page is there");
        for (index, line) in text.lines().enumerate() {
            for found in include.captures_iter(line) {
                let target = resolved(&page, found[1].trim());
                let anchor = found.get(2).map(|it| it.as_str());
                // Lines are numbers; an anchor is a name.
                let anchor = anchor.filter(|it| it.starts_with(|it: char| it.is_alphabetic()));
                let place = format!("{}:{}", shown(&page), index + 1);
                match (fs::read_to_string(&target), anchor) {
                    (Err(error), _) => faults.push(format!("{place}: {}: {error}", &found[1])),
                    (Ok(text), Some(anchor)) if !text.contains(&format!("ANCHOR: {anchor}")) => {
                        faults.push(format!("{place}: {} has no anchor {anchor}", &found[1]));
                    }
                    _ => {}
                }
            }
        }
    }
    none(&faults);
}

/// A book with one page, in a tree of its own.
fn small_book(page: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    };
    write(
        "book.toml",
        "[book]\ntitle = \"t\"\nsrc = \"book\"\n[build]\ncreate-missing = false\n",
    );
    write("book/SUMMARY.md", "# Summary\n\n- [One](one.md)\n");
    write("book/one.md", page);
    write(
        "book/go/a.go",
        "package main\n// ANCHOR: x\n// ANCHOR_END: x\n",
    );
    fs::create_dir_all(folder.path().join("exercises")).expect("made");
    folder
}

#[track_caller]
fn refuses(page: &str, message: &str) {
    let folder = small_book(page);
    let output = tempfile::tempdir().expect("a folder");
    let error = book::render(folder.path(), output.path(), None).expect_err("it is refused");
    let error = error.to_string();
    assert!(
        error.contains("one.md:3") && error.contains(message),
        "{error}"
    );
}

#[test]
fn a_broken_directive_is_an_error_at_its_line() {
    refuses(
        "# One\n\n{{#exercise ch01-a/ex01_b}}\n",
        "there is no exercise `ch01-a/ex01_b`",
    );
    refuses(
        "# One\n\n{{#program go/missing.go}}\n",
        "there is no program",
    );
    refuses(
        "# One\n\n{{#program go/a.go:nope}}\n",
        "has no `ANCHOR: nope`",
    );
    refuses("# One\n\n{{#program go/a.go:x}}\n", "is not recorded");
}
