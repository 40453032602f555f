//! How connections end, and how the server does.

use std::time::Duration;

use futures_util::future::select_all;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::harness::{Raw, Server, frame, soon, text};

/// A peer that answers no ping is given up; one that does is not, and neither is one that talks.
#[tokio::test]
async fn who_answers_no_ping_is_given_up() {
    for park_after in ["100ms", "never"] {
        let arguments = [
            "--ping-after",
            "1s",
            "--dead-after",
            "2s",
            "--park-after",
            park_after,
        ];
        let Some(server) = Server::start(&arguments).await else {
            return;
        };
        let mut dead = server.open("/room/quiet").await;
        let mut alive = server.open("/room/quiet").await;
        // It says nothing at all, as a machine whose cable was pulled.
        let given_up = async {
            let pinged = dead.frame().await.expect("a ping comes first");
            assert_eq!(pinged.first, 0x89, "{pinged:?}");
            dead.rest().await
        };
        let answering = async {
            let mut pings = 0;
            loop {
                let ping = alive.frame().await.expect("it stays");
                assert_eq!(ping.first, 0x89, "{ping:?}");
                pings += 1;
                alive.send(&frame(0x8a, &ping.payload)).await;
                if pings == 4 {
                    return;
                }
            }
        };
        soon("the end of the dead one", async {
            tokio::join!(given_up, answering)
        })
        .await;
        assert_eq!(server.metric("ws_keepalive_timeouts_total").await, 1);
        assert_eq!(server.metric("ws_connections").await, 1);
        alive.echo("still here").await;
    }
}

/// Fills the way to a client that does not read, until the server can write no more.
async fn clog(server: &Server) -> Raw {
    let mut clogged = server.connect_small().await.upgraded("/echo").await;
    let message = frame(0x82, &[7; 60_000]);
    let pause = Duration::from_millis(300);
    while timeout(pause, clogged.send(&message)).await.is_ok() {}
    clogged
}

/// Silence has an end also within a frame, and for one to whom nothing can be written.
#[tokio::test]
async fn silence_has_an_end_wherever_it_begins() {
    let arguments = ["--ping-after", "1s", "--dead-after", "2s"];
    let Some(server) = Server::start(&arguments).await else {
        return;
    };
    let mut within = server.open("/echo").await;
    within.send(&text("half a frame")[..9]).await;
    let mut between = server.open("/echo").await;
    between.send(&frame(0x01, b"half a message")).await;
    let clogged = clog(&server).await;
    server.until_metric("ws_connections", |it| it == 0).await;
    let timeouts = server.metric("ws_keepalive_timeouts_total").await;
    assert_eq!(timeouts, 3, "each of them was given up");
    server
        .until_metric("ws_connection_tasks", |it| it == 0)
        .await;
    for client in [&mut within, &mut between] {
        let pings = client.rest().await;
        assert!(pings.iter().all(|it| it.first == 0x89), "{pings:?}");
    }
    drop(clogged);
}

/// One to whom nothing can be written does not hold up the end of the server beyond its deadline.
#[tokio::test]
async fn who_does_not_read_does_not_keep_the_server() {
    let Some(mut server) = Server::start(&["--drain", "300ms"]).await else {
        return;
    };
    let mut polite = server.open("/echo").await;
    let _clogged = clog(&server).await;
    server.signal("TERM").await;
    assert_eq!(polite.frame().await.expect("a goodbye").close_code(), 1001);
    server.ended().await;
    assert!(server.log().contains("cut_off=2"), "{}", server.log());
}

/// A peer that shuts down its half, or resets, is gone, and not kept as a half-open connection.
#[tokio::test]
async fn who_hangs_up_is_gone() {
    for park_after in ["100ms", "never"] {
        let Some(server) = Server::start(&["--park-after", park_after]).await else {
            return;
        };
        let mut halved = server.open("/echo").await;
        let mut within = server.open("/echo").await;
        let reset = server.open("/echo").await;
        within.send(&text("cut")[..4]).await;
        server.until_metric("ws_connections", |it| it == 3).await;
        halved.stream.shutdown().await.expect("shut down");
        assert_eq!(halved.rest().await, [], "the other half follows");
        drop(within);
        reset.stream.set_zero_linger().expect("set");
        drop(reset);
        server.until_metric("ws_connections", |it| it == 0).await;
        let gone = server
            .metric("ws_connections_closed_total{code=\"1006\"}")
            .await;
        assert_eq!(gone, 3, "without a close frame");
    }
}

/// On SIGTERM and SIGINT, everybody is told 1001, and the server ends when they have answered.
#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    for signal in ["TERM", "INT"] {
        let Some(mut server) = Server::start(&["--workers", "2", "--drain", "20s"]).await else {
            return;
        };
        let mut clients = vec![server.open("/echo").await, server.open("/room/a").await];
        // One has a task, since it is within a message.
        let mut within = server.open("/echo").await;
        within.send(&frame(0x01, b"half a mess")).await;
        server
            .until_metric("ws_connection_tasks", |it| it >= 1)
            .await;
        clients.push(within);
        server.signal(signal).await;
        for client in &mut clients {
            let goodbye = client.frame().await.expect("a goodbye");
            assert_eq!(goodbye.close_code(), 1001);
            client.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
            assert_eq!(client.rest().await, [], "and then it closes");
        }
        let status = server.ended().await;
        assert!(status.success(), "{status:?}");
    }
}

/// After the goodbye, nothing is said any more, whatever comes: no echo, and nothing in a room.
#[tokio::test]
async fn nothing_is_said_after_the_goodbye() {
    let Some(mut server) = Server::start(&["--drain", "20s"]).await else {
        return;
    };
    let mut echoing = server.open("/echo").await;
    let mut in_room = server.open("/room/a").await;
    let mut within = server.open("/room/a").await;
    within.send(&frame(0x01, b"half a mess")).await;
    server
        .until_metric("ws_connection_tasks", |it| it >= 1)
        .await;
    server.signal("TERM").await;
    let mut clients = [&mut echoing, &mut in_room, &mut within];
    for client in &mut clients {
        let goodbye = client.frame().await.expect("a goodbye");
        assert_eq!(goodbye.close_code(), 1001);
    }
    clients[2].send(&frame(0x80, b"age")).await;
    clients[1].send(&text("on its way")).await;
    clients[0].send(&text("on its way")).await;
    for client in &mut clients {
        client.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
        assert_eq!(client.rest().await, [], "nothing comes behind a close");
    }
    server.ended().await;
}

/// Who does not answer the goodbye holds the server up until its deadline, and no longer.
#[tokio::test]
async fn a_server_that_stops_does_not_wait_for_ever() {
    let Some(mut server) = Server::start(&["--drain", "300ms"]).await else {
        return;
    };
    let mut polite = server.open("/echo").await;
    let mut rude = server.open("/echo").await;
    server.signal("TERM").await;
    assert_eq!(polite.frame().await.expect("a goodbye").close_code(), 1001);
    polite.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
    server.ended().await;
    assert_eq!(rude.rest().await.len(), 1, "a goodbye, and the end");
}

/// While it stops, nobody is let in.
#[tokio::test]
async fn a_server_that_stops_lets_nobody_in() {
    let Some(mut server) = Server::start(&["--drain", "20s"]).await else {
        return;
    };
    let mut client = server.open("/echo").await;
    server.signal("TERM").await;
    assert_eq!(client.frame().await.expect("a goodbye").close_code(), 1001);
    let late = tokio::net::TcpStream::connect(server.address).await;
    if let Ok(stream) = late {
        let mut late = super::harness::Raw::from(stream);
        let status = late.try_upgrade("/echo").await;
        assert!(matches!(status, None | Some(503)), "{status:?}");
    }
    client.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
    server.ended().await;
}

/// Processes share a port, and one may end while the others go on: so a server is replaced.
#[tokio::test]
async fn one_process_ends_and_another_goes_on() {
    let Some(mut old) = Server::start(&["--drain", "20s"]).await else {
        return;
    };
    let port = old.address.port().to_string();
    let new = Server::start(&["--port", &port]).await.expect("as before");
    let mut clients = Vec::new();
    for _ in 0..32 {
        clients.push(old.open("/echo").await);
    }
    old.signal("TERM").await;
    let frames = clients.iter_mut().map(|client| Box::pin(client.frame()));
    let (goodbye, first, _) = soon("a goodbye", select_all(frames)).await;
    assert_eq!(goodbye.expect("a goodbye").close_code(), 1001);
    // All of the old one's are told before it hears anybody again.
    let (mut told, mut served) = (0, 0);
    for (index, client) in clients.iter_mut().enumerate() {
        let mut closed = index == first;
        if !closed {
            client.send(&text("still here?")).await;
            let frame = client.frame().await.expect("an answer");
            closed = frame.first == 0x88;
            assert!(closed || frame.text() == "still here?", "{frame:?}");
        }
        if closed {
            client.send(&frame(0x88, &1001_u16.to_be_bytes())).await;
            told += 1;
        } else {
            served += 1;
        }
    }
    assert!(
        told > 0 && served > 0,
        "{told} and {served}: both have some"
    );
    let status = old.ended().await;
    assert!(status.success(), "{status:?}");
    for _ in 0..10 {
        new.open("/echo").await.echo("here").await;
    }
}
