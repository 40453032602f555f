//! Every column of a table has a name: who listens to a page has nothing else to go by.

use std::fs;

use scraper::{Html, Selector};

use crate::harness::{assert_none, built, files};

#[test]
fn every_column_has_a_name() {
    let header = Selector::parse("th").expect("a selector");
    let found: Vec<String> = files(built(), ".html")
        .iter()
        .filter(|page| {
            let html = Html::parse_document(&fs::read_to_string(page).expect("readable"));
            html.select(&header)
                .any(|it| it.text().all(|text| text.trim().is_empty()))
        })
        .map(|page| format!("{}: a column without a name", page.display()))
        .collect();
    assert_none(&found);
}
