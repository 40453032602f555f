//! What pages do with exercises: files, checks, hints, progress.

use std::fs;

use serde_json::{Value, json};
use workbook::stubs;

use crate::served::{FILE, ID, Page, Tree, answer, soon};

fn stub() -> &'static str {
    stubs::shipped().get(ID).expect("it is recorded")
}

async fn open(page: &mut Page) -> Value {
    page.ask(json!({"ask": "open", "exercise": ID})).await;
    page.until("file").await
}

async fn save(page: &mut Page, text: &str, base: Option<&str>) -> Value {
    page.ask(json!({"ask": "save", "exercise": ID, "text": text, "base": base}))
        .await;
    page.until_some("an answer", |it| {
        ["saved", "conflict", "refused"].contains(&it["tell"].as_str().unwrap_or_default())
    })
    .await
}

#[tokio::test]
async fn the_file_is_read_saved_and_never_overwritten_unasked() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let (mut page, mut other) = (served.page().await, served.page().await);
    assert_eq!(open(&mut page).await["text"], stub());
    let saved = save(&mut page, "// mine\n", Some(stub())).await;
    assert_eq!(saved["tell"], "saved", "{saved}");
    assert_eq!(tree.read(FILE), "// mine\n");
    // The other tab sees it, and what it had in mind is refused.
    let told = other
        .until_some("the new text", |it| it["text"] == "// mine\n")
        .await;
    assert_eq!(told["tell"], "file");
    let conflict = save(&mut other, "// theirs\n", Some(stub())).await;
    assert_eq!(
        conflict,
        json!({"tell": "conflict", "exercise": ID, "text": "// mine\n"})
    );
    assert_eq!(tree.read(FILE), "// mine\n");
    // Whoever overwrites it knowingly keeps what was there.
    other
        .ask(json!({"ask": "save", "exercise": ID, "text": "// theirs\n", "base": "// mine\n", "keep": true}))
        .await;
    other.until("saved").await;
    assert_eq!(tree.read(FILE), "// theirs\n");
    assert_eq!(tree.read(&FILE.replace(".rs", ".1.old.rs")), "// mine\n");
}

#[tokio::test]
async fn an_edit_on_the_disk_appears() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let mut page = served.page().await;
    tree.write(FILE, "// by another editor\r\n");
    let told = page.until("file").await;
    assert_eq!(
        told,
        json!({"tell": "file", "exercise": ID, "text": "// by another editor\n"})
    );
    let progress = page.until("progress").await;
    assert_eq!(progress["exercises"][ID]["state"], "tried");
    fs::remove_file(tree.path(FILE)).expect("removed");
    assert_eq!(page.until("file").await["text"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_shown_says_why() {
    let tree = Tree::new();
    fs::write(tree.path(FILE), [0xff, 0xfe]).expect("written");
    let served = tree.serve().await;
    let mut page = served.page().await;
    page.ask(json!({"ask": "open", "exercise": ID})).await;
    let refused = page.until("refused").await;
    assert_eq!(refused["exercise"], ID);
    assert!(
        refused["why"]
            .as_str()
            .is_some_and(|why| why.contains("not UTF-8")),
        "{refused}"
    );
    // And the way out works from the page.
    page.ask(json!({"ask": "reset", "exercise": ID})).await;
    assert_eq!(page.until("file").await["text"], stub());
}

#[tokio::test]
async fn hints_come_one_by_one_and_are_shared_with_the_terminal() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let mut page = served.page().await;
    page.ask(json!({"ask": "hint", "exercise": ID})).await;
    assert_eq!(page.until("hints").await["shown"], 1);
    assert!(tree.command(&["hint", "ex02_underscore"]).await);
    let progress = page
        .until_some("two hints", |it| it["exercises"][ID]["hints"] == 2)
        .await;
    assert_eq!(progress["tell"], "progress");
    for _ in 0..9 {
        page.ask(json!({"ask": "hint", "exercise": ID})).await;
    }
    let last = page.until_some("all hints", |it| it["shown"] == 3).await;
    assert_eq!(last["tell"], "hints");
}

#[tokio::test]
async fn a_reset_keeps_the_file_and_tells_every_page() {
    let tree = Tree::new();
    tree.write(FILE, "// mine\n");
    let served = tree.serve().await;
    let (mut page, mut other) = (served.page().await, served.page().await);
    page.ask(json!({"ask": "reset", "exercise": ID})).await;
    for page in [&mut page, &mut other] {
        let kept = page.until("reset").await["kept"].clone();
        let kept = kept.as_str().expect("it was kept");
        assert_eq!(tree.read(kept), "// mine\n");
        assert_eq!(page.until("file").await["text"], stub());
    }
    assert_eq!(tree.read(FILE), stub());
}

#[tokio::test]
async fn a_check_streams_to_its_verdict_and_is_shared_with_the_terminal() {
    let tree = Tree::workshop().await;
    let served = tree.serve().await;
    let (mut page, mut other) = (served.page().await, served.page().await);
    page.ask(json!({"ask": "solution", "exercise": ID})).await;
    let refused = page.until("refused").await;
    assert!(
        refused["why"]
            .as_str()
            .is_some_and(|it| it.contains("once yours has passed"))
    );

    // It does not compile, and the place is told.
    let broken = answer("let x: u8 = \"\";");
    page.ask_to_check(&broken, stub()).await;
    let error = page
        .until_some("an error", |it| it["event"]["event"] == "diagnostic")
        .await;
    let error = &error["event"];
    assert_eq!(error["code"], "E0308");
    assert_eq!(error["in_exercise"], true);
    let line = error["place"]["line"].as_u64().expect("a line") as usize;
    assert!(
        broken
            .lines()
            .nth(line - 1)
            .is_some_and(|it| it.contains("let x: u8"))
    );
    let ended = page.until_ended().await;
    assert_eq!(ended["event"]["verdict"], "does-not-compile");

    // It passes; both pages see each test, and the marks.
    page.ask_to_check(&answer(""), &broken).await;
    for page in [&mut page, &mut other] {
        let mut tested = 0;
        let verdict = loop {
            let told = page.until("checking").await;
            match told["event"]["event"].as_str() {
                Some("tested") => tested += 1,
                Some("ended") if told["event"]["verdict"] == "passed" => break told,
                _ => {}
            }
        };
        assert_eq!(verdict["event"]["passed"], tested);
        let progress = page
            .until_some("the mark", |it| it["exercises"][ID]["state"] == "solved")
            .await;
        assert_eq!(progress["tell"], "progress");
    }
    assert_eq!(tree.read(FILE), answer(""));
    tree.write(
        &FILE.replace("exercises/", "solutions/"),
        "// the reference\n",
    );
    page.ask(json!({"ask": "solution", "exercise": ID})).await;
    assert_eq!(page.until("solution").await["text"], "// the reference\n");

    // A page that comes later finds the verdict of what is on the disk.
    let mut late = served.page().await;
    late.ask(json!({"ask": "open", "exercise": ID})).await;
    assert_eq!(late.until_ended().await["event"]["verdict"], "passed");

    // A pass in the terminal shows at once.
    page.ask(json!({"ask": "reset", "exercise": ID})).await;
    page.until_some("the mark", |it| {
        it["tell"] == "progress" && it["exercises"][ID]["state"] != "solved"
    })
    .await;
    tree.write(FILE, &answer(""));
    assert!(tree.command(&["check", ID]).await);
    page.until_some("the mark", |it| it["exercises"][ID]["state"] == "solved")
        .await;
}

#[tokio::test]
async fn a_deadlock_is_canceled_and_the_next_check_runs() {
    let tree = Tree::workshop().await;
    let served = tree.serve().await;
    let mut page = served.page().await;
    let stuck = answer(
        "let (_sender, receiver) = std::sync::mpsc::channel::<()>(); let _ = receiver.recv();",
    );
    let job = json!({"check": ID});
    page.ask_to_check(&stuck, stub()).await;
    page.until_some("the tests", |it| it["event"]["event"] == "built")
        .await;
    // Clicks while it runs queue one more check, however many they are.
    for _ in 0..3 {
        page.ask_to_check(&stuck, &stuck).await;
    }
    let queued = page
        .until_some("a queue", |it| {
            it["running"] == job && it["waiting"].as_array().is_some_and(|it| !it.is_empty())
        })
        .await;
    assert_eq!(queued["waiting"], json!([job]));
    // Cancel ends the one that runs and takes back the one that waits.
    page.ask(json!({"ask": "cancel", "job": job})).await;
    assert_eq!(page.until("canceled").await["job"], job);
    let jobs = page.until("jobs").await;
    assert_eq!(
        (&jobs["running"], &jobs["waiting"]),
        (&Value::Null, &json!([]))
    );

    page.ask_to_check(&answer(""), &stuck).await;
    assert_eq!(page.until_ended().await["event"]["verdict"], "passed");
}

#[tokio::test]
async fn a_newer_file_is_not_checked_unseen() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let mut page = served.page().await;
    tree.write(FILE, "// newer\n");
    page.until("file").await;
    page.ask_to_check("// mine\n", stub()).await;
    assert_eq!(page.until("conflict").await["text"], "// newer\n");
    assert_eq!(tree.read(FILE), "// newer\n");
    page.ask(json!({"ask": "open", "exercise": ID})).await;
    page.until("file").await;
}

/// A page that was open before the server was started anew is let in again, by its old cookie.
#[tokio::test]
async fn a_page_outlives_the_server() {
    let tree = Tree::new();
    // Not one that the system gives away by itself: another test's server could have it in between.
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let number = (21_000..22_000).find(is_free).expect("a port is free");
    let port = number.to_string();
    let mut first = tree.serve_with(&["--port", &port]).await;
    let cookie = first.cookie();
    first.child.start_kill().expect("it runs");
    soon("its end", first.child.wait()).await.expect("waited");
    // A process that it was just starting has its descriptors until it is another program.
    let freed = async {
        while !is_free(&number) {
            tokio::task::yield_now().await;
        }
    };
    soon("the port", freed).await;
    let second = tree.serve_with(&["--port", &port]).await;
    assert_ne!(first.token, second.token, "a token is of one start");
    let origin = second.origin();
    let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str())];
    let mut page = second.try_connect(&headers).await.expect("let in");
    page.until("hello").await;
    // Its next page gives it the new token.
    let front = second.request("GET", "/", &[("Cookie", &cookie)]).await;
    assert!(front.head.contains(&second.token), "{}", front.head);
}
