//! A small workbook, served by the real command, and a page's end of the socket.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use workbook::scratch::Scratch;
use workbook::stubs;

/// An exercise whose answer is a function that runs a handler: whatever it should do wrong can be
/// put before the handler.
pub const ID: &str = "ch01-defer-drop/ex02_underscore";
/// Its file.
pub const FILE: &str = "exercises/ch01-defer-drop/ex02_underscore.rs";

/// No wait of these tests is longer. The first check of all builds what the exercise depends on.
const DEADLINE: Duration = Duration::from_secs(180);

pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("{what} does not come"))
}

/// A right answer, with `first` as the first statement of `serve`. It is a wrong one, mended: the solutions may
/// have been withheld.
pub fn answer(first: &str) -> String {
    let wrong =
        include_str!("../../exercises/ch01-defer-drop/wrong/ex02_underscore/dropped_too_early.rs");
    let body = "    let pass = gate.enter();\n    drop(pass);\n    handler()";
    assert!(
        wrong.contains(body),
        "the answer has changed: change this test too"
    );
    let mended = "    let _pass = gate.enter();\n    handler()";
    wrong.replace(body, &format!("    {first}\n{mended}"))
}

/// A tree with the exercises as shipped and a book of one chapter.
pub struct Tree {
    root: PathBuf,
    target: Option<PathBuf>,
    /// The folder goes with the tree.
    _folder: Option<TempDir>,
    /// One test at a time has the tree in which answers are compiled.
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Tree {
    /// One in which nothing is compiled.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Scratch::prepare(root(), folder.path(), stubs::shipped()).expect("prepared");
        let tree = Self {
            root: folder.path().to_owned(),
            target: None,
            _folder: Some(folder),
            _turn: None,
        };
        tree.write_book();
        tree
    }

    /// The one in which answers and programs are compiled.
    pub async fn workshop() -> Self {
        static TURN: Mutex<()> = Mutex::const_new(());
        let turn = TURN.lock().await;
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("served");
        let scratch = Scratch::prepare(root(), &at, stubs::shipped()).expect("prepared");
        // What an earlier test has left of itself.
        let _ = fs::remove_dir_all(scratch.root().join(".workbook"));
        for file in fs::read_dir(scratch.root().join("exercises/ch01-defer-drop")).expect("there") {
            let file = file.expect("an entry").path();
            if file.to_string_lossy().ends_with(".old.rs") {
                fs::remove_file(file).expect("removed");
            }
        }
        let tree = Self {
            root: scratch.root().to_owned(),
            target: Some(scratch.target()),
            _folder: None,
            _turn: Some(turn),
        };
        tree.write(FILE, stubs::shipped().get(ID).expect("it is recorded"));
        tree.write_book();
        tree
    }

    fn write_book(&self) {
        let config = fs::read_to_string(root().join("book.toml")).expect("readable");
        self.write("book.toml", &config);
        copy(&root().join("book/theme"), &self.root.join("book/theme"));
        self.write("book/SUMMARY.md", "# Summary\n\n- [Page](ch01-a/page.md)\n");
        self.page("The first text.");
    }

    /// Writes the book's only page.
    pub fn page(&self, text: &str) {
        self.write("book/ch01-a/page.md", &format!("# Page\n\n{text}\n"));
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    pub fn write(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).expect("it is there")
    }

    /// Runs another command in this tree, as a reader would in another terminal.
    pub async fn command(&self, arguments: &[&str]) -> bool {
        let mut command = self.workbook(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().await.expect("it starts").success()
    }

    /// Serves it.
    pub async fn serve(&self) -> Served {
        self.serve_with(&["--port", "0"]).await
    }

    /// Serves it, with these arguments.
    pub async fn serve_with(&self, arguments: &[&str]) -> Served {
        let mut command = self.workbook(&[&["serve"], arguments].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = soon("the address", lines.next_line()).await;
        let line = line.expect("readable").expect("a line");
        // What it says later has to go somewhere.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let url = line
            .split_whitespace()
            .find_map(|word| word.strip_prefix("http://"))
            .unwrap_or_else(|| panic!("no address in {line:?}"));
        let (address, token) = url.split_once("/?token=").expect("a token");
        Served {
            address: address.parse().expect("an address"),
            token: token.to_owned(),
            child,
        }
    }

    fn workbook(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .args(arguments)
            .arg("--root")
            .arg(&self.root)
            .stdin(Stdio::null())
            .env("CARGO", env!("CARGO"))
            .env("NO_COLOR", "1")
            .kill_on_drop(true);
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        command
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("readable") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copied");
        }
    }
}

/// A server that runs.
pub struct Served {
    pub address: SocketAddr,
    pub token: String,
    pub child: Child,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Served {
    /// Asks for a page, as a browser does that was not let in.
    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[]).await
    }

    /// Makes a request with these headers, and `Host` if none is among them.
    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let exchange = async {
            let mut stream = TcpStream::connect(self.address).await.expect("it listens");
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

    /// The cookie of a browser that opened the address with the token.
    pub fn cookie(&self) -> String {
        format!("workbook-{}={}", self.address.port(), self.token)
    }

    /// Where its pages come from.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Connects as a page with these headers, or says with which status that was refused.
    pub async fn try_connect(&self, headers: &[(&str, &str)]) -> Result<Page, u16> {
        let url = format!("ws://{}/__workbook/socket", self.address);
        let mut request = url.into_client_request().expect("a request");
        for (name, value) in headers {
            let name: tungstenite::http::HeaderName = name.parse().expect("a name");
            request
                .headers_mut()
                .insert(name, value.parse().expect("a value"));
        }
        match soon("the socket", tokio_tungstenite::connect_async(request)).await {
            Ok((socket, _)) => Ok(Page { socket }),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Connects as a page of this server's in a browser that was let in, and takes in the welcome.
    pub async fn page(&self) -> Page {
        let (cookie, origin) = (self.cookie(), self.origin());
        let mut page = self
            .try_connect(&[("cookie", &cookie), ("origin", &origin)])
            .await
            .expect("a page is let in");
        page.until("jobs").await;
        page
    }
}

/// A page's end of the socket.
pub struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Page {
    pub async fn send(&mut self, message: Message) {
        // A server that has closed the connection says why when it is read.
        let _ = self.socket.send(message).await;
    }

    pub async fn ask(&mut self, ask: Value) {
        self.send(Message::text(ask.to_string())).await;
    }

    /// Asks to check an answer in place of the stub as shipped.
    pub async fn ask_to_check(&mut self, text: &str, base: &str) {
        self.ask(json!({"ask": "check", "exercise": ID, "text": text, "base": base}))
            .await;
    }

    /// The next message that tells this.
    pub async fn until(&mut self, tell: &str) -> Value {
        self.until_some(tell, |message| message["tell"] == tell)
            .await
    }

    /// The end of the check that runs, and all that is told before it.
    pub async fn until_ended(&mut self) -> Value {
        self.until_some("the end of the check", |message| {
            message["event"]["event"] == "ended"
        })
        .await
    }

    pub async fn until_some(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let wait = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let message: Value = serde_json::from_str(&text).expect("JSON");
                        if is_it(&message) {
                            return message;
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    other => panic!("the server has gone: {other:?}"),
                }
            }
        };
        soon(what, wait).await
    }

    /// Waits until the server closes, and returns its code and reason.
    pub async fn closed(&mut self) -> (u16, String) {
        let wait = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(Some(frame)))) => {
                        return (frame.code.into(), frame.reason.to_string());
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return (0, error.to_string()),
                    None => return (0, "no word".to_owned()),
                }
            }
        };
        soon("the end of the connection", wait).await
    }
}
