//! The capstone's server, and those who chat on its page.
#![cfg(unix)]

use browser_tests::browser::{Browser, Tab};
use browser_tests::capstone::Capstone;

const STATE: &str = "#state";
const LOG: &str = "#log";

async fn join(tab: &Tab, room: &str) {
    tab.click("#room").await;
    tab.run("document.querySelector('#room').select()").await;
    tab.insert(room).await;
    tab.click("#join button").await;
    tab.until_text(STATE, &format!("In room {room}")).await;
}

async fn say(tab: &Tab, text: &str) {
    tab.click("#text").await;
    tab.insert(text).await;
    tab.click("#say button").await;
}

#[tokio::test]
async fn two_chat_in_two_tabs() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let server = Capstone::start(&["--workers", "2", "--park-after", "200ms"]).await;
    let (ann, bob) = (browser.tab().await, browser.tab().await);
    for tab in [&ann, &bob] {
        tab.goto(&server.page("/")).await;
        tab.until_text(STATE, "In room lobby").await;
    }
    say(&ann, "Hello, Bob! \u{2615}").await;
    for tab in [&ann, &bob] {
        tab.until_text(LOG, "Hello, Bob! \u{2615}").await;
    }
    // Text is text, whatever it looks like.
    say(&bob, "<img src=x onerror=\"document.title='caught'\">").await;
    for tab in [&ann, &bob] {
        tab.until_text(LOG, "<img src=x").await;
        assert_eq!(tab.eval::<String>("document.title").await, "Chat");
        assert_eq!(
            tab.eval::<usize>("document.querySelectorAll('#log > div').length")
                .await,
            2,
            "each message is there once"
        );
    }
    ann.shot("chat").await;

    // Who has gone to another room hears nothing of this one.
    join(&bob, "tea room").await;
    say(&ann, "Bob?").await;
    ann.until_text(LOG, "Bob?").await;
    say(&bob, "milk").await;
    bob.until_text(LOG, "milk").await;
    assert!(!bob.text(LOG).await.contains("Bob?"), "it was not for him");
    assert!(!ann.text(LOG).await.contains("milk"), "nor that for her");

    // The page that tells of the server knows of both rooms.
    let watching = browser.tab().await;
    watching.goto(&server.page("/debug")).await;
    watching.until_text("body", "lobby").await;
    watching.until_text("body", "tea").await;
    watching.shot("capstone-debug").await;

    server.terminate().await;
    for tab in [&ann, &bob] {
        tab.until_text(STATE, "Closed: 1001").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_page_from_elsewhere_is_refused() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let server = Capstone::start(&["--origin", "https://chat.example"]).await;
    let tab = browser.tab().await;
    // It comes from this server, but under a name that is not among those.
    tab.goto(&server.page("/")).await;
    tab.until_text(STATE, "Closed: 1006").await;
}
