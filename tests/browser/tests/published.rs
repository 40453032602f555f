//! The published book: complete without our server, without a script, and without the network.

use browser_tests::browser::Browser;
use browser_tests::published::Published;

const EXERCISE: &str = "ch01-defer-drop/ex02_underscore.html";

#[tokio::test(flavor = "multi_thread")]
async fn the_book_works_below_any_path_and_asks_nobody_else() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let book = Published::start().await;
    let tab = browser.tab().await;
    tab.goto(&book.url("index.html")).await;
    tab.click("#mdbook-sidebar a[href$='ch02-slices-vec/index.html']")
        .await;
    tab.until(
        "the chapter",
        "location.pathname === '/course/ch02-slices-vec/index.html'",
    )
    .await;
    tab.until("the page", "document.readyState === 'complete'")
        .await;
    tab.click("#mdbook-search-toggle").await;
    tab.insert("windows").await;
    tab.until_text("#mdbook-searchresults", "Windows").await;
    tab.goto(&book.url("no/such/page.html")).await;
    tab.until_text("main", "not found").await;
    tab.until(
        "the sidebar",
        "document.querySelector('#mdbook-sidebar a[href$=\"using.html\"]')",
    )
    .await;
    let own = book.url("");
    let foreign: Vec<String> = tab
        .requests()
        .into_iter()
        .filter(|it| !it.starts_with(&own) && !it.starts_with("data:"))
        .collect();
    assert_eq!(foreign, [""; 0]);
    tab.assert_quiet();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_is_text_where_nothing_can_check_it() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let book = Published::start().await;
    let tab = browser.tab().await;
    tab.goto(&book.url(EXERCISE)).await;
    let parts = [
        (".exercise-code", "let _ = gate.enter();"),
        ("section.exercise", "serve_guards_its_handler"),
        ("section.exercise", "cargo workbook check ex02_underscore"),
        ("figure.program", "Recorded output"),
    ];
    for (selector, text) in parts {
        tab.until_text(selector, text).await;
    }
    let hints: usize = tab
        .eval("[...document.querySelectorAll('details.hint')].filter(it => it.checkVisibility()).length")
        .await;
    assert_eq!(hints, 3);
    let buttons: usize = tab
        .eval("document.querySelectorAll('main .wb-button').length")
        .await;
    assert_eq!(buttons, 0, "there is nobody to press them for");
    tab.assert_quiet();

    // The same from a disk, and without a script.
    let file = format!("file://{}", book.folder().join(EXERCISE).display());
    for url in [book.url(EXERCISE), file] {
        let tab = browser.tab().await;
        tab.without_scripts().await;
        tab.goto(&url).await;
        let text = tab.text("main").await;
        for (_, expected) in parts {
            assert!(text.contains(expected), "{url}: {expected} in\n{text}");
        }
    }
}
