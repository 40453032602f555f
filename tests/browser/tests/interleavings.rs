//! What readers see of an interleaving that breaks code: theirs, and that of the book.

use browser_tests::axe;
use browser_tests::browser::{Browser, Tab};
use browser_tests::served::Served;

const CHAPTER: &str = "ch01-defer-drop";
const STATUS: &str = ".wb-status";

const PROGRAM: &str = include_str!("../../book/models/lost_update.rs");
const RECORD: &str = include_str!("../../book/models/lost_update.model.json");

/// A learner's file that loses an update.
const LOSES: &str = "\
//! Two threads count.

use super::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Adds one.
pub fn increment(count: &AtomicUsize) {
    let seen = count.load(SeqCst);
    count.store(seen + 1, SeqCst);
}
";

const TEST: &str = "\
//! Every increment counts.

use WORLD::{sync, thread};

#[cfg_attr(not(solution), path = \"../ex02_underscore.rs\")]
#[cfg_attr(solution, path = \"../../../solutions/ch01-defer-drop/ex02_underscore.rs\")]
mod exercise;

use exercise::increment;
use sync::Arc;
use sync::atomic::{AtomicUsize, Ordering::SeqCst};

fn two_threads_count() {
    let count = Arc::new(AtomicUsize::new(0));
    let other = {
        let count = Arc::clone(&count);
        thread::spawn(move || increment(&count))
    };
    increment(&count);
    other.join().unwrap();
    assert_eq!(count.load(SeqCst), 2, \"an increment is lost\");
}

/// Two increments make two.
#[support::test]
fn two_make_two() {
    RUN
}
";

/// The real book, but for one exercise, which is of another kind, and a program on its page.
fn with_a_model(served: &Served) {
    let chapter = format!("exercises/{CHAPTER}");
    let declared = served.read(&format!("{chapter}/chapter.toml"));
    let (before, after) = declared
        .split_once("name = \"ex02_underscore\"")
        .expect("the exercise is declared");
    let after = after.replacen("kind = \"test\"", "kind = \"model\"", 1);
    served.write(
        &format!("{chapter}/chapter.toml"),
        &format!("{before}name = \"ex02_underscore\"{after}"),
    );
    for (name, world, run) in [
        ("ex02_underscore", "std", "two_threads_count();"),
        (
            "ex02_underscore_model",
            "support",
            "support::model(two_threads_count);",
        ),
    ] {
        let test = TEST.replace("WORLD", world).replace("RUN", run);
        served.write(&format!("{chapter}/tests/{name}.rs"), &test);
    }
    let book = format!("book/{CHAPTER}");
    served.write(&format!("{book}/model/lost_update.rs"), PROGRAM);
    let record = RECORD.replace("ch01-a", CHAPTER);
    served.write(&format!("{book}/output/lost_update.model.json"), &record);
    let page = format!("{book}/ex02_underscore.md");
    let text = served.read(&page);
    served.write(
        &page,
        &format!("{text}\n## A model\n\n{{{{#model model/lost_update.rs}}}}\n"),
    );
}

async fn open(browser: &Browser) -> (Served, Tab) {
    let served = Served::start_with(with_a_model).await;
    let tab = browser.tab().await;
    tab.goto(served.url()).await;
    tab.goto(&served.page(&format!("{CHAPTER}/ex02_underscore.html")))
        .await;
    tab.until(
        "the editor",
        "document.querySelector('.exercise-code .cm-content') && \
         !document.querySelector('.wb-primary').disabled",
    )
    .await;
    (served, tab)
}

/// The text of the line that is marked in the editor; empty if none is.
async fn marked(tab: &Tab) -> String {
    tab.text(".exercise-code .cm-line.wb-line-now").await
}

/// Puts the drawing into sight, and takes a picture.
async fn shot(tab: &Tab, selector: &str, name: &str) {
    tab.run(&format!(
        "document.querySelector('{selector}').scrollIntoView({{behavior: 'instant'}}); window.scrollBy(0, -70)"
    ))
    .await;
    tab.shot(name).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_model_is_gone_through_step_by_step() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (_served, tab) = open(&browser).await;
    tab.edit(LOSES).await;
    tab.click_button("Check").await;
    tab.until_text(STATUS, "Failed: 1 of 2 tests").await;
    let figure = ".wb-tests figure.interleaving";
    tab.until_text(&format!("{figure} .interleaving-title"), "main panicked")
        .await;
    tab.until_text(
        &format!("{figure} .interleaving-message"),
        "an increment is lost",
    )
    .await;
    assert_eq!(marked(&tab).await, "", "nothing is marked before a step");
    shot(&tab, figure, "interleaving-light").await;

    // By mouse: the first step that is shown, and on to the store.
    let button = |label: &str| {
        format!("{figure} ~ * [aria-label='{label}'], {figure} [aria-label='{label}']")
    };
    tab.click(&button("First step")).await;
    tab.until_text(&format!("{figure} .wb-step-count"), "1 of ")
        .await;
    tab.until_text(&format!("{figure} .wb-step-says"), "load count → 0")
        .await;
    assert_eq!(marked(&tab).await.trim(), "let seen = count.load(SeqCst);");
    tab.until(
        "the step in the drawing",
        &format!("document.querySelectorAll('{figure} .interleaving-wide .step.now').length === 1"),
    )
    .await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);

    // By keys, from the button that has the focus.
    let mut lines = Vec::new();
    for _ in 0..20 {
        lines.push(marked(&tab).await.trim().to_owned());
        tab.press("ArrowRight", false).await;
    }
    let store = "count.store(seen + 1, SeqCst);";
    assert!(lines.iter().any(|it| it == store), "{lines:?}");
    // The last step is the test's, and the editor marks nothing for it.
    tab.until_text(&format!("{figure} .wb-step-says"), "panic")
        .await;
    assert_eq!(marked(&tab).await, "");
    tab.until_text(&format!("{figure} .wb-step-lines mark"), "assert_eq!")
        .await;
    assert!(
        tab.eval::<String>("location.pathname")
            .await
            .ends_with("ex02_underscore.html"),
        "the arrow keys turn no page"
    );
    tab.until_text(&format!("{figure} .wb-values"), "count = 1")
        .await;
    shot(
        &tab,
        &format!("{figure} .interleaving-wide"),
        "interleaving-stepped-light",
    )
    .await;
    tab.press("Home", false).await;
    tab.until_text(&format!("{figure} .wb-step-count"), "1 of ")
        .await;
    tab.press("ArrowLeft", false).await;
    tab.until(
        "the whole drawing",
        &format!("!document.querySelector('{figure} .step.now')"),
    )
    .await;
    tab.press("End", false).await;
    tab.until_text(&format!("{figure} .wb-step-says"), "panic")
        .await;

    // All of its steps.
    let all = format!("{figure} .wb-all");
    tab.until_text(&all, "All ").await;
    tab.click(&all).await;
    tab.until_text(&all, "Only what matters").await;
    tab.click(&button("First step")).await;
    tab.until_text(&format!("{figure} .wb-step-says"), "Step 1,")
        .await;

    // In the dark, and on a telephone.
    tab.look(1280, 900, true).await;
    shot(&tab, figure, "interleaving-dark").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);
    tab.look(390, 844, false).await;
    tab.reload().await;
    tab.click(&button("Next step")).await;
    tab.until(
        "the narrow drawing",
        &format!("document.querySelector('{figure} .interleaving-narrow').getClientRects().length"),
    )
    .await;
    let wide = "document.documentElement.scrollWidth - innerWidth";
    assert_eq!(tab.eval::<i64>(wide).await, 0, "nothing is cut off");
    shot(&tab, figure, "interleaving-narrow").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);

    // Mended, it says how much was explored, and nothing is marked any more.
    tab.look(1280, 900, false).await;
    let mended = LOSES.replace(
        "    let seen = count.load(SeqCst);\n    count.store(seen + 1, SeqCst);\n",
        "    count.fetch_add(1, SeqCst);\n",
    );
    tab.edit(&mended).await;
    tab.click_button("Check").await;
    tab.until_text(STATUS, "Passed: all 2 tests").await;
    tab.until_text(".wb-tests", "interleavings explored").await;
    assert_eq!(marked(&tab).await, "");
    tab.assert_quiet();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_of_the_book_is_gone_through_beside_its_program() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (_served, tab) = open(&browser).await;
    let modelled = ".modelled figure.interleaving";
    tab.click(&format!("{modelled} [aria-label='First step']"))
        .await;
    let line =
        "document.querySelector('.modelled div.wb-line-now:not([hidden])')?.dataset.line ?? ''";
    let expected = 1 + PROGRAM
        .lines()
        .position(|it| it.contains("count.load(SeqCst);"))
        .expect("it loads");
    assert_eq!(tab.eval::<String>(line).await, expected.to_string());
    // The mark lies on that line.
    let lies = "(() => { const code = document.querySelector('.modelled figure.program pre > code');\
        const at = code.textContent.split('\\n').findIndex(it => it.includes('count.load(SeqCst);'));\
        const range = document.createRange(); let left = code.textContent.split('\\n').slice(0, at).join('\\n').length + 6;\
        const walk = document.createTreeWalker(code, NodeFilter.SHOW_TEXT); let node;\
        while ((node = walk.nextNode()) && left >= node.length) left -= node.length;\
        range.setStart(node, left); range.setEnd(node, left + 1);\
        const text = range.getBoundingClientRect();\
        const mark = document.querySelector('.modelled div.wb-line-now').getBoundingClientRect();\
        const middle = (text.top + text.bottom) / 2; return mark.top < middle && middle < mark.bottom; })()";
    shot(&tab, ".modelled", "modelled-light").await;
    assert!(tab.eval::<bool>(lies).await);
    assert_eq!(axe::violations(&tab).await, [""; 0]);
    tab.look(1280, 900, true).await;
    shot(&tab, ".modelled", "modelled-dark").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);
    // The number beside it is that of the line.
    let number = "(() => { const numbers = document.querySelector('.modelled .numbers');\
        const mark = document.querySelector('.modelled div.wb-line-now');\
        const text = [...numbers.childNodes].find(it => it.data === mark.dataset.line);\
        const range = document.createRange(); range.selectNode(text);\
        const [a, b] = [range, mark].map(it => it.getBoundingClientRect());\
        return Math.abs((a.top + a.bottom) / 2 - (b.top + b.bottom) / 2); })()";
    let apart: f64 = tab.eval(number).await;
    assert!(apart < 4.0, "{apart}");
    // Where there is room, the program stays in sight.
    tab.look(1680, 900, false).await;
    shot(&tab, ".modelled", "modelled-wide").await;
    let beside = "(() => { const [a, b] = ['.modelled > figure.program', '.modelled figure.interleaving']\
        .map(it => document.querySelector(it).getBoundingClientRect()); return a.right <= b.left + 1; })()";
    assert!(tab.eval::<bool>(beside).await);
    tab.look(390, 844, true).await;
    tab.reload().await;
    tab.click(&format!("{modelled} [aria-label='Last step']"))
        .await;
    shot(&tab, modelled, "modelled-narrow").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);
    tab.press("Escape", false).await;
    assert_eq!(tab.eval::<String>(line).await, "");
    tab.assert_quiet();
}
