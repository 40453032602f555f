//! What the server answers.

use std::io;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use super::Server;

/// Where a page waits for the word to reload, without the leading slash.
pub(super) const RELOAD: &str = "__reload";

pub(super) fn router(server: Server) -> Router {
    Router::new()
        .route(&format!("/{RELOAD}"), get(reload))
        .fallback(get(page))
        .layer(middleware::from_fn(for_this_machine_only))
        .with_state(server)
}

/// A page, or whatever else belongs to the book.
async fn page(State(server): State<Server>, request: Request) -> Response {
    let book = server.current();
    match ServeDir::new(book.path()).try_call(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => missing(book.path()).await,
        Err(error) if error.kind() == io::ErrorKind::NotFound => missing(book.path()).await,
        Ok(response) => {
            let mut response = response.map(Body::new);
            // The next build may have another page at this address.
            let revalidate = HeaderValue::from_static("no-cache");
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, revalidate);
            response
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// The book's own page for addresses that it does not have.
async fn missing(book: &Path) -> Response {
    let text = tokio::fs::read(book.join("404.html"))
        .await
        .unwrap_or_default();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, html)], text).into_response()
}

async fn reload(State(server): State<Server>, upgrade: WebSocketUpgrade) -> Response {
    let newer = server.reload.subscribe();
    upgrade.on_upgrade(move |socket| tell_when_newer(socket, newer))
}

async fn tell_when_newer(mut socket: WebSocket, mut newer: tokio::sync::broadcast::Receiver<()>) {
    loop {
        tokio::select! {
            // Whether one build was missed or several: the page only has to reload.
            _ = newer.recv() => {
                let _ = socket.send(Message::text("reload")).await;
                return;
            }
            // A page has nothing to say; this is how its end is noticed.
            message = socket.recv() => if !matches!(message, Some(Ok(_))) { return },
        }
    }
}

/// Refuses requests that name another host: a page of the web could otherwise have its own name
/// resolve to this machine and read what is served here.
async fn for_this_machine_only(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    if host.is_some_and(names_this_machine) {
        return next.run(request).await;
    }
    let refusal = "The workbook answers only to 127.0.0.1 and localhost.\n";
    (StatusCode::FORBIDDEN, refusal).into_response()
}

fn names_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_named() {
        for host in [
            "127.0.0.1:3000",
            "localhost",
            "localhost:80",
            "[::1]:3000",
            "[::1]",
        ] {
            assert!(names_this_machine(host), "{host}");
        }
        for host in [
            "example.com",
            "127.0.0.1.example.com:3000",
            "localhost.:80",
            "",
            "0.0.0.0",
        ] {
            assert!(!names_this_machine(host), "{host}");
        }
    }
}
