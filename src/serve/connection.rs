//! One page's WebSocket: what it asks, at what rate, and what it is told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::desk::{Desk, News, written};
use super::message::{Ask, Tell};

/// The largest message, in bytes: two versions of the largest file, as JSON may write them.
pub(super) const LARGEST: usize = 4 * crate::learner_file::LIMIT;
/// How many messages a page may send at once, and how many more in each second. A reader's page
/// sends one for every click.
const BURST: f64 = 60.0;
const RATE: f64 = 20.0;
/// How long a page may take to accept a message.
const PATIENCE: Duration = Duration::from_secs(20);

/// Talks with a page until it goes. `server` tells this server from others.
pub(super) async fn talk(mut socket: WebSocket, desk: Arc<Desk>, server: Arc<str>) {
    // Before the welcome, so that nothing falls between the two.
    let mut news = desk.news();
    for message in desk.welcome(&server) {
        if !send(&mut socket, message).await {
            return;
        }
    }
    let mut rate = Rate::new();
    loop {
        let tells: Vec<News> = tokio::select! {
            news = news.recv() => match news {
                Ok(message) => vec![message],
                Err(RecvError::Lagged(_) | RecvError::Closed) => {
                    return close(socket, close_code::AGAIN, "too far behind").await;
                }
            },
            asked = socket.recv() => match asked {
                Some(Ok(Message::Text(_) | Message::Binary(_))) if !rate.allows() => {
                    return close(socket, close_code::POLICY, "too many messages").await;
                }
                Some(Ok(Message::Text(text))) => match serde_json::from_str::<Ask>(&text) {
                    Ok(ask) => answer(&desk, ask).await,
                    Err(error) => {
                        let why = format!("a message that nobody understands: {error}");
                        return close(socket, close_code::POLICY, &why).await;
                    }
                },
                Some(Ok(Message::Binary(_))) => {
                    return close(socket, close_code::UNSUPPORTED, "text is spoken here").await;
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => Vec::new(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
        };
        for message in tells {
            if !send(&mut socket, message).await {
                return;
            }
        }
    }
}

/// Files are read and written: not on a thread that other pages wait for.
async fn answer(desk: &Arc<Desk>, ask: Ask) -> Vec<News> {
    let desk = Arc::clone(desk);
    let tells = tokio::task::spawn_blocking(move || desk.ask(ask)).await;
    match tells {
        Ok(tells) => tells.iter().map(written).collect(),
        Err(panicked) => vec![written(&Tell::Refused {
            exercise: None,
            program: None,
            why: format!("a fault of the workbook: {panicked}"),
        })],
    }
}

/// Whether the page took the message.
async fn send(socket: &mut WebSocket, message: News) -> bool {
    let sent = timeout(PATIENCE, socket.send(Message::text(&*message)));
    matches!(sent.await, Ok(Ok(())))
}

async fn close(mut socket: WebSocket, code: u16, why: &str) {
    // A close frame holds 123 bytes of reason.
    let why = &why[..why.floor_char_boundary(120)];
    let frame = CloseFrame {
        code,
        reason: why.into(),
    };
    let _ = timeout(PATIENCE, socket.send(Message::Close(Some(frame)))).await;
}

/// A bucket that fills at [`RATE`] and holds [`BURST`].
struct Rate {
    left: f64,
    since: Instant,
}

impl Rate {
    fn new() -> Self {
        Self {
            left: BURST,
            since: Instant::now(),
        }
    }

    fn allows(&mut self) -> bool {
        let elapsed = self.since.elapsed();
        self.allows_after(elapsed)
    }

    fn allows_after(&mut self, elapsed: Duration) -> bool {
        self.since += elapsed;
        self.left = (self.left + elapsed.as_secs_f64() * RATE).min(BURST);
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_a_flood_is_not() {
        let mut rate = Rate::new();
        let burst = (0..1000).take_while(|_| rate.allows_after(Duration::ZERO));
        assert_eq!(burst.count(), 60);
        assert!(rate.allows_after(Duration::from_millis(51)));
        assert!(!rate.allows_after(Duration::ZERO));
        assert!(rate.allows_after(Duration::from_secs(3600)));
        let burst = (0..1000).take_while(|_| rate.allows_after(Duration::ZERO));
        assert_eq!(burst.count(), 59, "no more than a burst is saved up");
    }
}
