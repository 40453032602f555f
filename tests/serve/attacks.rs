//! Who is refused: foreign names, foreign pages, strangers without the token, and messages that are
//! too many, too large, or about files that are nobody's business.

use std::fs;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::served::{FILE, ID, Tree};

#[tokio::test]
async fn nothing_outside_the_book_is_served() {
    let tree = Tree::new();
    let served = tree.serve().await;
    for path in [
        "/../book.toml",
        "/%2e%2e/book.toml",
        "/..%2fbook.toml",
        "/__workbook/../../book.toml",
        "/.workbook/tokens",
        "/../.workbook/tokens",
        "//etc/passwd",
    ] {
        let answer = served.get(path).await;
        assert!(!answer.body.contains("[book]"), "{path}");
        assert!(!answer.body.contains(&served.token), "{path}");
        assert_eq!(answer.status, 404, "{path}");
    }
}

/// DNS rebinding: a foreign page's own name leads here.
#[tokio::test]
async fn a_foreign_name_is_refused_everywhere() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let port = served.address.port();
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let host = format!("{host}:{port}");
        assert_eq!(
            served.request("GET", "/", &[("Host", &host)]).await.status,
            200
        );
    }
    let rebound = format!("rebound.example:{port}");
    let cookie = served.cookie();
    for path in ["/", "/__workbook/socket", "/?token=x", "/nothing.html"] {
        for host in [rebound.as_str(), "127.0.0.1", "127.0.0.1:1", "0.0.0.0"] {
            let headers = [("Host", host), ("Cookie", cookie.as_str())];
            let answer = served.request("GET", path, &headers).await;
            assert_eq!(answer.status, 403, "{host}{path}");
        }
    }
    let origin = format!("http://{rebound}");
    let refused = served
        .try_connect(&[("host", &rebound), ("origin", &origin), ("cookie", &cookie)])
        .await;
    assert_eq!(refused.err(), Some(403));
}

/// Cross-site WebSocket hijacking: a foreign page opens a socket, and the browser sends the cookie.
#[tokio::test]
async fn a_foreign_page_gets_no_socket() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let (cookie, own) = (served.cookie(), served.origin());
    let port = served.address.port();
    for origin in [
        "http://example.com",
        "https://example.com",
        "null",
        "file://",
        &format!("http://127.0.0.1:{}", port ^ 1),
        &format!("http://localhost:{port}"),
        &format!("https://127.0.0.1:{port}"),
        &format!("{own}.example.com"),
    ] {
        let refused = served
            .try_connect(&[("origin", origin), ("cookie", &cookie)])
            .await;
        assert_eq!(refused.err(), Some(403), "{origin}");
    }
    let refused = served.try_connect(&[("cookie", &cookie)]).await;
    assert_eq!(refused.err(), Some(403), "no origin at all");
    // Nor does it get to look at what is here, or embed it.
    for site in ["cross-site", "same-site"] {
        let headers = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors")];
        assert_eq!(served.request("GET", "/", &headers).await.status, 403);
    }
    let headers = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    assert_eq!(
        served.request("GET", "/", &headers).await.status,
        200,
        "a link"
    );
}

/// Another user of this machine connects to the port.
#[tokio::test]
async fn without_the_token_the_book_can_be_read_and_no_more() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let origin = served.origin();
    let front = served.get("/").await;
    assert_eq!(front.status, 200);
    assert!(!front.head.contains("set-cookie"), "{}", front.head);
    assert!(!front.body.contains(&served.token));
    let name = format!("workbook-{}", served.address.port());
    for cookie in [
        String::new(),
        format!("{name}="),
        format!("{name}={}", "0".repeat(32)),
        format!("{name}={}", &served.token[1..]),
        format!("workbook-1={}", served.token),
    ] {
        let refused = served
            .try_connect(&[("origin", &origin), ("cookie", &cookie)])
            .await;
        assert_eq!(refused.err(), Some(401), "{cookie}");
    }
    // A script is told the same without an upgrade.
    assert_eq!(served.get("/__workbook/socket").await.status, 401);
    let wrong = served.get(&format!("/?token={}", "0".repeat(32))).await;
    assert_eq!(wrong.status, 403);
    assert!(!wrong.head.contains("set-cookie"));

    let opened = served
        .get(&format!("/ch01-a/page.html?token={}", served.token))
        .await;
    assert_eq!(opened.status, 303);
    assert!(
        opened.head.contains("location: /ch01-a/page.html\r\n"),
        "{}",
        opened.head
    );
    let cookie = opened
        .head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .expect("a cookie");
    assert!(
        cookie.contains("httponly") && cookie.contains("samesite=strict"),
        "{cookie}"
    );
    assert!(cookie.starts_with(&served.cookie()), "{cookie}");
    let headers = [("Cookie", served.cookie())];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let answer = served.request("GET", "/__workbook/socket", &headers).await;
    assert_eq!(answer.status, 204);
}

#[tokio::test]
async fn the_server_only_gives() {
    let tree = Tree::new();
    let served = tree.serve().await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let headers = [("Content-Length", "0")];
        assert_eq!(
            served.request(method, "/", &headers).await.status,
            405,
            "{method}"
        );
    }
}

#[tokio::test]
async fn scripts_come_from_files_alone() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let port = served.address.port();
    let foreign = [("Host", "example.com")];
    for answer in [
        served.get("/").await,
        served.get("/nothing.html").await,
        served.request("GET", "/", &foreign).await,
    ] {
        let policy = answer
            .head
            .lines()
            .find_map(|line| line.strip_prefix("content-security-policy: "))
            .expect("a policy");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(answer.head.contains("x-content-type-options: nosniff"));
        assert!(answer.head.contains("referrer-policy: no-referrer"));
    }
    let front = served.get("/").await;
    assert!(
        front
            .head
            .contains(&format!("connect-src 'self' ws://127.0.0.1:{port};"))
    );
}

#[tokio::test]
async fn only_files_of_the_catalog_are_touched() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let mut page = served.page().await;
    let before = tree.read("Cargo.toml");
    for id in [
        "../Cargo.toml",
        "ch01-defer-drop/../ch01-defer-drop/ex02_underscore",
        "ch01-defer-drop/ex02_underscore.rs",
        "ch01-defer-drop/tests/ex02_underscore",
        "/etc/passwd",
        "ch01-defer-drop",
        "",
    ] {
        for ask in [
            json!({"ask": "open", "exercise": id}),
            json!({"ask": "save", "exercise": id, "text": "x", "base": null}),
            json!({"ask": "check", "exercise": id, "text": "x", "base": null}),
            json!({"ask": "reset", "exercise": id}),
            json!({"ask": "solution", "exercise": id}),
        ] {
            page.ask(ask.clone()).await;
            let refused = page.until("refused").await;
            assert_eq!(
                refused["why"],
                format!("there is no exercise `{id}`"),
                "{ask}"
            );
        }
        // Out of the way of the limit on the rate.
        page = served.page().await;
    }
    assert_eq!(tree.read("Cargo.toml"), before);
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    let tree = Tree::new();
    tree.write("secret", "secret\n");
    fs::remove_file(tree.path(FILE)).expect("removed");
    std::os::unix::fs::symlink(tree.path("secret"), tree.path(FILE)).expect("linked");
    let served = tree.serve().await;
    let mut page = served.page().await;
    for ask in [
        json!({"ask": "open", "exercise": ID}),
        json!({"ask": "save", "exercise": ID, "text": "x", "base": "secret\n"}),
        json!({"ask": "save", "exercise": ID, "text": "x", "base": "secret\n", "keep": true}),
        json!({"ask": "reset", "exercise": ID}),
    ] {
        page.ask(ask.clone()).await;
        let refused = page.until("refused").await;
        let why = refused["why"].as_str().expect("a reason");
        assert!(why.contains("is no plain file"), "{ask}: {why}");
    }
    assert_eq!(tree.read("secret"), "secret\n");
}

#[tokio::test]
async fn a_flood_is_cut_off_and_the_others_are_served_on() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let (mut flood, mut page) = (served.page().await, served.page().await);
    for _ in 0..2000 {
        flood.ask(json!({"ask": "open", "exercise": ID})).await;
    }
    let (code, reason) = flood.closed().await;
    // A connection that is closed while it still sends may be reset before the reason is read.
    assert!(
        code == 1008 && reason == "too many messages" || code == 0,
        "{code} {reason}"
    );
    page.ask(json!({"ask": "open", "exercise": ID})).await;
    page.until("file").await;
}

#[tokio::test]
async fn messages_that_are_none_end_the_connection() {
    let tree = Tree::new();
    let served = tree.serve().await;
    for message in [
        Message::text("hello"),
        Message::text(r#"{"ask":"shell","command":"id"}"#),
        Message::text(format!("{}1{}", "[".repeat(5000), "]".repeat(5000))),
        Message::binary(vec![0; 16]),
        Message::text(format!(
            r#"{{"ask":"open","exercise":"{}"}}"#,
            "x".repeat(2 << 20)
        )),
    ] {
        let mut page = served.page().await;
        let shown: String = message.to_string().chars().take(40).collect();
        page.send(message).await;
        let (code, _) = page.closed().await;
        assert!([0, 1003, 1008, 1009].contains(&code), "{shown}: {code}");
    }
    let mut page = served.page().await;
    let long = "x".repeat(300 * 1024);
    page.ask(json!({"ask": "save", "exercise": ID, "text": long, "base": null}))
        .await;
    let why = page.until("refused").await["why"].clone();
    assert!(
        why.as_str()
            .is_some_and(|it| it.contains("more than 256 KiB")),
        "{why}"
    );
}

#[tokio::test]
async fn pages_without_number_are_refused() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let mut pages = Vec::new();
    let (cookie, origin) = (served.cookie(), served.origin());
    let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str())];
    let refused = loop {
        match served.try_connect(&headers).await {
            Ok(page) => pages.push(page),
            Err(status) => break status,
        }
        assert!(pages.len() < 1000, "no end of pages");
    };
    assert_eq!((refused, pages.len()), (503, 64));
    // A place is free when a page goes.
    pages.pop();
    for _ in 0..100 {
        if served.try_connect(&headers).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no place has become free");
}

/// The address of this machine in its network is not listened to unless that is asked for.
#[tokio::test]
async fn only_this_machine_is_listened_to() {
    let tree = Tree::new();
    let served = tree.serve().await;
    assert!(served.address.ip().is_loopback());
    let port = served.address.port();
    // A route need not lead anywhere for its own address to be known.
    let probe = std::net::UdpSocket::bind("0.0.0.0:0").expect("a socket");
    if probe.connect("192.0.2.1:9").is_ok()
        && let Ok(own) = probe.local_addr()
        && !own.ip().is_loopback()
    {
        let connected = std::net::TcpStream::connect((own.ip(), port));
        assert!(connected.is_err(), "{}:{port} is listened to", own.ip());
    } else {
        eprintln!("NOT TRIED: this machine has no other address than its loopback's");
    }
}
