//! The pages get by with files: a policy that allows no script inside a page allows all of them.

use std::fs;
use std::path::Path;

use scraper::{Html, Selector};
use workbook::book::{self, Built};

use crate::harness::{assert_none, built, files, kept, root};

/// What the policy of the server would refuse on this page.
fn inline_scripts(html: &str) -> Vec<String> {
    let all = Selector::parse("*").expect("a selector");
    let mut found = Vec::new();
    for element in Html::parse_document(html).select(&all) {
        let element = element.value();
        if element.name() == "script" && element.attr("src").is_none() {
            found.push("a script that is no file".to_owned());
        }
        for (name, value) in element.attrs() {
            if name.starts_with("on") || value.trim_start().starts_with("javascript:") {
                found.push(format!("<{} {name}=\"{value}\">", element.name()));
            }
        }
    }
    found
}

fn in_pages_of(folder: &Path) -> Vec<String> {
    let pages = files(folder, ".html");
    assert!(pages.len() > 15, "{pages:?}");
    pages
        .iter()
        .flat_map(|page| {
            let html = fs::read_to_string(page).expect("readable");
            inline_scripts(&html)
                .into_iter()
                .map(move |it| format!("{}: {it}", page.display()))
        })
        .collect()
}

#[test]
fn no_page_has_a_script_inside() {
    assert_none(&in_pages_of(built()));
    let served = kept("served");
    book::render(root(), &served, Built::ToBeServed).expect("the book is built");
    assert_none(&in_pages_of(&served));
}

#[test]
fn a_script_inside_a_page_is_found() {
    let html = "<script>run()</script><script src=\"a.js\"></script>\
                <p onclick=\"run()\"><a href=\" javascript:run()\">x</a>";
    assert_eq!(inline_scripts(html).len(), 3);
}
