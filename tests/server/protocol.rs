//! RFC 6455, as a client may try it. What goes over the wire is recorded.

use std::fmt::Write as _;

use super::harness::{Frame, Raw, Server, frame, masked, request, shown, soon, text};

const CLOSE: [u8; 2] = 1000_u16.to_be_bytes();

fn bytes_shown(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes.iter().take(24) {
        let _ = write!(text, " {byte:02x}");
    }
    if bytes.len() > 24 {
        let _ = write!(text, " … {} bytes", bytes.len());
    }
    text
}

/// Sends each piece by itself, then closes unless the server has; what the server said.
async fn converse(client: &mut Raw, pieces: &[Vec<u8>]) -> Vec<Frame> {
    for piece in pieces {
        client.send(piece).await;
    }
    let closes = |piece: &Vec<u8>| piece.len() >= 6 && piece[0] == 0x88;
    if !pieces.iter().any(closes) {
        client.send(&frame(0x88, &CLOSE)).await;
    }
    client.rest().await
}

/// Frames that are in order, and how they are answered.
#[tokio::test]
async fn what_is_in_order_is_answered() {
    let Some(server) = Server::start(&["--max-message", "65536"]).await else {
        return;
    };
    let euro = "€".as_bytes();
    let mut pipelined = Vec::new();
    for n in 0..16 {
        pipelined.extend(text(&format!("message {n}")));
    }
    let whole = text("one byte at a time");
    let cases: &[(&str, Vec<Vec<u8>>)] = &[
        ("a text", vec![text("hello")]),
        ("binary", vec![frame(0x82, &[0, 255, 128])]),
        ("nothing", vec![text("")]),
        ("a mask of zeros", vec![masked(0x81, b"plain", [0; 4])]),
        (
            "a ping with a payload",
            vec![frame(0x89, b"are you there?")],
        ),
        (
            "a pong that nobody asked for",
            vec![frame(0x8a, b"here"), text("still open")],
        ),
        ("sixteen texts in one packet", vec![pipelined]),
        (
            "one byte at a time",
            whole.chunks(1).map(<[u8]>::to_vec).collect(),
        ),
        (
            "fragments",
            vec![
                frame(0x01, b"frag"),
                frame(0x00, b""),
                frame(0x80, b"ments"),
            ],
        ),
        (
            "a ping between fragments",
            vec![
                frame(0x01, b"be"),
                frame(0x89, b"now"),
                frame(0x80, b"tween"),
            ],
        ),
        (
            "a character in three fragments",
            vec![
                frame(0x01, &euro[..1]),
                frame(0x00, &euro[1..2]),
                frame(0x80, &euro[2..]),
            ],
        ),
        ("as long as may be", vec![frame(0x82, &[7; 65_536])]),
        ("a close without a code", vec![frame(0x88, b"")]),
        (
            "a close with a reason",
            vec![frame(0x88, b"\x03\xe9going away")],
        ),
        (
            "a close with a code of the application's",
            vec![frame(0x88, &4001_u16.to_be_bytes())],
        ),
        (
            "a text behind the close",
            vec![[frame(0x88, &CLOSE), text("too late")].concat()],
        ),
    ];
    let mut transcript = String::new();
    for (name, pieces) in cases {
        let mut client = server.open("/echo").await;
        let said = soon(name, converse(&mut client, pieces)).await;
        let _ = writeln!(transcript, "{name}\n{}", shown(&said));
    }
    insta::assert_snapshot!("in_order", transcript);
}

/// What is against the rules ends the connection, with the code that says which.
#[tokio::test]
async fn what_breaks_the_rules_is_closed() {
    let Some(server) = Server::start(&["--max-message", "65536"]).await else {
        return;
    };
    let mut huge = frame(0x82, b"");
    huge[1] = 0x80 | 127;
    huge.splice(2..2, u64::MAX.to_be_bytes().map(|it| it & 0x7f));
    let cases: &[(&str, Vec<u8>)] = &[
        ("not masked", b"\x81\x05hello".to_vec()),
        ("a reserved bit", frame(0xc1, b"hello")),
        ("a reserved opcode", frame(0x83, b"hello")),
        ("a reserved control opcode", frame(0x8b, b"hello")),
        ("a ping in fragments", frame(0x09, b"hello")),
        ("a ping of 126 bytes", frame(0x89, &[b'a'; 126])),
        ("a continuation of nothing", frame(0x80, b"hello")),
        (
            "a text within another one",
            [frame(0x01, b"hello"), text("you")].concat(),
        ),
        ("no UTF-8", frame(0x81, b"\xf0\x28\x8c\x28")),
        ("an encoded surrogate", frame(0x81, b"\xed\xa0\x80")),
        ("no UTF-8 in a first fragment", frame(0x01, b"ok\xff")),
        (
            "half a character at the end",
            [frame(0x01, b"\xe2\x82"), frame(0x80, b"")].concat(),
        ),
        ("a close of one byte", frame(0x88, b"\x03")),
        (
            "a close with a code that is never sent",
            frame(0x88, &1005_u16.to_be_bytes()),
        ),
        (
            "a close with a code that is nobody's",
            frame(0x88, &2999_u16.to_be_bytes()),
        ),
        (
            "a close whose reason is no UTF-8",
            frame(0x88, b"\x03\xe8\xff"),
        ),
        ("one byte too long", frame(0x82, &[7; 65_537])),
        ("a header that promises 2^63 bytes", huge),
        (
            "too long in fragments",
            [frame(0x02, &[7; 40_000]), frame(0x80, &[7; 40_000])].concat(),
        ),
    ];
    let mut transcript = String::new();
    for (name, bytes) in cases {
        let mut client = server.open("/echo").await;
        client.send(bytes).await;
        let said = soon(name, client.rest()).await;
        let sent = bytes_shown(bytes);
        let _ = writeln!(transcript, "{name}:{sent}\n{}", shown(&said));
    }
    insta::assert_snapshot!("against_the_rules", transcript);
    assert_eq!(server.metric("ws_connections").await, 0, "nobody is left");
}

/// The limit of a message is to the byte, also for one that comes in one piece, and behind others.
#[tokio::test]
async fn a_message_may_be_so_long_and_no_longer() {
    let Some(server) = Server::start(&["--max-message", "100"]).await else {
        return;
    };
    let longest = "x".repeat(100);
    let mut client = server.open("/echo").await;
    client.echo(&longest).await;
    let sent = [text(&longest), text(&"x".repeat(101))].concat();
    client.send(&sent).await;
    assert_eq!(client.next_text().await, longest);
    let rest = client.rest().await;
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0].close_code(), 1009);
}

/// A rule that is broken behind what is in order, in one packet: that is answered first.
#[tokio::test]
async fn what_comes_before_a_violation_is_answered() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let mut client = server.open("/echo").await;
    let sent = [text("one"), text("two"), frame(0x83, b"three")].concat();
    client.send(&sent).await;
    assert_eq!(client.next_text().await, "one");
    assert_eq!(client.next_text().await, "two");
    let rest = client.rest().await;
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0].close_code(), 1002);
}

/// Frames in the same packet as the request are not lost.
#[tokio::test]
async fn frames_behind_the_request_are_answered() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    for behind in [text("early"), frame(0x01, b"ear")] {
        let mut client = server.connect().await;
        let sent = [request("/echo").as_bytes(), &behind].concat();
        client.send(&sent).await;
        let mut client = client.after_upgrade().await;
        if behind[0] == 0x01 {
            client.send(&frame(0x80, b"ly")).await;
        }
        assert_eq!(client.next_text().await, "early");
    }
}

/// A frame cut anywhere is one frame.
#[tokio::test]
async fn a_frame_may_be_cut_anywhere() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let said = "x".repeat(130);
    let whole = text(&said);
    let mut client = server.open("/echo").await;
    for at in [1, 2, 3, 4, 5, 7, 8, 9, 70, whole.len() - 1] {
        client.send(&whole[..at]).await;
        // The server has taken the first part when it has answered somebody else.
        server.get("/health").await;
        client.send(&whole[at..]).await;
        assert_eq!(client.next_text().await, said, "cut at {at}");
    }
}

/// Each request that is no handshake is refused with the status that says why.
#[tokio::test]
async fn requests_are_upgraded_or_refused() {
    let Some(server) = Server::start(&["--origin", "https://chat.example"]).await else {
        return;
    };
    let good = request("/echo");
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replace(from, to)
    };
    let long = format!("Host: localhost\r\nX: {}\r\n", "x".repeat(9_000));
    let cases = [
        ("good", good.clone()),
        (
            "words in other cases",
            with("Upgrade: websocket", "uPGRADE: WebSocket"),
        ),
        (
            "more than one protocol",
            with("Upgrade: websocket", "Upgrade: h2c, websocket"),
        ),
        (
            "the right origin",
            with("Host:", "Origin: https://chat.example\r\nHost:"),
        ),
        (
            "another origin",
            with("Host:", "Origin: https://evil.example\r\nHost:"),
        ),
        ("POST", with("GET", "POST")),
        ("HTTP/1.0", with("HTTP/1.1", "HTTP/1.0")),
        ("no host", with("Host: localhost\r\n", "")),
        ("no upgrade", with("Upgrade: websocket\r\n", "")),
        (
            "an upgrade to something else",
            with("Upgrade: websocket", "Upgrade: h2c"),
        ),
        (
            "no Connection: Upgrade",
            with("keep-alive, Upgrade", "keep-alive"),
        ),
        ("no version", with("Sec-WebSocket-Version: 13\r\n", "")),
        ("version 8", with("Version: 13", "Version: 8")),
        (
            "no key",
            with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
        ),
        (
            "a short key",
            with("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ=="),
        ),
        (
            "a key that is no base64",
            with("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j!!=="),
        ),
        ("no HTTP", "hello\r\n\r\n".to_owned()),
        (
            "a TLS client",
            "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n".to_owned(),
        ),
        ("a long head", with("Host: localhost\r\n", &long)),
        ("another path", with("/echo", "/nowhere")),
        ("a room without a name", with("/echo", "/room/")),
        ("a path out", with("/echo", "/room/../echo")),
    ];
    let mut transcript = String::new();
    for (name, request) in cases {
        let mut client = server.connect().await;
        client.send(request.as_bytes()).await;
        let answer = soon(name, client.answer()).await;
        let head = answer.head.replace("\r\n", "\n  ");
        let head = head.trim_end();
        let _ = writeln!(
            transcript,
            "{name}\n  {head}\n  {}\n",
            answer.body.trim_end()
        );
    }
    insta::assert_snapshot!("handshakes", transcript);
}
