//! The server, from outside: what it answers, whom it refuses, and what it does when a page changes.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use workbook::serve::{Server, listen};

const DEADLINE: Duration = Duration::from_secs(20);

/// A small book, served.
struct Served {
    folder: TempDir,
    server: Server,
    address: SocketAddr,
}

impl Served {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write =
            |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("written");
        fs::create_dir_all(folder.path().join("book")).expect("made");
        fs::create_dir_all(folder.path().join("exercises")).expect("made");
        write(
            "book.toml",
            "[book]\ntitle = \"t\"\nsrc = \"book\"\n[build]\ncreate-missing = false\n",
        );
        write("book/SUMMARY.md", "# Summary\n\n- [One](one.md)\n");
        write("book/one.md", "# One\n\nFirst text.\n");
        let listener = listen(Some(0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Server::new(folder.path()).await.expect("the book is built");
        let serving = server.clone();
        tokio::spawn(async move { serving.serve(listener).await });
        Self {
            folder,
            server,
            address,
        }
    }

    async fn request(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("it listens");
        let head = format!("{head}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        timeout(DEADLINE, stream.read_to_end(&mut answer))
            .await
            .expect("in time")
            .expect("read");
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn get(&self, path: &str) -> String {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: {}", self.address))
            .await
    }

    fn change(&self, text: &str) {
        fs::write(self.folder.path().join("book/one.md"), text).expect("written");
    }
}

#[tokio::test]
async fn pages_are_served_and_missing_ones_are_not_found() {
    let served = Served::new().await;
    let page = served.get("/one.html").await;
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("First text."),
        "{page}"
    );
    assert!(page.contains("content-type: text/html"), "{page}");
    assert!(served.get("/").await.starts_with("HTTP/1.1 200"));
    let missing = served.get("/nothing.html").await;
    assert!(
        missing.starts_with("HTTP/1.1 404") && missing.contains("<html"),
        "{missing}"
    );
}

#[tokio::test]
async fn nothing_outside_the_book_is_served() {
    let served = Served::new().await;
    for path in [
        "/../book.toml",
        "/%2e%2e/book.toml",
        "/..%2fbook.toml",
        "//etc/passwd",
    ] {
        let answer = served.get(path).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let served = Served::new().await;
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:3000",
    ] {
        let answer = served
            .request(&format!("GET /one.html HTTP/1.1\r\nHost: {host}"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
        assert!(!answer.contains("First text."), "{answer}");
    }
    let port = served.address.port();
    let local = served
        .request(&format!("GET /one.html HTTP/1.1\r\nHost: localhost:{port}"))
        .await;
    assert!(local.starts_with("HTTP/1.1 200"), "{local}");
}

#[tokio::test]
async fn an_open_page_is_told_to_reload() {
    let served = Served::new().await;
    let mut socket = TcpStream::connect(served.address)
        .await
        .expect("it listens");
    let upgrade = format!(
        "GET /__reload HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        served.address
    );
    socket.write_all(upgrade.as_bytes()).await.expect("sent");
    let mut answer = [0; 512];
    let read = timeout(DEADLINE, socket.read(&mut answer))
        .await
        .expect("in time")
        .expect("read");
    assert!(
        answer[..read].starts_with(b"HTTP/1.1 101"),
        "{}",
        answer[..read].escape_ascii()
    );

    let server = served.server.clone();
    let (told, mut results) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        server
            .follow_sources(|result| _ = told.send(result.is_ok()))
            .await
    });
    // The watcher takes its first look when the task first runs.
    tokio::task::yield_now().await;
    served.change("# One\n\nSecond text, which is longer.\n");

    let mut frame = [0; 8];
    timeout(DEADLINE, socket.read_exact(&mut frame))
        .await
        .expect("in time")
        .expect("read");
    assert_eq!(&frame, b"\x81\x06reload");
    assert_eq!(
        timeout(DEADLINE, results.recv()).await.expect("in time"),
        Some(true)
    );
    assert!(served.get("/one.html").await.contains("Second text"));
}

#[tokio::test]
async fn a_page_that_cannot_be_built_leaves_the_last_one() {
    let served = Served::new().await;
    served.change("# One\n\n{{#exercise ch01-a/ex01_b}}\n");
    let error = served
        .server
        .rebuild()
        .await
        .expect_err("the directive is wrong")
        .to_string();
    assert!(
        error.contains("one.md:3") && error.contains("ch01-a/ex01_b"),
        "{error}"
    );
    assert!(
        served.get("/one.html").await.contains("First text."),
        "the last good page is gone"
    );
    served.change("# One\n\nMended.\n");
    served.server.rebuild().await.expect("it is mended");
    assert!(served.get("/one.html").await.contains("Mended."));
}

#[tokio::test]
async fn a_port_that_is_taken_is_a_clear_error_or_the_next_one() {
    let taken = listen(Some(0)).await.expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let error = listen(Some(port))
        .await
        .expect_err("it is taken")
        .to_string();
    assert!(
        error.contains(&port.to_string()) && error.contains("--port 0"),
        "{error}"
    );
    let first = listen(None).await.expect("a port");
    let second = listen(None).await.expect("the next one");
    assert_ne!(first.local_addr().ok(), second.local_addr().ok());
}
