//! Takes the pictures of README.md anew, into `book/images`:
//!
//! ```console
//! $ cargo run --package browser-tests --example pictures
//! ```

use std::path::Path;

use browser_tests::browser::{Browser, Tab};
use browser_tests::root;
use browser_tests::served::Served;

const PAGE: &str = "ch01-defer-drop/ex02_underscore.html";
const FILE: &str = "exercises/ch01-defer-drop/ex02_underscore.rs";
const SOLUTION: &str = include_str!("../../../solutions/ch01-defer-drop/ex02_underscore.rs");
const DEADLOCK_PAGE: &str = "ch08-mutexes/ex03_lock_order.html";
const DEADLOCK: &str =
    include_str!("../../../exercises/ch08-mutexes/wrong/ex03_lock_order/a_then_b.rs");
const CHECK: &str = ".wb-primary";
const STATUS: &str = ".wb-status";

#[tokio::main]
async fn main() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let served = Served::start().await;
    let tab = browser.tab().await;
    tab.look(1280, 900, false).await;
    tab.goto(served.url()).await;

    show(&tab, &served, PAGE).await;
    tab.click(CHECK).await;
    tab.until_text(STATUS, "Failed:").await;
    take(&tab, ".exercise-code", "failed").await;

    show(&tab, &served, DEADLOCK_PAGE).await;
    tab.edit(DEADLOCK).await;
    tab.click(CHECK).await;
    tab.until_text(STATUS, "Failed:").await;
    take(&tab, ".wb-tests figure.interleaving", "interleaving").await;

    tab.look(1280, 900, true).await;
    show(&tab, &served, PAGE).await;
    tab.edit(&SOLUTION.replace("let _pass = gate.enter();", "let pass: u8 = gate.enter();"))
        .await;
    tab.click(CHECK).await;
    tab.until_text(STATUS, "Does not compile").await;
    take(&tab, ".exercise-code", "error-dark").await;

    served.write(FILE, SOLUTION);
    served.workbook(&["check", "ex02_underscore"]).await;
    served.workbook(&["check", "ex01_lifo"]).await;
    tab.goto(&served.page("progress.html")).await;
    tab.until_text(".course-summary", "exercises solved").await;
    take(&tab, "main", "progress-dark").await;
}

async fn show(tab: &Tab, served: &Served, page: &str) {
    tab.goto(&served.page(page)).await;
    tab.until(
        "the editor",
        "document.querySelector('.exercise-code .cm-content') && \
         !document.querySelector('.wb-primary').disabled",
    )
    .await;
}

/// Takes a picture of the page from this element on.
async fn take(tab: &Tab, from: &str, name: &str) {
    tab.run(&format!(
        "scrollTo(0, document.querySelector('{from}').getBoundingClientRect().top + scrollY - 70)"
    ))
    .await;
    // Two frames, so that what was scrolled to is painted.
    tab.eval::<bool>(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
    )
    .await;
    let folder = root().join("book/images");
    tab.shot_to(&Path::new(&folder).join(format!("{name}.png")))
        .await;
}
