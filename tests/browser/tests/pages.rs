//! Every page of the published book: accessible, as wide as its window, and without a complaint.

use browser_tests::axe;
use browser_tests::browser::Browser;
use browser_tests::published::Published;

/// A frame's document, which no reader opens by itself where scripts run.
const FRAME: &str = "toc.html";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_and_fits_its_window() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let book = Published::start().await;
    let tab = browser.tab().await;
    let mut found = Vec::new();
    let pages = book.pages();
    assert!(pages.len() > 15, "{pages:?}");
    for page in &pages {
        for (width, dark) in [(1280, false), (1280, true), (390, true), (390, false)] {
            tab.look(width, 900, dark).await;
            // Whether the sidebar is there is decided when a page is opened.
            tab.goto(&book.url(page)).await;
            let theme = if dark { "dark" } else { "light" };
            let at = format!("{page} ({theme}, {width})");
            if page != FRAME {
                let class: String = tab.eval("document.documentElement.className").await;
                if !class.contains(theme) {
                    found.push(format!("{at}: the theme is {class}"));
                }
            }
            let wide: i64 = tab.eval("document.documentElement.scrollWidth").await;
            if wide > width {
                found.push(format!("{at}: it is {wide} wide"));
            }
            let violations = axe::violations(&tab).await;
            found.extend(violations.iter().map(|it| format!("{at}: {it}")));
        }
    }
    found.extend(tab.complaints());
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_on_a_page_is_accessible_too() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let book = Published::start().await;
    let tab = browser.tab().await;
    let mut found = Vec::new();
    for dark in [false, true] {
        tab.look(1280, 900, dark).await;
        tab.goto(&book.url("ch01-defer-drop/index.html")).await;
        tab.click("#mdbook-theme-toggle").await;
        found.extend(axe::violations(&tab).await);
        tab.press("Escape", false).await;
        tab.click("#mdbook-search-toggle").await;
        tab.insert("drop").await;
        tab.until(
            "results",
            "document.querySelectorAll('#mdbook-searchresults li').length > 0",
        )
        .await;
        found.extend(axe::violations(&tab).await);
        tab.goto(&book.url("ch01-defer-drop/ex01_lifo.html")).await;
        tab.run("document.querySelectorAll('details').forEach(it => it.open = true)")
            .await;
        found.extend(axe::violations(&tab).await);
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}
