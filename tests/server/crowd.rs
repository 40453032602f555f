//! Many at once.

use super::harness::{Server, frame};

/// Descriptors that this process needs for its clients.
const FILES: u64 = 4096;

/// A thousand that leave a room at once, half of them without a word, leave nothing behind.
#[tokio::test]
async fn a_thousand_leave_at_once() {
    let (soft, hard) = rlimit::Resource::NOFILE.get().expect("limits");
    let wanted = FILES.clamp(soft, hard.max(soft));
    rlimit::Resource::NOFILE.set(wanted, hard).expect("set");
    if wanted < FILES {
        eprintln!("NOT TRIED: a thousand clients take {FILES} descriptors, and {hard} are allowed");
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
