//! The book as static files, below some path of some server.

use std::fs;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::{ServeDir, ServeFile};
use workbook::book::{self, Built};

use crate::root;

/// As strict as the workbook's own server: a host may be, too.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'";

/// A book that is published.
pub struct Published {
    folder: TempDir,
    address: String,
    server: JoinHandle<()>,
}

impl Drop for Published {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Published {
    /// Builds the book and publishes it below `/course/`.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("book");
        book::render(&root(), &output, Built::Below("/course/")).expect("the book is built");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        // What is not there is answered as by the hosts that know mdBook's page for it.
        let missing = ServeFile::new(output.join("404.html"));
        let files = ServeDir::new(&output).fallback(missing);
        let app = Router::new()
            .nest_service("/course", files)
            .layer(middleware::from_fn(async |request: Request, next: Next| {
                let mut response = next.run(request).await;
                let policy = HeaderValue::from_static(POLICY);
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                response
            }));
        let server = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("it serves");
        });
        Self {
            folder,
            address,
            server,
        }
    }

    /// The folder of the book.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("book")
    }

    /// The address of one of its files.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/course/{path}", self.address)
    }

    /// Every page of it.
    pub fn pages(&self) -> Vec<String> {
        let mut pages = Vec::new();
        collect(&self.folder(), &self.folder(), &mut pages);
        pages.sort();
        pages
    }
}

fn collect(root: &Path, folder: &Path, pages: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, pages);
        } else if path.extension().is_some_and(|it| it == "html") {
            let relative = path.strip_prefix(root).expect("below it");
            let parts: Vec<_> = relative.iter().map(|it| it.to_string_lossy()).collect();
            pages.push(parts.join("/"));
        }
    }
}
