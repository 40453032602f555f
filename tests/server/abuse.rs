//! Clients that send too much, too slowly, or nothing at all, and more of them than there is room for.

use std::time::Duration;

use tokio::time::timeout;

use super::harness::{Raw, Server, frame, request, soon, text};

/// Who sends more messages than it may is closed with 1008, and what it was allowed is answered.
#[tokio::test]
async fn who_sends_too_many_messages_is_closed() {
    let Some(server) = Server::start(&["--rate", "5"]).await else {
        return;
    };
    let mut client = server.open("/echo").await;
    let mut patient = server.open("/echo").await;
    client.send(&text("hello").repeat(6)).await;
    for _ in 0..5 {
        assert_eq!(client.next_text().await, "hello");
    }
    let rest = client.rest().await;
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0].close_code(), 1008);
    assert_eq!(server.metric("ws_rate_limited_total").await, 1);
    patient.echo("not me").await;
}

/// After a silence, as many messages may come at once as the burst says, and no more.
#[tokio::test]
async fn a_burst_is_taken_up_to_its_size() {
    let Some(server) = Server::start(&["--rate", "1", "--burst", "20"]).await else {
        return;
    };
    let mut client = server.open("/echo").await;
    client.send(&text("hello").repeat(40)).await;
    let rest = client.rest().await;
    let (last, answered) = rest.split_last().expect("answers");
    assert_eq!(last.close_code(), 1008);
    // Time goes by, so there may be a few more of them.
    assert!((20..30).contains(&answered.len()), "{}", answered.len());
}

/// Who goes on sending, and reads meanwhile, still learns why it is closed.
#[tokio::test]
async fn who_floods_learns_why_it_is_closed() {
    for park_after in ["100ms", "never"] {
        let Some(server) = Server::start(&["--rate", "5", "--park-after", park_after]).await else {
            return;
        };
        for _ in 0..5 {
            let mut client = server.open("/echo").await;
            // What is behind the first messages lies unread in the server's socket when it closes.
            client.send(&text("hello").repeat(50_000)).await;
            let rest = client.rest().await;
            let last = rest.last().expect("an answer");
            assert_eq!(last.close_code(), 1008, "{} frames", rest.len());
            assert!(!client.reset, "a reset may overtake the close");
        }
    }
}

/// What follows a close in other packets does not keep the answer to it away.
#[tokio::test]
async fn a_close_is_answered_also_if_more_comes() {
    for park_after in ["100ms", "never"] {
        let Some(server) = Server::start(&["--park-after", park_after]).await else {
            return;
        };
        for first in [text("whole"), frame(0x01, b"fragment")] {
            let mut client = server.open("/echo").await;
            client.send(&first).await;
            client.send(&frame(0x88, &1000_u16.to_be_bytes())).await;
            client.send(&frame(0x80, b"more")).await;
            let rest = client.rest().await;
            let last = rest.last().expect("an answer");
            assert_eq!(last.close_code(), 1000, "{rest:?}");
            assert!(!client.reset, "a reset may overtake the close");
        }
    }
}

/// In fragments, messages are counted as well.
#[tokio::test]
async fn fragments_do_not_get_around_the_rate() {
    let Some(server) = Server::start(&["--rate", "5"]).await else {
        return;
    };
    let mut client = server.open("/echo").await;
    let hello = [frame(0x01, b"hel"), frame(0x80, b"lo")].concat();
    client.send(&hello.repeat(6)).await;
    let rest = client.rest().await;
    assert_eq!(rest.len(), 6, "{rest:?}");
    assert_eq!(rest[5].close_code(), 1008);
}

/// A request has one time limit for all of it: who sends it byte by byte is shown out.
#[tokio::test]
async fn a_slow_request_has_an_end() {
    let Some(server) = Server::start(&["--handshake-timeout", "500ms"]).await else {
        return;
    };
    let mut silent = server.connect().await;
    let mut slow = server.connect().await;
    let endless = format!("GET /echo HTTP/1.1\r\nX: {}", "x".repeat(4_000));
    let mut bytes = endless.bytes();
    let shown_out = async {
        loop {
            let byte = bytes.next().expect("it ends before this");
            slow.send(&[byte]).await;
            // Nothing is to come before the end; the limit is the pace of the next byte.
            if let Ok(more) = timeout(Duration::from_millis(10), slow.more()).await {
                return more;
            }
        }
    };
    if soon("the end of the slow one", shown_out).await {
        let answer = slow.answer().await;
        assert_eq!(answer.status, 408, "{answer:?}");
    }
    // Who has not begun is no failure, and is told nothing: load balancers look in like this.
    assert!(!silent.more().await, "the silent one is shown out, too");
    server
        .until_metric("ws_handshakes_failed_total{status=\"408\"}", |it| it == 1)
        .await;
    server.open("/echo").await.echo("still here").await;
}

/// One more than there may be is told so, and is let in when another has left.
#[tokio::test]
async fn one_too_many_is_told_to_come_again() {
    let Some(server) = Server::start(&["--max-connections", "2"]).await else {
        return;
    };
    let mut first = server.open("/echo").await;
    let second = server.open("/echo").await;
    let mut third = server.connect().await;
    third.send(request("/echo").as_bytes()).await;
    let answer = third.answer().await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.header("Retry-After").is_some(), "{answer:?}");
    first.echo("undisturbed").await;
    drop(second);
    let let_in = async { while server.connect().await.try_upgrade("/echo").await != Some(101) {} };
    soon("a place", let_in).await;
}

/// Opens until one is not let in.
async fn fill(server: &Server) -> Vec<Raw> {
    let mut clients = Vec::new();
    loop {
        let mut client = server.connect().await;
        match client.try_upgrade("/echo").await {
            Some(101) => clients.push(client),
            Some(status) => {
                assert_eq!(status, 503);
                return clients;
            }
            None => return clients,
        }
    }
}

/// A server without a free descriptor goes on serving those it has, refuses others at once, and recovers.
#[tokio::test]
async fn a_server_without_descriptors_survives() {
    let Some(server) = Server::start(&["--max-connections", "1000"]).await else {
        return;
    };
    server.limit_files(20).await;
    for _ in 0..2 {
        let mut clients = fill(&server).await;
        assert!(clients.len() > 8, "{} were let in", clients.len());
        for client in &mut clients {
            client.echo("undisturbed").await;
        }
        for _ in 0..50 {
            let mut refused = server.connect().await;
            let status = refused.try_upgrade("/echo").await;
            assert!(matches!(status, None | Some(503)), "{status:?}");
        }
        drop(clients);
        let let_in =
            async { while server.connect().await.try_upgrade("/echo").await != Some(101) {} };
        soon("a descriptor", let_in).await;
    }
    let refused = "ws_connections_refused_total{reason=\"descriptors\"}";
    assert!(server.metric(refused).await >= 100, "they are counted");
}

/// Who announces a message and sends one byte of it stalls nobody, and holds no buffer for what it announced.
#[tokio::test]
async fn a_part_of_a_frame_stalls_nobody() {
    let Some(server) = Server::start(&["--max-message", "16777216"]).await else {
        return;
    };
    let mut stalling = Vec::new();
    for _ in 0..50 {
        let mut client = server.open("/echo").await;
        let announced = frame(0x82, &[0; 1_000_000]);
        client.send(&announced[..15]).await;
        stalling.push(client);
    }
    let mut other = server.open("/echo").await;
    for n in 0..100 {
        other.echo(&format!("message {n}")).await;
    }
    assert_eq!(server.metric("ws_connections").await, 51);
}

/// A client that sends and never reads is not read any further, and costs nobody else anything.
#[tokio::test]
async fn who_never_reads_is_not_read_for_ever() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let mut deaf = server.connect_small().await.upgraded("/echo").await;
    let mut other = server.open("/echo").await;
    let message = frame(0x82, &[7; 60_000]);
    // Backpressure: at some time, the system takes no more of it, since the server does not.
    let mut sent = 0_u32;
    while timeout(Duration::from_millis(300), deaf.send(&message))
        .await
        .is_ok()
    {
        sent += 1;
        assert!(sent < 2_000, "the server takes and keeps 120 MB");
        if sent.is_multiple_of(10) {
            other.echo("undisturbed").await;
        }
    }
    other.echo("undisturbed").await;
    drop(deaf);
    server.until_metric("ws_connections", |it| it == 1).await;
}

/// A head that never ends is refused before it is all read.
#[tokio::test]
async fn a_head_without_an_end_is_refused() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let mut client = server.connect().await;
    let head = format!("GET /echo HTTP/1.1\r\nX: {}", "x".repeat(20_000));
    client.send(head.as_bytes()).await;
    assert_eq!(client.answer().await.status, 431);
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's MMIX generator; its upper bits are the better ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// A few frames, most of them in order, with a bit turned over here and there.
    fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for _ in 0..1 + self.below(4) {
            let opcode = [0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8a, 0x88][self.below(9)];
            let length = [0, 1, 2, 5, 125, 126, 200, 70_000][self.below(8)];
            let fill = [b'a', 0xe2, 0x03][self.below(3)];
            bytes.extend(frame(opcode, &vec![fill; length]));
        }
        for _ in 0..self.below(3) {
            let at = self.below(bytes.len().min(300));
            bytes[at] ^= 1 << self.below(8);
        }
        bytes.truncate(bytes.len() - self.below(3).min(bytes.len()));
        bytes
    }
}

/// Whatever comes, nothing breaks: those who send sense among all the others are answered, and nothing is left.
#[tokio::test]
async fn nonsense_hurts_nobody() {
    let arguments = [
        "--workers",
        "2",
        "--max-message",
        "65536",
        "--park-after",
        "50ms",
    ];
    let Some(server) = Server::start(&arguments).await else {
        return;
    };
    let mut sane = server.open("/room/sane").await;
    let mut chance = Chance(20);
    for round in 0..40 {
        let mut clients = Vec::new();
        for _ in 0..10 {
            let path = ["/echo", "/room/mad"][chance.below(2)];
            let mut client = server.open(path).await;
            let bytes = chance.bytes();
            let cut = chance.below(bytes.len() + 1);
            client.send(&bytes[..cut]).await;
            client.send(&bytes[cut..]).await;
            clients.push(client);
        }
        sane.echo(&format!("round {round}")).await;
    }
    server.until_metric("ws_connections", |it| it == 1).await;
    server
        .until_metric("ws_connection_tasks", |it| it <= 1)
        .await;
    sane.echo("still here").await;
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}
