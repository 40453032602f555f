//! What the server answers.

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use super::{Server, connection, guard};
use crate::book::SOCKET;

/// How many pages may be connected at a time.
pub(super) const PAGES: usize = 64;

pub(super) fn router(server: Server) -> Router {
    Router::new()
        .route(&format!("/{SOCKET}"), get(socket))
        .fallback(get(page))
        .layer(middleware::from_fn_with_state(server.clone(), guard::guard))
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

/// The pages' WebSocket. Without an upgrade, whether one would be granted: a script cannot see why a
/// WebSocket was refused.
async fn socket(
    State(server): State<Server>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !guard::is_let_in(&server, &headers) {
        let why = "Open the address that the workbook's terminal printed.\n";
        return (StatusCode::UNAUTHORIZED, why).into_response();
    }
    let Ok(upgrade) = upgrade else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let Ok(place) = Arc::clone(&server.places).try_acquire_owned() else {
        let why = "Too many pages are open.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    };
    upgrade
        .max_message_size(connection::LARGEST)
        .max_frame_size(connection::LARGEST)
        .on_upgrade(async move |socket| {
            let _place = place;
            connection::talk(socket, server.desk, server.name).await;
        })
}
