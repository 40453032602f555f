//! The pages: one to chat on, and those that say how the server is.

use crate::handshake::{Head, Refusal};
use crate::metrics::{self, Metrics};
use crate::worker::Worker;

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Which listener a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// That of everybody.
    Public,
    /// That of those who look after the server, if it has one.
    Admin,
}

/// What a request asks for, without what is behind a `?`.
pub(crate) fn path(head: &Head) -> &str {
    head.path.split('?').next().unwrap_or_default()
}

/// The answer to a request for a page: head and body, after which the connection is closed.
pub(crate) fn page(worker: &Worker, door: Door, head: &Head) -> Result<Vec<u8>, Refusal> {
    let shared = &worker.shared;
    let is_public = door == Door::Public;
    let has_counts = !is_public || shared.config.admin.is_none();
    let workers: Vec<&Metrics> = shared.metrics.iter().collect();
    let (kind, body) = match path(head) {
        "/" if is_public => (HTML, include_str!("chat.html").to_owned()),
        "/metrics" if has_counts => {
            let text = metrics::render(&workers, &shared.census.all());
            (metrics::CONTENT_TYPE, text)
        }
        "/debug" if has_counts => (HTML, metrics::page(&workers, &shared.census.all())),
        "/health" if shared.gate.is_closed() => return Err(Refusal::new(503, "the server stops")),
        "/health" => (TEXT, "well\n".to_owned()),
        _ => {
            let there_are = match (is_public, has_counts) {
                (true, true) => "there are /echo, /room/NAME, /metrics, /debug, /health and /",
                (true, false) => "there are /echo, /room/NAME, /health and /",
                (false, _) => "there are /metrics, /debug and /health",
            };
            return Err(Refusal::new(404, there_are));
        }
    };
    if head.method != "GET" {
        return Err(Refusal::new(405, "pages are asked for by GET"));
    }
    let length = body.len();
    Ok(format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: {kind}\r\n\
         Content-Length: {length}\r\n\
         Cache-Control: no-store\r\n\
         Content-Security-Policy: default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; \
         style-src 'unsafe-inline'\r\n\
         Connection: close\r\n\
         \r\n\
         {body}"
    )
    .into_bytes())
}
