//! What readers do with a served book.

use browser_tests::axe;
use browser_tests::browser::{Browser, Tab};
use browser_tests::served::Served;

const PAGE: &str = "ch01-defer-drop/ex02_underscore.html";
const FILE: &str = "exercises/ch01-defer-drop/ex02_underscore.rs";
const STATUS: &str = ".wb-status";

/// What the file has as it is shipped, and no answer has.
const SHIPPED: &str = "let _ = gate.enter();";

/// The reference solution, with `first` as the first statement of `serve`.
fn answer(first: &str) -> String {
    let solution = include_str!("../../../solutions/ch01-defer-drop/ex02_underscore.rs");
    let body = "    let _pass = gate.enter();\n    handler()";
    assert!(
        solution.contains(body),
        "the solution has changed: change this test too"
    );
    solution.replace(body, &format!("    {first}\n{body}"))
}

/// A served book, and a tab that was let in and shows the exercise.
async fn open(browser: &Browser) -> (Served, Tab) {
    let served = Served::start().await;
    let tab = browser.tab().await;
    tab.goto(served.url()).await;
    show(&tab, &served).await;
    (served, tab)
}

async fn show(tab: &Tab, served: &Served) {
    tab.goto(&served.page(PAGE)).await;
    tab.until(
        "the editor",
        "document.querySelector('.exercise-code .cm-content') && \
         !document.querySelector('.wb-primary').disabled",
    )
    .await;
}

/// Waits until the editor marks something, and fails if the first marked line has not this in it.
async fn assert_marked(tab: &Tab, text: &str, expected: &str) {
    let marks = "'.cm-lintRange-error, .cm-lintPoint-error'";
    tab.until(
        "a mark",
        &format!("document.querySelector('.exercise-code').querySelector({marks})"),
    )
    .await;
    let index: usize = tab
        .eval(&format!(
            "[...document.querySelectorAll('.exercise-code .cm-line')]\
             .findIndex(it => it.querySelector({marks}))"
        ))
        .await;
    let line = text.lines().nth(index).unwrap_or_default();
    assert!(line.contains(expected), "line {}: {line}", index + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_stub_to_the_solution() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    let token = served.url().split("token=").nth(1).expect("a token");
    let address: String = tab.eval("location.href").await;
    assert!(!address.contains(token), "{address}");
    assert!(
        tab.eval::<bool>("document.cookie === ''").await,
        "no script reads it"
    );

    // As shipped, it fails at the assertion of a test, which is shown.
    tab.click_button("Check").await;
    tab.until_text(STATUS, "Failed:").await;
    tab.until_text(".wb-excerpt mark", "assert").await;
    tab.shot("failed-light").await;

    // A panic in the file itself is marked there.
    let panics = answer("todo!();");
    tab.edit(&panics).await;
    tab.click_button("Check").await;
    tab.until_text(STATUS, "Failed:").await;
    assert_marked(&tab, &panics, "todo!").await;

    // A compiler's error is marked at its line and column, and shown as rendered.
    let broken = answer("let x: u8 = \"\";");
    tab.edit(&broken).await;
    tab.until_text(".wb-save-state", "unsaved").await;
    tab.press("Enter", true).await;
    tab.until_text(STATUS, "Does not compile").await;
    assert_eq!(served.read(FILE), broken);
    assert_marked(&tab, &broken, "let x: u8").await;
    let marked: String = tab
        .eval("document.querySelector('.exercise-code .cm-lintRange-error').textContent")
        .await;
    assert_eq!(marked, "\"\"");
    tab.until_text(".wb-diagnostic pre", "expected `u8`, found `&str`")
        .await;
    tab.shot("error-light").await;

    // Nobody is left alone with that.
    tab.click_button("Hint 1 of 3").await;
    tab.until(
        "the hint",
        "document.querySelectorAll('details.hint.wb-shown[open]').length === 1",
    )
    .await;
    tab.shot("hint-light").await;

    // The solution is for those who have one.
    assert!(tab.eval::<bool>("[...document.querySelectorAll('.wb-bar button')].find(it => it.textContent === 'Solution').disabled").await);
    tab.edit(&answer("")).await;
    tab.press("Enter", true).await;
    tab.until_text(STATUS, "Passed: all").await;
    let mark = "#mdbook-sidebar a[href$='ex02_underscore.html'] .wb-mark[data-state='solved']";
    tab.until("the mark", &format!("document.querySelector(\"{mark}\")"))
        .await;
    tab.until_text(
        "#mdbook-sidebar a[href$='ch01-defer-drop/index.html'] .wb-mark",
        "1/5",
    )
    .await;
    tab.click_button("Solution").await;
    tab.until_text(".wb-after", "reference solution").await;
    tab.until(
        "two columns",
        "document.querySelectorAll('.wb-after .cm-mergeView .cm-editor').length === 2",
    )
    .await;
    tab.shot("solution-light").await;
    tab.assert_quiet();
    assert_eq!(axe::violations(&tab).await, [""; 0]);

    // The next one is a click away, and the map shows where one is.
    tab.click(".wb-next").await;
    tab.until(
        "the next exercise",
        "location.pathname.endsWith('/ch01-defer-drop/ex01_lifo.html')",
    )
    .await;
    tab.goto(&served.page("progress.html")).await;
    let catalog = workbook::catalog::Catalog::load(&browser_tests::root()).expect("a catalog");
    let solved = format!("1 of {} exercises solved", catalog.exercises().count());
    tab.until_text(".course-summary", &solved).await;
    tab.until_text(
        "li[data-exercise$='ex02_underscore'] .course-note",
        "solved",
    )
    .await;
    tab.until_text(".course-next .course-note", "next").await;
    tab.look(1280, 900, true).await;
    tab.shot("progress-dark").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_on_the_disk_appears() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    served.write(FILE, "// by another editor\n");
    tab.until_text(".exercise-code .cm-content", "by another editor")
        .await;
    tab.until_text(".wb-save-state", "saved").await;
    // And what passes in the terminal shows here at once.
    served.write(FILE, &answer(""));
    assert!(served.workbook(&["check", "ex02_underscore"]).await);
    tab.until("the mark", "document.querySelector(\"#mdbook-sidebar a[href$='ex02_underscore.html'] .wb-mark[data-state='solved']\")").await;
    tab.assert_quiet();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_versions_the_reader_chooses() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    tab.edit("// mine\n").await;
    served.write(FILE, "// theirs\n");
    tab.until_text(".wb-notice", "changed on the disk").await;
    assert!(
        tab.eval::<bool>("document.querySelector('.wb-primary').disabled")
            .await
    );
    tab.click_button("Compare").await;
    tab.until_text(".wb-notice .wb-compare", "theirs").await;
    tab.shot("conflict").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);
    // Theirs, and mine again by undo.
    tab.click_button("Take the disk's").await;
    tab.until_text(".exercise-code .cm-content", "theirs").await;
    tab.click(".exercise-code .cm-content").await;
    tab.press("z", true).await;
    tab.until_text(".exercise-code .cm-content", "mine").await;
    assert_eq!(served.read(FILE), "// theirs\n");
    // Once more, and mine is kept, and theirs beside it.
    served.write(FILE, "// theirs again\n");
    tab.click_button("Keep mine").await;
    tab.until_text(".wb-save-state", "saved").await;
    tab.until(
        "mine on the disk",
        "!document.querySelector('.wb-notice').textContent",
    )
    .await;
    assert_eq!(served.read(FILE), "// mine\n");
    assert_eq!(
        served.read(&FILE.replace(".rs", ".1.old.rs")),
        "// theirs again\n"
    );
    tab.assert_quiet();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_canceled() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (_served, tab) = open(&browser).await;
    tab.edit(&answer(
        "let (_sender, receiver) = std::sync::mpsc::channel::<()>(); let _ = receiver.recv();",
    ))
    .await;
    tab.click_button("Check").await;
    tab.until_text(STATUS, "tests have run").await;
    tab.click_button("Check").await;
    tab.click_button("Cancel").await;
    tab.until_text(STATUS, "Canceled").await;
    tab.edit(&answer("")).await;
    tab.click_button("Check").await;
    tab.until_text(STATUS, "Passed: all").await;
    tab.assert_quiet();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_do_not_fight() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, first) = open(&browser).await;
    let second = browser.tab().await;
    show(&second, &served).await;
    // What one saves, the other shows; what one has not saved, the other does not have.
    first.edit("// first\n").await;
    first.press("s", true).await;
    second
        .until_text(".exercise-code .cm-content", "// first")
        .await;
    first.edit("// first, unsaved\n").await;
    second.edit("// second\n").await;
    second.press("s", true).await;
    first.until_text(".wb-notice", "changed on the disk").await;
    assert_eq!(first.edited().await.trim(), "// first, unsaved");
    assert_eq!(served.read(FILE), "// second\n");
    second.until_text(".wb-save-state", "saved").await;
    assert_eq!(second.text(".wb-notice").await, "");
    // A reset in one leaves what is unsaved in the other, which may choose.
    first.click_button("Keep mine").await;
    second
        .until_text(".exercise-code .cm-content", "// first, unsaved")
        .await;
    first.edit("// first, before the reset\n").await;
    second.click_button("Reset…").await;
    second.click_button("Reset").await;
    second
        .until_text(".exercise-code .cm-content", SHIPPED)
        .await;
    first.until_text(".wb-notice", "changed on the disk").await;
    assert_eq!(first.edited().await.trim(), "// first, before the reset");
    first.click_button("Take the disk's").await;
    // A check in one is seen in both.
    second.edit(&answer("")).await;
    second.click_button("Check").await;
    second.until_text(STATUS, "Passed: all").await;
    first.until_text(STATUS, "Passed: all").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_the_page_loses_nothing() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    tab.edit("// not saved\n").await;
    // At once: the edits are kept as the page goes.
    tab.goto(&served.page("index.html")).await;
    show(&tab, &served).await;
    tab.until_text(".wb-notice", "unsaved edits are back").await;
    tab.until_text(".exercise-code .cm-content", "// not saved")
        .await;
    tab.reload().await;
    tab.until_text(".exercise-code .cm-content", "// not saved")
        .await;
    tab.close().await;
    let later = browser.tab().await;
    show(&later, &served).await;
    later
        .until_text(".exercise-code .cm-content", "// not saved")
        .await;
    later.click_button("Drop them").await;
    later
        .until_text(".exercise-code .cm-content", SHIPPED)
        .await;
    // A reset keeps them as well.
    later.edit("// to be reset\n").await;
    later.click_button("Reset…").await;
    later.click_button("Reset").await;
    later
        .until_text(".exercise-code .cm-content", SHIPPED)
        .await;
    later.until_text(STATUS, "Your version is kept in").await;
    assert_eq!(
        served.read(&FILE.replace(".rs", ".1.old.rs")),
        "// to be reset\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_outlives_its_server() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (mut served, tab) = open(&browser).await;
    tab.edit(&answer("")).await;
    served.stop().await;
    tab.until_text(STATUS, "server is not running").await;
    assert!(
        tab.eval::<bool>("document.querySelector('.wb-primary').disabled")
            .await
    );
    tab.shot("stopped").await;
    served.start_again().await;
    tab.until_text(STATUS, "Connected again").await;
    assert_eq!(tab.edited().await.trim_end(), answer("").trim_end());
    tab.click_button("Check").await;
    tab.until_text(STATUS, "Passed: all").await;
    assert_eq!(served.read(FILE), answer(""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_reads_and_is_told_how_to_be_let_in() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let served = Served::start().await;
    let tab = browser.tab().await;
    tab.goto(&served.page(PAGE)).await;
    tab.until_text(STATUS, "open the address that").await;
    tab.until_text(".exercise-code", SHIPPED).await;
    let hints: usize = tab
        .eval("[...document.querySelectorAll('details.hint')].filter(it => it.checkVisibility()).length")
        .await;
    assert_eq!(hints, 3, "nobody can be asked for them");
    // Opened in another tab, it works here too.
    let other = browser.tab().await;
    other.goto(served.url()).await;
    tab.until(
        "the editor",
        "document.querySelector('.exercise-code .cm-content')",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_run_in_the_page() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    tab.click("figure.program .wb-run").await;
    tab.until_text(".wb-run-note", "exit status 0").await;
    let shown = tab.text("figure.program .wb-live").await;
    let recorded = tab.text("figure.program code.language-text").await;
    assert_eq!(shown.trim_end(), recorded.trim_end());
    tab.shot("run").await;
    // A block that is shown for the compiler's answer gives it.
    tab.goto(&served.page("ch02-slices-vec/ex02_aliasing.html"))
        .await;
    tab.click(".snippet .wb-run").await;
    tab.until_text(".snippet .wb-live", "E0499").await;
    tab.shot("snippet").await;
    assert_eq!(axe::violations(&tab).await, [""; 0]);
    tab.assert_quiet();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_breaks_is_told_on_the_page() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    tab.edit("// kept through every rebuild\n").await;
    let source = "book/ch01-defer-drop/ex02_underscore.md";
    let text = served.read(source);
    served.write(source, &format!("{text}\n{{{{#program go/none.go}}}}\n"));
    tab.until_text(".wb-broken", "there is no program").await;
    served.write(source, &format!("{text}\nA new line.\n"));
    tab.until_text("main", "A new line.").await;
    tab.until_text(".exercise-code .cm-content", "kept through every rebuild")
        .await;
}

/// Where the widget appears, nothing that was there moves.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_when_the_editor_comes() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (served, tab) = open(&browser).await;
    for (width, dark) in [(1280, false), (390, true)] {
        tab.look(width, 800, dark).await;
        show(&tab, &served).await;
        tab.run("document.querySelector('section.exercise').scrollIntoView()")
            .await;
        tab.reload().await;
        tab.until(
            "the editor",
            "document.querySelector('.exercise-code .cm-content')",
        )
        .await;
        let (all, text): (f64, f64) = tab
            .eval(
                "new Promise(done => { let all = 0, text = 0; new PerformanceObserver(list => { \
                 for (const it of list.getEntries()) { all += it.value; \
                 if (it.sources.some(source => source.node?.parentElement?.closest('main'))) \
                 text += it.value; } }).observe({type: 'layout-shift', buffered: true}); \
                 setTimeout(() => done([all, text]), 300); })",
            )
            .await;
        // mdBook itself puts the headings of the page into the sidebar once it is there.
        assert!(
            all < 0.015 && text < 0.005,
            "{width}: {all}, in the text {text}"
        );
        let wide: i64 = tab.eval("document.documentElement.scrollWidth").await;
        assert!(wide <= width, "{wide}");
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        tab.run("document.querySelector('section.exercise').scrollIntoView()")
            .await;
        tab.shot(&format!("exercise-{width}")).await;
    }
}
