//! What is said in a room is heard by all who are in it, and a slow one holds up nobody.

use super::harness::{Frame, Server, frame, text};

/// All in a room hear a message, the one who said it too, and nobody elsewhere does.
#[tokio::test]
async fn a_room_hears_what_is_said_in_it() {
    for workers in ["1", "3"] {
        let Some(server) = Server::start(&["--workers", workers]).await else {
            return;
        };
        let mut tea = Vec::new();
        for _ in 0..12 {
            tea.push(server.open("/room/tea").await);
        }
        let mut coffee = server.open("/room/coffee").await;
        tea[3].send(&text("milk?")).await;
        tea[3].send(&frame(0x82, &[1, 2, 3])).await;
        for client in &mut tea {
            assert_eq!(client.next_text().await, "milk?");
            let frame = client.frame().await;
            let binary = Frame {
                first: 0x82,
                payload: vec![1, 2, 3],
            };
            assert_eq!(frame, Some(binary), "binary stays binary");
        }
        coffee.echo("black").await;
        assert_eq!(
            server.metric("ws_room_members{room=\"tea\"}").await,
            12,
            "{workers} workers"
        );
    }
}

/// Who is parked hears what is said, and needs no task for it.
#[tokio::test]
async fn who_is_parked_hears_too() {
    let arguments = ["--workers", "2", "--park-after", "50ms"];
    let Some(server) = Server::start(&arguments).await else {
        return;
    };
    let mut members = Vec::new();
    for _ in 0..20 {
        members.push(server.open("/room/night").await);
    }
    // Some have talked, in fragments, which takes a task.
    for member in members.iter_mut().step_by(3) {
        member.send(&frame(0x01, b"good")).await;
        member.send(&frame(0x80, b" night")).await;
    }
    for member in &mut members {
        for _ in 0..7 {
            assert_eq!(member.next_text().await, "good night");
        }
    }
    for round in 0..3 {
        server
            .until_metric("ws_connections_parked", |it| it == 20)
            .await;
        assert_eq!(server.metric("ws_connection_tasks").await, 0);
        let said = format!("round {round}");
        members[round].send(&text(&said)).await;
        for member in &mut members {
            assert_eq!(member.next_text().await, said);
        }
    }
    assert_eq!(server.metric("ws_connections_parked").await, 20);
}

/// Messages of one sender arrive in their order, at every member, also if they come in one packet or in fragments.
#[tokio::test]
async fn order_is_kept() {
    let Some(server) = Server::start(&["--workers", "2", "--queue", "1024"]).await else {
        return;
    };
    let mut members = Vec::new();
    for _ in 0..6 {
        members.push(server.open("/room/order").await);
    }
    let mut sent = Vec::new();
    let mut expected = Vec::new();
    for n in 0..200 {
        let said = format!("message {n}");
        if n % 7 == 3 {
            let (head, tail) = said.split_at(4);
            sent.extend(frame(0x01, head.as_bytes()));
            sent.extend(frame(0x80, tail.as_bytes()));
        } else {
            sent.extend(text(&said));
        }
        expected.push(said);
    }
    members[0].send(&sent).await;
    for member in &mut members {
        let mut heard = Vec::new();
        for _ in 0..expected.len() {
            heard.push(member.next_text().await);
        }
        assert_eq!(heard, expected);
    }
}

/// Who has left, with or without a goodbye, is no member, and an empty room is gone.
#[tokio::test]
async fn who_has_left_is_no_member() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let mut first = server.open("/room/hall").await;
    let mut second = server.open("/room/hall").await;
    let third = server.open("/room/hall").await;
    second.send(&frame(0x88, &1000_u16.to_be_bytes())).await;
    assert_eq!(second.rest().await.len(), 1, "a close for a close");
    drop(third);
    let members = "ws_room_members{room=\"hall\"}";
    server.until_metric(members, |it| it == 1).await;
    first.echo("anybody?").await;
    drop(first);
    server.until_metric("ws_rooms", |it| it == 0).await;
}

/// A name may hold whatever a path can; it comes back escaped, as text and not as part of a page.
#[tokio::test]
async fn a_rooms_name_is_text() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let mut client = server
        .open("/room/%3Cscript%3Ealert(1)%3C/script%3E%22%5C")
        .await;
    client.echo("here").await;
    let metrics = server.get("/metrics").await;
    let of_room = metrics
        .body
        .lines()
        .find(|it| it.starts_with("ws_room_members{"))
        .expect("the room is told");
    assert!(of_room.ends_with("\"} 1"), "{of_room}");
    let page = server.get("/debug").await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

/// How many messages are said, of how many bytes: more than all the buffers of the system hold.
const MESSAGES: usize = 400;
const LENGTH: usize = 60_000;

fn numbered(n: usize) -> Vec<u8> {
    let mut payload = vec![b'.'; LENGTH];
    let number = format!("{n:08}");
    payload[..8].copy_from_slice(number.as_bytes());
    payload
}

fn number(frame: &Frame) -> usize {
    assert_eq!(frame.payload.len(), LENGTH, "whole: {:02x}", frame.first);
    let number = std::str::from_utf8(&frame.payload[..8]).expect("UTF-8");
    number.parse().expect("a number")
}

/// One does not read while another says a lot, and hears each message of its own meanwhile. Returns what the
/// slow one hears once it reads.
async fn slow_consumer(policy: &str) -> Option<(Server, Vec<usize>)> {
    let server = Server::start(&["--slow-consumer", policy, "--queue", "8"]).await?;
    let mut slow = server.connect_small().await.upgraded("/room/crowd").await;
    let mut brisk = server.open("/room/crowd").await;
    for n in 0..MESSAGES {
        brisk.send(&frame(0x82, &numbered(n))).await;
        let heard = brisk.frame().await.expect("the room goes on");
        assert_eq!(number(&heard), n, "the brisk one misses nothing");
    }
    let mut heard = Vec::new();
    let dropped = format!("ws_messages_dropped_total{{policy=\"{policy}\"}}");
    loop {
        tokio::select! {
            frame = slow.frame() => match frame {
                Some(frame) if frame.first == 0x88 => assert_eq!(frame.close_code(), 1008),
                Some(frame) => heard.push(number(&frame)),
                None => break,
            },
            // Each message was heard or is counted.
            missed = server.metric(&dropped) => if heard.len() as u64 + missed == MESSAGES as u64 {
                break;
            },
        }
    }
    assert!(heard.is_sorted(), "in order, none twice: {heard:?}");
    assert!(heard.len() < MESSAGES, "it was too slow for something");
    Some((server, heard))
}

/// With `drop-oldest`, a slow one has a gap, and then what was said last.
#[tokio::test]
async fn a_slow_consumer_misses_the_oldest() {
    let Some((_, heard)) = slow_consumer("drop-oldest").await else {
        return;
    };
    let mut recent = MESSAGES - 4..MESSAGES;
    assert!(recent.all(|it| heard.contains(&it)), "{heard:?}");
}

/// With `drop-newest`, a slow one has what was said first, without a gap, and none of what came when it was full.
#[tokio::test]
async fn a_slow_consumer_misses_the_newest() {
    let Some((_, heard)) = slow_consumer("drop-newest").await else {
        return;
    };
    let gapless = (0..).zip(&heard).take_while(|&(n, &it)| n == it).count();
    assert!(gapless > 8, "it begins without a gap: {heard:?}");
    assert!(!heard.contains(&(MESSAGES - 1)), "{heard:?}");
}

/// With `disconnect`, a slow one is cut off while the others go on.
#[tokio::test]
async fn a_slow_consumer_is_disconnected() {
    let Some((server, heard)) = slow_consumer("disconnect").await else {
        return;
    };
    let whole = (0..).zip(&heard).all(|(n, &it)| n == it);
    assert!(whole, "what it got, it got without a gap: {heard:?}");
    let sample = "ws_connections_closed_total{code=\"1008\"}";
    server.until_metric(sample, |it| it == 1).await;
    server.until_metric("ws_rooms", |it| it == 0).await;
}
