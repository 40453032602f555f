//! Many at once.

use super::harness::{Server, frame, text};

/// Descriptors that this process needs for its clients.
const FILES: u64 = 4096;

/// Whether there may be a thousand clients here.
fn may_be_many() -> bool {
    let (soft, hard) = rlimit::Resource::NOFILE.get().expect("limits");
    let wanted = FILES.clamp(soft, hard.max(soft));
    rlimit::Resource::NOFILE.set(wanted, hard).expect("set");
    if wanted < FILES {
        eprintln!("NOT TRIED: a thousand clients take {FILES} descriptors, and {hard} are allowed");
    }
    wanted >= FILES
}

/// A thousand that leave a room at once, half of them without a word, leave nothing behind.
#[tokio::test]
async fn a_thousand_leave_at_once() {
    if !may_be_many() {
        return;
    }
    let arguments = ["--workers", "2", "--park-after", "100ms"];
    let Some(server) = Server::start(&arguments).await else {
        return;
    };
    let mut stays = server.open("/room/stadium").await;
    let mut clients = Vec::new();
    for _ in 0..1_000 {
        clients.push(server.open("/room/stadium").await);
    }
    stays.echo("goal").await;
    for client in &mut clients {
        assert_eq!(client.next_text().await, "goal");
    }
    let members = "ws_room_members{room=\"stadium\"}";
    assert_eq!(server.metric(members).await, 1_001);
    let goodbye = frame(0x88, &1000_u16.to_be_bytes());
    for client in clients.iter_mut().step_by(2) {
        client.send(&goodbye).await;
    }
    drop(clients);
    stays.echo("who is left?").await;
    server.until_metric(members, |it| it == 1).await;
    assert_eq!(server.metric("ws_connections").await, 1);
    stays.echo("me").await;
}

/// While many messages go to a thousand members, somebody else is answered again and again.
#[tokio::test]
async fn messages_to_a_thousand_hold_up_nobody() {
    const MESSAGES: usize = 64;
    if !may_be_many() {
        return;
    }
    // Mailboxes so long that all messages may be told in one go.
    let Some(server) = Server::start(&["--queue", "1024"]).await else {
        return;
    };
    let mut speaker = server.open("/room/stadium").await;
    let mut members = Vec::new();
    for _ in 0..1_000 {
        members.push(server.open("/room/stadium").await);
    }
    let mut last = members.pop().expect("a thousand");
    let mut other = server.open("/echo").await;
    let told = tokio::spawn(async move {
        for _ in 0..MESSAGES {
            assert_eq!(last.next_text().await, "goal");
        }
    });
    speaker.send(&text("goal").repeat(MESSAGES)).await;
    let mut answered = 0;
    while !told.is_finished() {
        other.echo("and you?").await;
        answered += 1;
    }
    told.await.expect("all of them");
    assert!(answered > MESSAGES / 2, "it was answered {answered} times");
}
