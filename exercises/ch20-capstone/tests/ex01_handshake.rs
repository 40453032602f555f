//! A request to open a WebSocket is answered by the right 101, and any other by the refusal that says
//! what is wrong.

#[cfg_attr(not(solution), path = "../ex01_handshake.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex01_handshake.rs")]
mod exercise;

use exercise::{GUID, Head, MAX_FIELDS, MAX_HEAD, Progress, Refusal, accept_key, read, upgrade};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

/// The key of the example in RFC 6455, 1.3, and the answer to it.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// A request as text, to be made wrong in one place.
#[derive(Clone)]
struct Request {
    line: &'static str,
    fields: Vec<(String, String)>,
}

/// One that is right in all places, from the page of an origin.
fn good() -> Request {
    let fields = [
        ("Host", "chat.example"),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", KEY),
        ("Origin", "https://chat.example"),
    ];
    Request {
        line: "GET /echo?to=all HTTP/1.1",
        fields: fields
            .map(|(name, value)| (name.into(), value.into()))
            .into(),
    }
}

impl Request {
    fn line(mut self, line: &'static str) -> Self {
        self.line = line;
        self
    }

    /// With another value of this field.
    fn set(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// With one more field.
    fn and(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(of, _)| of != name);
        self
    }

    fn text(&self) -> String {
        let mut text = format!("{}\r\n", self.line);
        for (name, value) in &self.fields {
            text += &format!("{name}: {value}\r\n");
        }
        text + "\r\n"
    }

    fn head(&self) -> Head {
        head(&self.text())
    }

    /// What becomes of it, with these origins allowed.
    fn upgrade(&self, origins: &[&str]) -> Result<String, Refusal> {
        let origins: Vec<_> = origins.iter().map(|&origin| origin.to_owned()).collect();
        upgrade(&self.head(), &origins)
            .map(|bytes| String::from_utf8(bytes).expect("the 101 is text"))
    }

    /// The status that it is answered by.
    fn status(&self) -> u16 {
        self.upgrade(&[])
            .map_or_else(|refusal| refusal.status, |_| 101)
    }
}

fn head(text: &str) -> Head {
    match read(text.as_bytes()) {
        Progress::Head { head, .. } => head,
        other => panic!(
            "the head of this request is all there, and `read` says {other:?}:\n{}",
            shown(text.as_bytes())
        ),
    }
}

/// Bytes that may be many, and need not be text.
fn shown(bytes: &[u8]) -> String {
    let first = &bytes[..bytes.len().min(160)];
    let more = bytes.len() - first.len();
    let first = first.escape_ascii().to_string().replace("\\r\\n", "\n");
    match more {
        0 => first,
        more => format!("{first}… and {more} bytes more"),
    }
}

/// The status with which `read` refuses `bytes`.
fn refused(bytes: &[u8]) -> u16 {
    match read(bytes) {
        Progress::Refused(refusal) => refusal.status,
        other => panic!(
            "this is to be refused by now, and `read` says {other:?}:\n{}",
            shown(bytes)
        ),
    }
}

/// An answer as it means something: the first line, the fields in the order of the alphabet, and the body.
fn understood(bytes: &[u8]) -> (String, String) {
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut fields);
    let shown = String::from_utf8_lossy(bytes);
    let length = match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        other => panic!(
            "this is no head of an HTTP answer ({other:?}): is an empty line behind the fields?\n{shown}"
        ),
    };
    assert_eq!(
        shown[..length].replace("\r\n", "").find(['\r', '\n']),
        None,
        "every line of the head ends with \\r\\n: {:?}",
        &shown[..length]
    );
    let mut fields: Vec<_> = response
        .headers
        .iter()
        .map(|field| {
            let value = String::from_utf8_lossy(field.value);
            (field.name.to_ascii_lowercase(), value.into_owned())
        })
        .collect();
    fields.sort();
    let body = String::from_utf8_lossy(&bytes[length..]).into_owned();
    let mut head = format!(
        "{} {}\n",
        response.code.unwrap_or_default(),
        response.reason.unwrap_or_default()
    );
    for (name, value) in &mut fields {
        if name == "content-length" {
            assert_eq!(
                *value,
                body.len().to_string(),
                "Content-Length is the number of bytes behind the empty line. A client waits for what is missing, \
                 and takes what is too much for the next answer:\n{shown}"
            );
            "(right)".clone_into(value);
        }
        if name == "connection" {
            let mut names: Vec<_> = value.split(',').map(str::trim).collect();
            names.sort_unstable();
            *value = names.join(", ");
        }
        head += &format!("  {name}: {value}\n");
    }
    (head, body)
}

/// The key of the RFC has the answer of the RFC.
#[support::test]
fn the_key_of_the_rfc() {
    assert_eq!(
        accept_key(KEY),
        ACCEPT,
        "base64 of SHA-1 of the key, as it was sent (not decoded), and the GUID behind it"
    );
    assert_eq!(
        accept_key("AAAAAAAAAAAAAAAAAAAAAA=="),
        "ICX+Yqv66kxgM0FcWaLWlFLwTAI="
    );
    assert_eq!(GUID.len(), 36, "the GUID is that of RFC 6455, 1.3");
}

/// A request is incomplete up to its last byte, and what comes behind it is not its own.
#[support::test]
fn a_request_comes_in_pieces() {
    let text = good().text();
    for end in 0..text.len() {
        assert_eq!(
            read(&text.as_bytes()[..end]),
            Progress::Incomplete,
            "{end} of {} bytes have come: any of them may come alone",
            text.len()
        );
    }
    let behind = text.clone() + "\u{81}\u{80}GET / HTTP/1.1\r\n\r\n";
    match read(behind.as_bytes()) {
        Progress::Head { head, length } => {
            assert_eq!(
                length,
                text.len(),
                "the head ends with its empty line: what stands behind it is the first frame, and must not be lost"
            );
            assert_eq!((head.method.as_str(), head.version), ("GET", 1));
            assert_eq!(head.path, "/echo?to=all");
            assert_eq!(head.headers.len(), good().fields.len());
        }
        other => panic!("a whole request and a few bytes more are here, and `read` says {other:?}"),
    }
}

/// A head without an end is refused when it is over the limit, not when memory is.
#[support::test]
fn a_head_has_a_limit() {
    let start = "GET / HTTP/1.1\r\nHost: chat.example\r\nCookie: ";
    let endless = |length: usize| start.to_owned() + &"a".repeat(length - start.len());
    assert_eq!(
        read(endless(MAX_HEAD - 1).as_bytes()),
        Progress::Incomplete,
        "{} bytes are within the limit",
        MAX_HEAD - 1
    );
    assert_eq!(
        refused(endless(MAX_HEAD).as_bytes()),
        431,
        "MAX_HEAD bytes have come and no end: a client could go on for ever"
    );
    let whole = |length: usize| endless(length - 4) + "\r\n\r\n";
    assert_eq!(head(&whole(MAX_HEAD)).headers.len(), 2);
    assert_eq!(
        refused(whole(MAX_HEAD + 1).as_bytes()),
        431,
        "a head of MAX_HEAD + 1 bytes is too long, also if all of it comes at once"
    );
    let frames = whole(MAX_HEAD) + &"x".repeat(20_000);
    assert_eq!(
        head(&frames).headers.len(),
        2,
        "the limit is on the head, not on what has come behind it"
    );
    let many = |fields: usize| format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(fields));
    assert_eq!(head(&many(MAX_FIELDS)).headers.len(), MAX_FIELDS);
    assert_eq!(
        refused(many(MAX_FIELDS + 1).as_bytes()),
        431,
        "more fields than MAX_FIELDS: their number is wrong, not their syntax"
    );
}

/// What is no HTTP/1 is refused as soon as that can be seen.
#[support::test]
fn no_http_is_refused_at_once() {
    for bytes in [
        "\u{16}\u{3}\u{1}\u{2}\u{0}",
        "GET\r\n",
        "GET / HTTP/1.1\r\nHost : chat.example\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        assert_eq!(
            refused(bytes.as_bytes()),
            400,
            "{bytes:?} cannot become an HTTP/1.1 request any more, whatever follows"
        );
    }
}

/// A field that is not UTF-8 is no reason to refuse, or to panic.
#[support::test]
fn other_encodings_are_read() {
    let mut bytes = b"GET / HTTP/1.1\r\nCookie: caf\xe9\r\nHost: chat.example\r\n\r\n".to_vec();
    match read(&bytes) {
        Progress::Head { head, length } => {
            assert_eq!(length, bytes.len());
            assert_eq!(head.header("cookie"), Some("caf\u{fffd}"));
        }
        other => panic!("HTTP allows bytes over 127 in a value, and `read` says {other:?}"),
    }
    bytes[20] = 0;
    assert_eq!(refused(&bytes), 400, "but no zero byte");
}

/// The name of a field does not mind case, and of several the first is found.
#[support::test]
fn names_do_not_mind_case() {
    let head = good().and("origin", "https://other.example").head();
    for (name, value) in [("HOST", "chat.example"), ("sec-websocket-key", KEY)] {
        assert_eq!(
            head.header(name),
            Some(value),
            "{name}: the name of a field does not mind case, and nothing here makes it canonical as Go does"
        );
    }
    assert_eq!(
        head.header("ORIGIN"),
        Some("https://chat.example"),
        "the first of two"
    );
    assert_eq!(
        head.header("Sec-WebSocket"),
        None,
        "a part of a name is another name"
    );
    let shouted = Request {
        fields: good()
            .fields
            .into_iter()
            .map(|(name, value)| (name.to_ascii_uppercase(), value))
            .collect(),
        ..good()
    };
    assert_eq!(shouted.status(), 101, "in:\n{}", shouted.text());
}

/// The 101 has its three fields, and accepts no extension that was offered.
#[support::test]
fn the_answer_that_was_hoped_for() {
    let offers = good()
        .and("Sec-WebSocket-Extensions", "permessage-deflate")
        .and("Sec-WebSocket-Protocol", "chat, superchat");
    let bytes = offers
        .upgrade(&[])
        .expect("nothing is wrong with this request");
    let (head, body) = understood(bytes.as_bytes());
    support::assert_snapshot!("handshake_101", head);
    assert_eq!(
        body, "",
        "behind the empty line frames begin: a 101 has no body"
    );
}

/// `Connection` and `Upgrade` are lists, in several fields perhaps, in any case.
#[support::test]
fn lists_are_read_as_lists() {
    let browsers = [
        good().set("Connection", "keep-alive, Upgrade"),
        good().set("Connection", "upgrade,keep-alive"),
        good()
            .set("Connection", "keep-alive")
            .and("Connection", "UPGRADE"),
        good().set("Upgrade", "WebSocket"),
        good().set("Upgrade", "h2c, websocket"),
    ];
    for request in browsers {
        assert_eq!(
            request.status(),
            101,
            "Firefox sends `Connection: keep-alive, Upgrade`, and a proxy may split it in two. In:\n{}",
            request.text()
        );
    }
    for request in [
        good().set("Connection", "no-upgrade"),
        good().set("Upgrade", "websockets"),
        good().set("Connection", "keep-alive").and("Upgrade", "h2c"),
        good()
            .set("Connection", "Upgrade, close")
            .set("Upgrade", "h2c"),
        good().without("Connection"),
        good().without("Upgrade"),
    ] {
        assert_eq!(
            request.status(),
            426,
            "this does not ask for a WebSocket. In:\n{}",
            request.text()
        );
    }
}

/// A version other than 13, or none, or two, is answered by the one that is spoken.
#[support::test]
fn one_version_is_spoken() {
    for request in [
        good().set("Sec-WebSocket-Version", "8"),
        good().set("Sec-WebSocket-Version", "130"),
        good().without("Sec-WebSocket-Version"),
        good().and("Sec-WebSocket-Version", "8"),
    ] {
        assert_eq!(
            request.status(),
            426,
            "the version that is spoken is 13, and a client that is told so may try again. In:\n{}",
            request.text()
        );
    }
}

/// A key is there once, and is 16 bytes.
#[support::test]
fn a_key_is_sixteen_bytes() {
    for (request, wrong) in [
        (good().without("Sec-WebSocket-Key"), "no key"),
        (good().and("Sec-WebSocket-Key", KEY), "two keys"),
        (good().set("Sec-WebSocket-Key", ""), "an empty key"),
        (good().set("Sec-WebSocket-Key", "hello"), "no base64"),
        (
            good().set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ"),
            "no padding",
        ),
        (
            good().set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j"),
            "15 bytes",
        ),
        (
            good().set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSE="),
            "17 bytes",
        ),
        (
            good().set("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAAAA"),
            "18 bytes in 24 letters",
        ),
    ] {
        assert_eq!(request.status(), 400, "{wrong}, in:\n{}", request.text());
    }
}

/// Of the pages of a list of origins, those get in whose origin is one of them, letter for letter.
#[support::test]
fn a_foreign_page_stays_out() {
    let ours = ["https://chat.example", "http://localhost:8080"];
    let from = |origin: &str| {
        good()
            .set("Origin", origin)
            .upgrade(&ours)
            .map_or_else(|refusal| refusal.status, |_| 101)
    };
    assert_eq!(from("https://chat.example"), 101);
    assert_eq!(from("http://localhost:8080"), 101);
    for foreign in [
        "https://evil.example",
        "https://chat.example.evil.example",
        "https://evil-chat.example",
        "http://chat.example",
        "https://chat.example:444",
        "http://localhost",
        "null",
        "",
    ] {
        assert_eq!(
            from(foreign),
            403,
            "`{foreign}` is not one of {ours:?}: a browser sends the cookies of its user along from any page"
        );
    }
    let program = good().without("Origin");
    assert!(
        program.upgrade(&ours).is_ok(),
        "who sends no Origin is no page of anybody's"
    );
    assert_eq!(
        good().set("Origin", "https://evil.example").status(),
        101,
        "without a list, pages of all origins get in"
    );
}

/// A body is never taken for frames.
#[support::test]
fn a_body_is_refused() {
    assert_eq!(good().and("Content-Length", "0").status(), 101);
    for request in [
        good().and("Content-Length", "5"),
        good().and("Content-Length", "0").and("Content-Length", "5"),
        good().and("Transfer-Encoding", "chunked"),
    ] {
        assert_eq!(
            request.status(),
            400,
            "the bytes behind this head are a body, and whoever made it may have chosen them. In:\n{}",
            request.text()
        );
    }
}

/// What is refused gets the status and the fields that HTTP asks for, and a body that says why.
#[support::test]
fn every_refusal_is_an_answer() {
    let ours = ["https://other.example"];
    let mut all = String::new();
    for (what, request) in [
        ("POST", good().line("POST /echo HTTP/1.1")),
        ("HTTP/1.0", good().line("GET /echo HTTP/1.0")),
        ("no Host", good().without("Host")),
        ("two Hosts", good().and("Host", "chat.example")),
        ("a body", good().and("Content-Length", "5")),
        (
            "no upgrade wanted",
            good().without("Upgrade").without("Connection"),
        ),
        ("version 8", good().set("Sec-WebSocket-Version", "8")),
        ("no key", good().without("Sec-WebSocket-Key")),
        ("a foreign page", good()),
    ] {
        let refusal = request
            .upgrade(&ours)
            .expect_err(&format!("{what} is to be refused, in:\n{}", request.text()));
        let (head, body) = understood(&refusal.response());
        assert!(
            head.starts_with(&refusal.status.to_string()),
            "the answer has the status of the refusal, {}:\n{head}",
            refusal.status
        );
        assert_eq!(
            body,
            format!("{}\n", refusal.why),
            "the body says what is wrong"
        );
        all += &format!("{what}: {head}");
    }
    for (what, bytes) in [
        ("no HTTP", "no request\r\n"),
        ("an endless path", &format!("GET /{}", "a".repeat(MAX_HEAD))),
    ] {
        let Progress::Refused(refusal) = read(bytes.as_bytes()) else {
            panic!("{what} is to be refused by `read`");
        };
        all += &format!("{what}: {}", understood(&refusal.response()).0);
    }
    let (head, body) = understood(&Refusal::new(404, "no such room").response());
    assert_eq!(body, "no such room\n");
    all += &format!("what the server refuses: {head}");
    support::assert_snapshot!("handshake_refusals", all);
}

/// Of several things that are wrong, the answer is about the first of the task's order.
#[support::test]
fn the_first_wrong_thing_counts() {
    // From the last to the first: each step breaks one thing more, and the answer is about that.
    let mut request = good();
    let ours = ["https://other.example"];
    let mut statuses = Vec::new();
    let steps: [fn(Request) -> Request; 6] = [
        |request| request,
        |request| request.without("Sec-WebSocket-Key"),
        |request| request.set("Sec-WebSocket-Version", "8"),
        |request| request.without("Upgrade").and("Sec-WebSocket-Key", "?"),
        |request| request.without("Host"),
        |request| request.line("PUT /echo HTTP/1.0"),
    ];
    for step in steps {
        request = step(request);
        statuses.push(
            request
                .upgrade(&ours)
                .map_or_else(|refusal| refusal.status, |_| 101),
        );
    }
    assert_eq!(
        statuses,
        [403, 400, 426, 426, 400, 405],
        "a foreign page; and no key; and another version; and no upgrade; and no Host; and not GET"
    );
}

/// A client of tungstenite opens its WebSocket by what `read` and `upgrade` make of its request, and talks.
#[support::test]
fn a_real_client_gets_in() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let (near, mut far) = tokio::io::duplex(4096);
        let client = async {
            let (mut socket, _) = client_async("ws://chat.example/echo", near)
                .await
                .expect("tungstenite refuses the 101");
            socket.send(Message::from("hello")).await.expect("sent");
            let echo = socket.next().await.expect("an answer").expect("no error");
            assert_eq!(echo, Message::from("hello"));
        };
        let server = async {
            let mut bytes = Vec::new();
            let head = loop {
                assert_ne!(
                    far.read_buf(&mut bytes).await.expect("it reads"),
                    0,
                    "the client left"
                );
                match read(&bytes) {
                    Progress::Incomplete => {}
                    Progress::Head { head, length } => {
                        bytes.drain(..length);
                        break head;
                    }
                    Progress::Refused(refusal) => panic!("tungstenite's request: {refusal:?}"),
                }
            };
            let answer = upgrade(&head, &[]).expect("tungstenite's request is right");
            far.write_all(&answer).await.expect("written");
            let mut socket =
                WebSocketStream::from_partially_read(far, bytes, Role::Server, None).await;
            let hello = socket.next().await.expect("a message").expect("no error");
            socket.send(hello).await.expect("sent");
            socket
        };
        tokio::join!(client, server);
    });
}
