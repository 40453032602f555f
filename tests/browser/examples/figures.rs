//! Prints what the page costs, measured in a real browser. `tests/benchmark --page` runs it.

use std::time::Instant;

use browser_tests::browser::{Browser, Tab};
use browser_tests::served::Served;

const PAGE: &str = "ch01-defer-drop/ex04_unwind.html";
const FILE: &str = "exercises/ch01-defer-drop/ex04_unwind.rs";
const SOLUTION: &str = include_str!("../../../solutions/ch01-defer-drop/ex04_unwind.rs");
const SOURCE: &str = "book/ch01-defer-drop/ex04_unwind.md";
const REPEAT: usize = 7;

/// Resolves with the milliseconds since the page was asked for, once Check can be pressed.
const INTERACTIVE: &str = "new Promise(done => { const look = () => { \
    const check = document.querySelector('.wb-primary'); \
    const editor = document.querySelector('.exercise-code .cm-content'); \
    if (editor && check && !check.disabled) done(performance.now()); else setTimeout(look, 1); }; look(); })";

/// Presses Check and resolves with the milliseconds until the verdict is on the page.
const VERDICT: &str = "new Promise(done => { const start = performance.now(); \
    const status = document.querySelector('.wb-status'); \
    new MutationObserver((_, it) => { if (status.textContent.startsWith('Passed')) { \
    it.disconnect(); done(performance.now() - start); } }).observe(status, {childList: true, characterData: true, subtree: true}); \
    document.querySelector('.wb-primary').click(); })";

/// The script as it is served, and its length gzipped, as bytes.
const SCRIPT: &str = "fetch('/__workbook/page.js').then(it => it.blob()).then(async it => [it.size, \
    (await new Response(it.stream().pipeThrough(new CompressionStream('gzip'))).blob()).size])";

#[tokio::main]
async fn main() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let served = Served::start().await;
    let tab = browser.tab().await;
    tab.goto(served.url()).await;

    let mut first = Vec::new();
    for _ in 0..REPEAT {
        // What an earlier visit left in the browser's cache is not counted.
        tab.forget_cache().await;
        tab.goto(&served.page(PAGE)).await;
        first.push(tab.eval::<f64>(INTERACTIVE).await);
    }
    println!(
        "first page until Check can be pressed:  {:.2} s",
        median(first) / 1000.0
    );

    let answer = |number: usize| format!("{SOLUTION}// edit {number}\n");
    // Built once before, so that both are warm.
    served.write(FILE, &answer(0));
    served.workbook(&["check", "ex04_unwind"]).await;
    let (mut clicked, mut commanded) = (Vec::new(), Vec::new());
    for number in 0..REPEAT {
        tab.edit(&answer(2 * number + 1)).await;
        clicked.push(tab.eval::<f64>(VERDICT).await);
        served.write(FILE, &answer(2 * number + 2));
        shows(&tab, &format!("// edit {}", 2 * number + 2)).await;
        let start = Instant::now();
        served.workbook(&["check", "ex04_unwind"]).await;
        commanded.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let (clicked, commanded) = (median(clicked) / 1000.0, median(commanded) / 1000.0);
    println!("click on Check to the verdict, warm:    {clicked:.2} s");
    println!("the same by `workbook check`:           {commanded:.2} s");
    println!(
        "  the page takes longer by              {:.2} s",
        clicked - commanded
    );

    let text = served.read(SOURCE);
    let mut rebuilt = Vec::new();
    for number in 0..REPEAT {
        let sentence = format!("Sentence number {number}.");
        let start = Instant::now();
        served.write(SOURCE, &format!("{text}\n{sentence}\n"));
        tab.until_text("main", &sentence).await;
        rebuilt.push(start.elapsed().as_secs_f64());
    }
    println!(
        "a page saved until it is shown anew:    {:.2} s",
        median(rebuilt)
    );

    let (plain, packed): (u64, u64) = tab.eval(SCRIPT).await;
    println!(
        "the page's script:                      {:.0} KB, {:.0} KB gzipped",
        plain as f64 / 1000.0,
        packed as f64 / 1000.0
    );
    match resident(served.pid()) {
        Some(kib) => println!(
            "memory of the server, a page open:      {:.0} MB",
            kib as f64 * 1024.0 / 1e6
        ),
        None => println!("memory of the server:                   not measured on this system"),
    }
}

/// Waits until the editor shows this at the end of the file.
async fn shows(tab: &Tab, text: &str) {
    tab.run("document.querySelector('.exercise-code .cm-scroller').scrollTo(0, 1e6)")
        .await;
    tab.until_text(".exercise-code .cm-content", text).await;
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The resident memory of a process, in KiB, where the system tells.
fn resident(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|it| it.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
