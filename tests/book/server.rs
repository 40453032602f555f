//! The server: what it answers, whom it refuses, and how it follows the sources.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use workbook::serve::{ServeError, Server, listen, sources};

use crate::harness::Small;

/// No wait of these tests is longer.
const DEADLINE: Duration = Duration::from_secs(20);

async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("{what} does not come"))
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

async fn get(address: SocketAddr, path: &str, host: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    };
    let answer = soon("the answer", exchange).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    Answer {
        status: head[9..12].parse().expect("a status"),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

/// A small workbook that is served while its future is polled.
struct Served {
    small: Small,
    address: SocketAddr,
    rebuilt: UnboundedReceiver<Result<(), ServeError>>,
}

impl Served {
    async fn new() -> Self {
        let small = Small::new();
        let sources = sources(small.root());
        let listener = listen(Some(0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Server::new(small.root()).await.expect("the book is right");
        let (told, rebuilt) = unbounded_channel();
        let following = server.clone();
        tokio::spawn(async move {
            following
                .follow(sources, |result| drop(told.send(result)))
                .await;
        });
        tokio::spawn(async move { server.serve(listener).await });
        Self {
            small,
            address,
            rebuilt,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        get(self.address, path, &self.address.to_string()).await
    }

    async fn rebuilt(&mut self) -> Result<(), ServeError> {
        soon("the next build", self.rebuilt.recv())
            .await
            .expect("it follows")
    }
}

#[tokio::test]
async fn the_book_is_served_as_what_it_is() {
    let served = Served::new().await;
    let front = served.get("/").await;
    assert_eq!(front.status, 200);
    assert!(
        front.head.contains("content-type: text/html"),
        "{}",
        front.head
    );
    assert!(front.body.contains("The first text."));
    let style = front
        .body
        .split('"')
        .find(|it| it.contains("theme/workbook") && it.ends_with(".css"))
        .expect("the page has our style");
    let style = served.get(&format!("/{style}")).await;
    assert_eq!(style.status, 200);
    assert!(
        style.head.contains("content-type: text/css"),
        "{}",
        style.head
    );
    let missing = served.get("/ch01-a/nothing.html").await;
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("not found"), "{}", missing.body);
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
        assert!(!answer.body.contains("[book]"), "{path}");
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn only_this_machine_is_answered() {
    let served = Served::new().await;
    let port = served.address.port();
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let answer = get(served.address, "/", &format!("{host}:{port}")).await;
        assert_eq!(answer.status, 200, "{host}");
    }
    for path in ["/", "/__reload"] {
        let answer = get(served.address, path, &format!("rebound.example:{port}")).await;
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[tokio::test]
async fn an_open_page_is_told_of_a_change() {
    let mut served = Served::new().await;
    let url = format!("ws://{}/__reload", served.address);
    let (mut page, _) = soon("the connection", tokio_tungstenite::connect_async(url))
        .await
        .expect("a page may connect");
    served.small.page("# Page\n\nThe second text.\n");
    let message = soon("the word to reload", page.next()).await;
    assert_eq!(
        message.expect("a message").expect("readable"),
        Message::text("reload")
    );
    served.rebuilt().await.expect("the page is right");
    assert!(served.get("/").await.body.contains("The second text."));
}

#[tokio::test]
async fn a_page_with_an_error_leaves_the_last_good_book() {
    let mut served = Served::new().await;
    served.small.page("# Page\n\n{{#program go/none.go}}\n");
    let error = served.rebuilt().await.expect_err("the page is wrong");
    let message = error.to_string();
    assert!(
        message.contains("book/ch01-a/page.md:3: there is no program"),
        "{message}"
    );
    assert!(served.get("/").await.body.contains("The first text."));
    served.small.page("# Page\n\nThe second text.\n");
    served.rebuilt().await.expect("the page is mended");
    assert!(served.get("/").await.body.contains("The second text."));
}

#[tokio::test]
async fn a_chapters_declaration_is_a_source_of_the_book() {
    let mut served = Served::new().await;
    let title = "title = \"Ends\"\n[[exercise]]\nname = \"ex01_lifo\"\ntitle = \"Other\"\n\
        points = 1\nkind = \"test\"\nunsolved = \"panics\"\nhints = [\"a\"]\n";
    served
        .small
        .page("{{#exercise ch01-defer-drop/ex01_lifo}}\n");
    served.rebuilt().await.expect("the page is right");
    served
        .small
        .write("exercises/ch01-defer-drop/chapter.toml", title);
    served.rebuilt().await.expect("the declaration is right");
    assert!(served.get("/").await.body.contains("Exercise: Other"));
}

#[tokio::test]
async fn a_port_that_is_taken_is_refused_by_name_or_passed_over() {
    let taken = listen(Some(0)).await.expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let error = listen(Some(port)).await.expect_err("it is taken");
    let message = error.to_string();
    assert!(
        message.contains(&format!("port {port} cannot be used")) && message.contains("`--port 0`"),
        "{message}"
    );
    let first = listen(None).await.expect("a free port");
    let second = listen(None).await.expect("another free port");
    assert_ne!(
        first.local_addr().expect("an address"),
        second.local_addr().expect("an address")
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_ends_cleanly_when_it_is_asked_to() {
    use tokio::io::{AsyncBufReadExt as _, BufReader};

    let small = Small::new();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_workbook"));
    command
        .args(["serve", "--port", "0", "--root"])
        .arg(small.root())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let line = soon("the address", lines.next_line()).await;
    let line = line.expect("readable").expect("a line");
    let address = line
        .split_once("http://")
        .and_then(|(_, rest)| rest.split('/').next()?.parse().ok())
        .unwrap_or_else(|| panic!("no address in {line:?}"));
    let front = get(address, "/", &address.to_string()).await;
    assert_eq!(front.status, 200);
    let pid = child.id().expect("it runs").to_string();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let status = soon("its end", child.wait()).await.expect("waited");
    assert_eq!(status.code(), Some(128 + 15));
    let left: Vec<_> = std::fs::read_dir(small.root().join("target"))
        .expect("readable")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, [""; 0], "the built book is removed");
}
