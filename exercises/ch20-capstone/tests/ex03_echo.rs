//! What is sent comes back, the wire says what RFC 6455 wants it to say, and a bad client hurts nobody else.

#![cfg(unix)]

#[cfg_attr(not(solution), path = "../ex03_echo.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex03_echo.rs")]
mod exercise;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{self, SocketAddr};
use std::pin::pin;
use std::thread;
use std::time::Duration;

use exercise::{LARGEST, converse, serve};
use futures_util::future::{Either, select};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use rlimit::Resource;
use support::descriptors::dead_listener;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::task::yield_now;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async};

/// How many turns all others are given to do what is waited for. A few are enough.
const PATIENCE: usize = 200_000;

/// Runs `body` on a runtime with one thread.
fn run<F: Future>(body: F) -> F::Output {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(body)
}

/// What `future` yields. Panics with `why` if it does not, however often the others have had their turn.
async fn patiently<F: Future>(future: F, why: &str) -> F::Output {
    in_turns(PATIENCE, future, why).await
}

/// What `future` yields within so many turns. Panics with `why` if it does not.
async fn in_turns<F: Future>(turns: usize, future: F, why: &str) -> F::Output {
    let turns = async {
        for _ in 0..turns {
            yield_now().await;
        }
    };
    match select(pin!(future), pin!(turns)).await {
        Either::Left((output, _)) => output,
        Either::Right(_) => panic!("{why}"),
    }
}

/// The request of the RFC's own example, section 1.2.
const REQUEST: &str = "GET /echo HTTP/1.1\r\n\
    Host: server.example.com\r\n\
    Upgrade: websocket\r\n\
    Connection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\
    \r\n";

/// The mask of the examples in section 5.7.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

const FIN: u8 = 0x80;
const CONTINUATION: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;

/// A frame as a client sends it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ ..126 => frame.push(0x80 | short as u8),
        long => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(long).expect("short enough").to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(
        payload
            .iter()
            .zip(MASK.iter().cycle())
            .map(|(it, mask)| it ^ mask),
    );
    frame
}

/// The bytes in hexadecimal, the first of them if there are many.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes.iter().take(24) {
        write!(text, " {byte:02x}").expect("a String grows");
    }
    if bytes.len() > 24 {
        write!(text, " … {} bytes", bytes.len()).expect("a String grows");
    }
    text
}

/// A client that writes down what goes over the wire.
struct Wire {
    client: DuplexStream,
    transcript: String,
}

impl Wire {
    /// A conversation, by this configuration, that is past its handshake.
    async fn open(config: WebSocketConfig) -> Self {
        let (client, server) = duplex(64 * 1024);
        tokio::spawn(converse(server, config));
        let mut wire = Self {
            client,
            transcript: String::new(),
        };
        let sent = wire.client.write_all(REQUEST.as_bytes()).await;
        sent.expect("there is room");
        let (head, ended) = wire.heard().await;
        let head = String::from_utf8_lossy(&head).to_lowercase();
        let switching = head.starts_with("http/1.1 101 ");
        assert!(switching, "to an upgrade the answer was {head:?}");
        let accept = "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n";
        assert!(head.contains(accept), "the key of the RFC: {head:?}");
        assert!(!ended, "after the handshake, the server closes");
        wire
    }

    /// What the server has to say now, and whether it ended after it.
    async fn heard(&mut self) -> (Vec<u8>, bool) {
        let mut heard = Vec::new();
        for _ in 0..50 {
            yield_now().await;
            match self.client.read_buf(&mut heard).now_or_never() {
                Some(Ok(0)) => return (heard, true),
                Some(Ok(_)) | None => {}
                Some(Err(error)) => panic!("the client cannot read: {error}"),
            }
        }
        (heard, false)
    }

    /// Sends `bytes`, which are called `what`, and writes down the answer.
    async fn send(&mut self, what: &str, bytes: &[u8]) {
        self.client.write_all(bytes).await.expect("there is room");
        let (heard, ended) = self.heard().await;
        let transcript = &mut self.transcript;
        writeln!(transcript, "# {what}\n>{}", hex(bytes)).expect("a String grows");
        if !heard.is_empty() {
            writeln!(transcript, "<{}", hex(&heard)).expect("a String grows");
        }
        if ended {
            writeln!(transcript, "< (end)").expect("a String grows");
        }
    }
}

/// Text and binary messages come back, in whatever pieces they came, and a ping is answered at once.
#[support::test]
fn messages_come_back() {
    let transcript = run(async {
        let mut wire = Wire::open(WebSocketConfig::default()).await;
        wire.send("a text", &frame(FIN | TEXT, b"Hello")).await;
        wire.send("an empty one", &frame(FIN | TEXT, b"")).await;
        wire.send("bytes", &frame(FIN | BINARY, &[0, 255, 7])).await;
        let long: Vec<u8> = (0..=255).collect();
        wire.send("256 bytes", &frame(FIN | BINARY, &long)).await;
        wire.send("a ping", &frame(FIN | PING, b"Hello")).await;
        wire.send("half a text", &frame(TEXT, b"Hel")).await;
        wire.send("a ping in between", &frame(FIN | PING, b"?"))
            .await;
        wire.send("the other half", &frame(FIN | CONTINUATION, b"lo"))
            .await;
        let mut two = frame(FIN | TEXT, b"one");
        two.extend(frame(FIN | TEXT, b"two"));
        wire.send("two at once", &two).await;
        wire.transcript
    });
    support::assert_snapshot!("ex03_echo_messages", transcript);
}

/// A close is answered by one with the same code, and then the server ends.
#[support::test]
fn a_close_is_answered() {
    let transcript = run(async {
        let close = |code: u16, reason: &str| {
            let mut payload = code.to_be_bytes().to_vec();
            payload.extend(reason.as_bytes());
            frame(FIN | CLOSE, &payload)
        };
        let closes = [
            ("1000, with a reason", close(1000, "bye")),
            ("3000, which is for libraries", close(3000, "")),
            ("a close without a code", frame(FIN | CLOSE, b"")),
        ];
        let mut transcript = String::new();
        for (what, close) in closes {
            let mut wire = Wire::open(WebSocketConfig::default()).await;
            wire.send(what, &close).await;
            transcript.push_str(&wire.transcript);
        }
        transcript
    });
    support::assert_snapshot!("ex03_echo_closes", transcript);
}

/// A peer that breaks the protocol is told what it has done, and then the server ends.
#[support::test]
fn a_peer_that_breaks_the_protocol_is_told() {
    let transcript = run(async {
        let bad = [
            ("a frame without a mask", b"\x81\x05Hello".to_vec()),
            ("a frame of an unknown kind", frame(FIN | 0x3, b"")),
            ("the end of nothing", frame(FIN | CONTINUATION, b"lo")),
            ("text that is not UTF-8", frame(FIN | TEXT, b"Hell\xff")),
            (
                "17 bytes, and 16 are allowed",
                frame(FIN | BINARY, &[0; 17]),
            ),
        ];
        let mut transcript = String::new();
        for (what, bad) in bad {
            let config = WebSocketConfig::default().max_message_size(Some(16));
            let mut wire = Wire::open(config).await;
            wire.send("before", &frame(FIN | TEXT, b"fine")).await;
            wire.send(what, &bad).await;
            // The reason is for people, and may be any.
            transcript.push_str(&without_reasons(&wire.transcript));
        }
        transcript
    });
    support::assert_snapshot!("ex03_echo_violations", transcript);
}

/// A transcript in which a close ends with its code.
fn without_reasons(transcript: &str) -> String {
    let mut lines = String::new();
    for line in transcript.lines() {
        let close = line.starts_with("< 88 ").then(|| line.get(8..13)).flatten();
        match close {
            Some(code) => writeln!(lines, "< close {code}"),
            None => writeln!(lines, "{line}"),
        }
        .expect("a String grows");
    }
    lines
}

/// Who sends and does not read is not read from any more. What is not read is kept by its own system, not
/// here.
#[support::test]
fn who_does_not_read_is_not_read_from() {
    run(async {
        let (mut client, server) = duplex(4096);
        tokio::spawn(converse(server, exercise::config()));
        let sent = client.write_all(REQUEST.as_bytes()).await;
        sent.expect("there is room");
        // Whoever speaks before the handshake is answered breaks the protocol.
        for _ in 0..50 {
            yield_now().await;
        }
        let message = frame(FIN | BINARY, &[0; 1000]);
        let mut sent = 0;
        for _ in 0..2000 {
            // What did not fit goes on where it ended.
            let rest = &message[sent % message.len()..];
            match client.write(rest).now_or_never() {
                Some(written) => sent += written.expect("it is connected"),
                None => yield_now().await,
            }
        }
        assert!(
            sent < 256 * 1024,
            "a client that reads nothing has sent {sent} bytes, and all of them, or their echoes, are kept \
             in memory: how much may that become?"
        );
    });
}

/// Most connections are idle. One of them holds no more than a Go server's would, which is two buffers of 4
/// KiB and a goroutine's stack.
#[support::test]
fn an_idle_connection_is_small() {
    run(async {
        let (mut client, server) = duplex(1024);
        let sent = client.write_all(REQUEST.as_bytes()).await;
        sent.expect("there is room");
        let (talking, allocated) = support::alloc::measure(|| {
            let mut talking = Box::pin(converse(server, exercise::config()));
            for _ in 0..10 {
                let over = talking.as_mut().now_or_never();
                assert!(over.is_none(), "it ends after the handshake: {over:?}");
            }
            talking
        });
        let mut answer = [0; 12];
        let read = client.read_exact(&mut answer).now_or_never();
        assert!(read.is_some(), "the handshake is not answered");
        let held = allocated.kept_bytes;
        assert!(
            held < 12 * 1024,
            "a connection on which nobody talks holds {held} bytes: what has `config` said about buffers?"
        );
        drop(talking);
    });
}

/// A server on a port, and where it is.
async fn started() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(serve(listener));
    address
}

/// A client that is past its handshake. Panics with `why` if there is none.
async fn connect(address: SocketAddr, why: &str) -> WebSocketStream<TcpStream> {
    let connecting = async {
        let stream = TcpStream::connect(address).await.expect("a listener");
        client_async(format!("ws://{address}/echo"), stream).await
    };
    match patiently(connecting, &format!("{why}: the handshake is not answered")).await {
        Ok((client, _)) => client,
        Err(error) => panic!("{why}: {error}"),
    }
}

/// Checks that what `client` says comes back.
async fn assert_echo(client: &mut WebSocketStream<TcpStream>, why: &str) {
    let talking = async {
        client.send(Message::text("Is anybody there?")).await?;
        client.next().await.transpose()
    };
    let no_answer = format!("{why}: there is no answer");
    match patiently(talking, &no_answer).await {
        Ok(Some(echo)) => assert_eq!(echo, Message::text("Is anybody there?"), "{why}"),
        other => panic!("{why}: {other:?}"),
    }
}

/// Many talk at once, in any order.
#[support::test]
fn all_are_served_at_once() {
    run(async {
        let address = started().await;
        let mut first = connect(address, "the first client").await;
        let mut second = connect(address, "the second client, while the first is there").await;
        assert_echo(&mut second, "the second client").await;
        assert_echo(&mut first, "the first client").await;
    });
}

/// A client that connects and says nothing is waited for by nobody else.
#[support::test]
fn a_silent_client_is_waited_for_by_nobody_else() {
    run(async {
        let address = started().await;
        let _silent = TcpStream::connect(address).await.expect("a listener");
        let mut client = connect(address, "somebody had connected before and says nothing").await;
        assert_echo(&mut client, "while somebody says nothing").await;
    });
}

/// What bad clients do, they do to themselves.
#[support::test]
fn a_bad_client_hurts_nobody_else() {
    run(async {
        let address = started().await;
        let mut good = connect(address, "a good client").await;
        let bad = [
            (
                "no handshake",
                b"\x16\x03\x01\x02\x00\x01\x00".to_vec(),
                false,
            ),
            ("an HTTP request", b"GET / HTTP/1.1\r\n\r\n".to_vec(), false),
            (
                "half a handshake, and a reset",
                REQUEST.as_bytes()[..60].to_vec(),
                true,
            ),
            (
                "a handshake, and a reset",
                REQUEST.as_bytes().to_vec(),
                true,
            ),
        ];
        for (what, bytes, reset) in bad {
            let mut bad = TcpStream::connect(address).await.expect("a listener");
            bad.write_all(&bytes).await.expect("it is connected");
            for _ in 0..50 {
                yield_now().await;
            }
            if reset {
                bad.set_zero_linger().expect("it can be set");
            }
            drop(bad);
            let why = format!("after a bad client ({what})");
            assert_echo(&mut good, &why).await;
            let mut next = connect(address, &why).await;
            assert_echo(&mut next, &why).await;
        }
        // Past the handshake: a frame without a mask, and half a frame.
        for bytes in [
            b"\x81\x05Hello".to_vec(),
            frame(FIN | TEXT, b"Hello")[..7].to_vec(),
        ] {
            let mut bad = connect(address, "a client that will be bad").await;
            let sent = bad.get_mut().write_all(&bytes).await;
            sent.expect("it is connected");
            for _ in 0..50 {
                yield_now().await;
            }
            bad.get_mut().set_zero_linger().expect("it can be set");
            drop(bad);
            let why = format!("after a bad client, which sent{}", hex(&bytes));
            assert_echo(&mut good, &why).await;
            let mut next = connect(address, &why).await;
            assert_echo(&mut next, &why).await;
        }
    });
}

/// A peer that sends too much reads why it has to go, although it was still sending when it was told.
#[support::test]
fn a_goodbye_is_not_lost() {
    let listener = net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    listener.set_nonblocking(true).expect("it can be set");
    let server = thread::spawn(|| {
        run(async {
            let listener = TcpListener::from_std(listener).expect("it can be waited for");
            let (stream, _) = listener.accept().await.expect("a client");
            let _ = converse(stream, exercise::config()).await;
        });
    });
    let mut client = net::TcpStream::connect(address).expect("a listener");
    client
        .write_all(REQUEST.as_bytes())
        .expect("it is connected");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).expect("a head");
        head.extend(byte);
    }
    // Twice as much as is allowed, said in the header, and sent to its end.
    let size = 2 * LARGEST;
    let mut message = vec![FIN | BINARY, 0x80 | 127];
    message.extend((size as u64).to_be_bytes());
    message.extend(MASK);
    message.resize(message.len() + size, 0);
    let reset = "a message was too large, and the connection was closed while it was still being sent, so \
                 that it was reset";
    if let Err(error) = client.write_all(&message) {
        panic!("{reset}: {error}");
    }
    let mut answer = Vec::new();
    if let Err(error) = client.read_to_end(&mut answer) {
        panic!(
            "{reset}; the client had read{}, and then: {error}",
            hex(&answer)
        );
    }
    assert_eq!(
        answer.get(2..4),
        Some(&1009_u16.to_be_bytes()[..]),
        "the code of the close; the answer was{}",
        hex(&answer)
    );
    // Now the peer ends, too, and whoever has waited for that has nothing unread.
    let ended = client.shutdown(net::Shutdown::Write);
    server.join().expect("the server ends");
    let error = client.take_error().expect("it can be asked for");
    assert!(ended.is_ok() && error.is_none(), "{reset} ({error:?})");
}

/// That a connection cannot be accepted now, because the descriptor table is full, is no reason to end, and
/// all who wait are served as soon as there is room.
#[support::test]
fn a_full_table_does_not_end_the_server() {
    support::alone!({
        Resource::NOFILE.set(64, 64).expect("both are lowered");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let waiting = TcpStream::connect(address).await.expect("a listener");
            let files: Vec<File> = std::iter::repeat_with(|| File::open("/dev/null"))
                .map_while(Result::ok)
                .collect();
            let server = tokio::spawn(serve(listener));
            for _ in 0..50 {
                yield_now().await;
                let over = server.is_finished();
                assert!(
                    !over,
                    "the descriptor table was full, and the server has ended"
                );
            }
            drop(files);
            let connecting = client_async(format!("ws://{address}/echo"), waiting);
            // Whatever the pause is, it comes to an end.
            let clock = async {
                loop {
                    tokio::time::advance(Duration::from_millis(100)).await;
                    yield_now().await;
                }
            };
            let both = async {
                tokio::select! {
                    connected = connecting => connected,
                    () = clock => unreachable!(),
                }
            };
            let why = "there is room again, and a client that has waited is not served";
            let (mut client, _) = patiently(both, why).await.expect(why);
            assert_echo(&mut client, "a client that has waited until there was room").await;
        });
    });
}

/// A listener that is dead will not come alive by being asked again.
#[support::test]
fn a_dead_listener_ends_the_server() {
    run(async {
        let listener = TcpListener::from_std(dead_listener()).expect("it can be waited for");
        // It is asked a hundred times in each of them.
        let why = "a dead listener is asked again and again";
        let ended = in_turns(200, serve(listener), why).await;
        assert!(
            ended.is_err(),
            "what `serve` says of a dead listener: {ended:?}"
        );
    });
}
