//! What the server tells of itself: counts, a page, and a log.

use super::harness::{Server, frame, text};

/// After a known history, `/metrics` says just that.
#[tokio::test]
async fn metrics_tell_what_has_happened() {
    let arguments = ["--rate", "3", "--max-connections", "50", "--workers", "2"];
    let Some(server) = Server::start(&arguments).await else {
        return;
    };
    let mut polite = server.open("/echo").await;
    polite.echo("hello").await;
    polite.send(&frame(0x88, &1000_u16.to_be_bytes())).await;
    polite.rest().await;
    let mut hasty = server.open("/echo").await;
    hasty.send(&text("!").repeat(4)).await;
    hasty.rest().await;
    let mut wrong = server.open("/echo").await;
    wrong.send(&frame(0x83, b"")).await;
    wrong.rest().await;
    assert_eq!(server.ask("GET /echo", &[]).await.status, 426);
    assert_eq!(server.ask("POST /echo", &[]).await.status, 405);
    let mut in_room = server.open("/room/one").await;
    in_room.echo("to myself").await;
    let other = server.open("/room/two").await;
    server.until_metric("ws_rooms", |it| it == 2).await;
    server.until_metric("ws_connections", |it| it == 2).await;
    let answer = server.get("/metrics").await;
    let kind = answer.header("Content-Type");
    assert_eq!(kind, Some("text/plain; version=0.0.4; charset=utf-8"));
    let mut told = String::new();
    for line in answer.body.lines() {
        // How long a thing took, and how much memory there is, is not known beforehand.
        let timed =
            line.starts_with("ws_handshake_seconds") || line.starts_with("ws_fan_out_seconds");
        let zero = line.ends_with(" 0");
        if !line.starts_with('#') && !line.starts_with("process_") && !timed && !zero {
            told.push_str(line);
            told.push('\n');
        }
    }
    insta::assert_snapshot!("metrics", told);
    drop(other);
}

/// Each line of `/metrics` is in the format of Prometheus: a metric is declared once, and its samples follow.
#[tokio::test]
async fn metrics_are_in_their_format() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let text = server.get("/metrics").await.body;
    assert!(text.ends_with('\n'), "the last line ends as the others do");
    let mut declared: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(declaration) = line.strip_prefix("# TYPE ") {
            let (name, kind) = declaration.split_once(' ').expect("a name and a kind");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(!declared.contains(&name), "declared twice: {line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            declared.push(name);
        } else if !line.starts_with("# HELP ") {
            let (name, value) = line.rsplit_once(' ').expect("a value");
            value.parse::<f64>().expect("a number");
            let name = name.split('{').next().expect("a name");
            let last = declared.last().expect("a declaration comes first");
            let suffix = name.strip_prefix(last);
            assert!(
                matches!(suffix, Some("" | "_bucket" | "_sum" | "_count")),
                "{line} below {last}"
            );
        }
    }
}

/// The other pages are there, and say what they are.
#[tokio::test]
async fn pages_are_there() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    for path in ["/", "/debug"] {
        let page = server.get(path).await;
        let kind = page.header("Content-Type").expect("a type");
        assert!(kind.starts_with("text/html"), "{path}: {kind}");
        assert!(page.body.contains("<title>"), "{path}: {}", page.body);
    }
    server.get("/health").await;
    let missing = server.ask("GET /nowhere", &["Connection: close"]).await;
    assert_eq!(missing.status, 404, "{missing:?}");
    let head = server.ask("POST /metrics", &["Connection: close"]).await;
    assert_eq!(head.status, 405, "{head:?}");
}

/// Who looks after the server has a door of their own: it is open when the server is full, and when it stops, and what
/// it tells is told nowhere else.
#[tokio::test]
async fn those_who_look_after_it_are_answered_when_it_is_full() {
    let arguments = ["--max-connections", "1", "--admin", "127.0.0.1:0"];
    let Some(mut server) = Server::start(&arguments).await else {
        return;
    };
    for path in ["/metrics", "/debug"] {
        let answer = server.ask(&format!("GET {path}"), &[]).await;
        assert_eq!(answer.status, 404, "{path} is not for everybody");
    }
    server.get("/health").await;
    let mut client = server.open("/echo").await;
    let mut refused = server.connect().await;
    assert_eq!(refused.try_upgrade("/echo").await, Some(503));
    let metrics = server.ask_as_admin("GET /metrics").await;
    assert_eq!(metrics.status, 200);
    assert!(
        metrics.body.contains("\nws_connections 1\n"),
        "{}",
        metrics.body
    );
    for (request, status) in [
        ("GET /debug", 200),
        ("GET /health", 200),
        ("POST /metrics", 405),
        ("GET /echo", 404),
        ("GET /", 404),
    ] {
        let answer = server.ask_as_admin(request).await;
        assert_eq!(answer.status, status, "{request}: {answer:?}");
    }
    server.signal("TERM").await;
    assert_eq!(client.frame().await.expect("a goodbye").close_code(), 1001);
    assert_eq!(
        server.ask_as_admin("GET /health").await.status,
        503,
        "it stops"
    );
    assert_eq!(server.ask_as_admin("GET /metrics").await.status, 200);
    client.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
    client.rest().await;
    server.ended().await;
}

/// What it logs of a short life, without what differs from one to the next.
#[tokio::test]
async fn a_log_tells_of_a_life() {
    let Some(mut server) = Server::start(&["--log-format", "json", "--max-connections", "1"]).await
    else {
        return;
    };
    let mut client = server.open("/echo").await;
    let mut refused = server.connect().await;
    assert_eq!(refused.try_upgrade("/echo").await, Some(503));
    client.echo("a secret").await;
    server.signal("TERM").await;
    assert_eq!(client.frame().await.expect("a goodbye").close_code(), 1001);
    client.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
    client.rest().await;
    server.ended().await;
    let log = server.log();
    let mut told = String::new();
    for line in log.lines() {
        let mut line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let fields = line.as_object_mut().expect("an object");
        assert!(fields.remove("timestamp").is_some(), "no time: {fields:?}");
        // Its process has a number.
        if let Some(fields) = fields.get_mut("fields") {
            fields.as_object_mut().expect("an object").remove("pid");
        }
        let line = line.to_string();
        let line = line.replace(&server.address.port().to_string(), "PORT");
        told.push_str(&line.replace(&server.address.to_string(), "ADDRESS"));
        told.push('\n');
    }
    assert!(!log.contains("secret"), "what people say is not logged");
    insta::assert_snapshot!("log", told);
}

/// A flag that makes no sense is refused in words, and so is a port that is taken by somebody else.
#[tokio::test]
async fn flags_that_make_no_sense_are_refused() {
    for arguments in [
        &["--ping-after", "60s", "--dead-after", "30s"][..],
        &["--workers", "0"],
        &["--queue", "0"],
        &["--park-after=-1s"],
        &["--rate", "0"],
    ] {
        let Some(output) = Server::refuses(arguments).await else {
            return;
        };
        let flag = arguments[0].trim_end_matches("=-1s");
        assert!(output.contains(flag), "{arguments:?}: {output}");
    }
}
