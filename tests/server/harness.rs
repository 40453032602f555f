//! A server of one test's own, and a client that sends what it is told to, byte by byte.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// No wait of these tests is longer, but for the server being built.
const DEADLINE: Duration = Duration::from_secs(30);

pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("{what} does not come"))
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn all_required() -> bool {
    std::env::var("WORKBOOK_REQUIRE_ALL").is_ok_and(|it| it == "1")
}

/// The executable, built once. None where the solutions are withheld, and nobody has said to take others.
async fn executable() -> Option<&'static Path> {
    static BUILT: OnceCell<Option<PathBuf>> = OnceCell::const_new();
    let built = BUILT.get_or_init(|| async {
        let features = std::env::var("CH20_FEATURES").ok();
        let references = root().join("solutions/ch20-capstone").is_dir();
        if features.is_none() && !references {
            assert!(!all_required(), "the references are required here");
            eprintln!("\nNOT TRIED: there are no references; `CH20_FEATURES=server` tries yours\n");
            return None;
        }
        let features = features.as_deref().unwrap_or("server,reference");
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--package", "ch20-capstone"])
            .args(["--features", features, "--message-format", "json"])
            .current_dir(root())
            .stderr(Stdio::inherit());
        let output = cargo.output().await.expect("cargo starts");
        assert!(output.status.success(), "the server is not built");
        let said = String::from_utf8_lossy(&output.stdout);
        let mut artifacts = said.lines().filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            let named = line["target"]["name"] == "ch20-server";
            line["executable"]
                .as_str()
                .filter(|_| named)
                .map(PathBuf::from)
        });
        Some(artifacts.next_back().expect("cargo says where it is"))
    });
    built.await.as_deref()
}

/// A server that runs. It ends with this value.
pub struct Server {
    pub address: SocketAddr,
    /// Where those who look after it ask, if there is an `--admin` among its arguments.
    admin: Option<SocketAddr>,
    child: Child,
    log: Arc<Mutex<String>>,
    /// Ends when the log is complete.
    logging: Option<JoinHandle<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the server's log:\n{}---", self.log());
        }
    }
}

impl Server {
    /// Starts one with a worker, at a port that is free, unless there are others among the arguments.
    pub async fn start(arguments: &[&str]) -> Option<Self> {
        let executable = executable().await?;
        Some(Self::run(Command::new(executable), arguments).await)
    }

    /// From now on, it can open so many files more than it has, and cannot raise that.
    pub async fn limit_files(&self, more: u64) {
        let held = std::fs::read_dir(format!("/proc/{}/fd", self.pid())).expect("it runs");
        let number = |it: std::fs::DirEntry| it.file_name().to_str()?.parse::<u64>().ok();
        let numbers = held.filter_map(|it| number(it.expect("an entry")));
        // Numbers are limited, not counts.
        let limit = numbers.max().expect("some") + 1 + more;
        let mut prlimit = Command::new("prlimit");
        prlimit.args(["--pid", &self.pid().to_string()]);
        prlimit.arg(format!("--nofile={limit}:{limit}"));
        assert!(prlimit.status().await.expect("it starts").success());
    }

    /// What it says when it does not start with these arguments.
    pub async fn refuses(arguments: &[&str]) -> Option<String> {
        let mut command = Command::new(executable().await?);
        command.args(arguments).kill_on_drop(true);
        let output = soon("an end", command.output()).await.expect("it starts");
        assert!(!output.status.success(), "{arguments:?} are taken");
        Some(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    async fn run(mut command: Command, arguments: &[&str]) -> Self {
        if !arguments.contains(&"--workers") {
            command.args(["--workers", "1"]);
        }
        for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("WS_")) {
            command.env_remove(variable);
        }
        if !arguments.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        let mut child = command
            .args(arguments)
            .env("NO_COLOR", "1")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let log = Arc::new(Mutex::new(String::new()));
        let mut errors = BufReader::new(child.stderr.take().expect("piped")).lines();
        let into = Arc::clone(&log);
        let logging = tokio::spawn(async move {
            while let Ok(Some(line)) = errors.next_line().await {
                let mut log = into.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut said = async |what: &str| {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some((_, rest)) = line.split_once(what) {
                    let address = rest.split('/').next().expect("there is a first part");
                    return address.trim().parse().expect("an address");
                }
            }
            let log = log.lock().unwrap_or_else(PoisonError::into_inner);
            panic!("it has not said where it listens; its log:\n{log}");
        };
        let address = soon("the address", said("listening on ws://")).await;
        let admin = match arguments.contains(&"--admin") {
            true => Some(soon("the other address", said("metrics on http://")).await),
            false => None,
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            address,
            admin,
            child,
            log,
            logging: Some(logging),
        }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.clone()
    }

    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Sends a signal by its name, as `TERM`.
    pub async fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        kill.args(["-s", name, &self.pid().to_string()]);
        assert!(kill.status().await.expect("it starts").success());
    }

    /// Waits until it ends by itself. The whole log can be read then.
    pub async fn ended(&mut self) -> ExitStatus {
        let status = soon("the end of the server", self.child.wait()).await;
        if let Some(logging) = self.logging.take() {
            soon("the end of its log", logging).await.expect("read");
        }
        status.expect("it ran")
    }

    /// Connects.
    pub async fn connect(&self) -> Raw {
        self.connect_with(TcpSocket::new_v4().expect("a socket"))
            .await
    }

    /// Connects as one who takes little: the system keeps only a few KiB for it.
    pub async fn connect_small(&self) -> Raw {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("set");
        self.connect_with(socket).await
    }

    async fn connect_with(&self, socket: TcpSocket) -> Raw {
        let stream = soon("a connection", socket.connect(self.address)).await;
        let stream = stream.expect("it listens");
        stream.set_nodelay(true).expect("set");
        stream.into()
    }

    /// Connects, and is upgraded.
    pub async fn open(&self, path: &str) -> Raw {
        self.connect().await.upgraded(path).await
    }

    /// The answer to a request of these lines; `Host` is added.
    pub async fn ask(&self, request: &str, headers: &[&str]) -> Answer {
        self.connect()
            .await
            .ask(self.address, request, headers)
            .await
    }

    /// The answer to a request of those who look after it.
    pub async fn ask_as_admin(&self, request: &str) -> Answer {
        let admin = self.admin.expect("an `--admin` among the arguments");
        let stream = soon("a connection", TcpStream::connect(admin)).await;
        let mut client = Raw::from(stream.expect("it listens"));
        client.ask(admin, request, &[]).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        let answer = self
            .ask(&format!("GET {path}"), &["Connection: close"])
            .await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer
    }

    /// The value of a sample in `/metrics`.
    pub async fn metric(&self, sample: &str) -> u64 {
        let text = self.get("/metrics").await.body;
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
        let value = value.unwrap_or_else(|| panic!("no `{sample}` in:\n{text}"));
        value.parse().expect("a number")
    }

    /// Asks for `/metrics` until the sample is as it should be.
    pub async fn until_metric(&self, sample: &str, is_it: impl Fn(u64) -> bool) -> u64 {
        let wait = async {
            loop {
                let value = self.metric(sample).await;
                if is_it(value) {
                    return value;
                }
            }
        };
        soon(sample, wait).await
    }
}

/// An answer of HTTP, up to the end of the connection.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (header, value) = line.split_once(": ")?;
            header.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A frame, as a server sends it: not masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// FIN, the reserved bits and the opcode.
    pub first: u8,
    pub payload: Vec<u8>,
}

impl Frame {
    pub fn text(&self) -> &str {
        assert_eq!(self.first, 0x81, "no text: {self:?}");
        std::str::from_utf8(&self.payload).expect("UTF-8")
    }

    /// The code of a close frame, and 1005 if there is none in it.
    pub fn close_code(&self) -> u16 {
        assert_eq!(self.first, 0x88, "no close: {self:?}");
        match self.payload[..] {
            [] => 1005,
            [high, low, ..] => u16::from_be_bytes([high, low]),
            [_] => panic!("half a code: {self:?}"),
        }
    }
}

/// A client's frame: masked, by zeros or not, and with any first byte.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    masked(first, payload, [0x37, 0xfa, 0x21, 0x3d])
}

pub fn masked(first: u8, payload: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..126 => bytes.push(0x80 | length as u8),
        length @ 126..=0xffff => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend(mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(a, b)| a ^ b));
    bytes
}

pub fn text(text: &str) -> Vec<u8> {
    frame(0x81, text.as_bytes())
}

/// The request of a browser for a WebSocket at `path`.
pub fn request(path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
}

/// A connection, and what was read of it but not used yet.
pub struct Raw {
    pub stream: TcpStream,
    got: Vec<u8>,
    /// It has ended by a reset, as it does where the server closes without having read everything. Many clients do
    /// not read any more then, also not what came before.
    pub reset: bool,
}

impl From<TcpStream> for Raw {
    fn from(stream: TcpStream) -> Self {
        Self {
            stream,
            got: Vec::new(),
            reset: false,
        }
    }
}

impl Raw {
    /// The answer to a request of these lines; `Host` is added.
    async fn ask(&mut self, address: SocketAddr, request: &str, headers: &[&str]) -> Answer {
        let mut text = format!("{request} HTTP/1.1\r\nHost: {address}\r\n");
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        self.send(text.as_bytes()).await;
        self.answer().await
    }

    /// Sends. A server that has closed says why when it is read.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = soon("room for more", self.stream.write_all(bytes)).await;
    }

    /// Reads once. False at the end of the connection, also if it is reset.
    pub async fn more(&mut self) -> bool {
        let read = soon("a byte", self.stream.read_buf(&mut self.got)).await;
        self.reset |= read.is_err();
        read.is_ok_and(|length| length > 0)
    }

    /// A head, with the empty line at its end.
    async fn head(&mut self) -> Option<String> {
        loop {
            if let Some(at) = self.got.windows(4).position(|it| it == b"\r\n\r\n") {
                let rest = self.got.split_off(at + 4);
                let head = std::mem::replace(&mut self.got, rest);
                return Some(String::from_utf8(head).expect("UTF-8"));
            }
            if !self.more().await {
                return None;
            }
        }
    }

    /// Asks to be upgraded; the status, or none if the server says nothing.
    pub async fn try_upgrade(&mut self, path: &str) -> Option<u16> {
        self.send(request(path).as_bytes()).await;
        let head = self.head().await?;
        Some(head[9..12].parse().expect("a status"))
    }

    pub async fn upgraded(mut self, path: &str) -> Self {
        self.send(request(path).as_bytes()).await;
        self.after_upgrade().await
    }

    /// Takes in the answer to a request that was sent.
    pub async fn after_upgrade(mut self) -> Self {
        let head = self.head().await;
        let upgraded = head
            .as_deref()
            .is_some_and(|it| it.starts_with("HTTP/1.1 101 "));
        assert!(upgraded, "an upgrade was asked for: {head:?}");
        self
    }

    /// An answer of HTTP.
    pub async fn answer(&mut self) -> Answer {
        let head = self.head().await.expect("an answer");
        let status = head[9..12].parse().expect("a status");
        // The body of an upgrade is not read.
        while status != 101 && self.more().await {}
        Answer {
            status,
            head,
            body: String::from_utf8(std::mem::take(&mut self.got)).expect("UTF-8"),
        }
    }

    /// The next frame. None at the end of the connection.
    pub async fn frame(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, length)) = split(&self.got) {
                self.got.drain(..length);
                return Some(frame);
            }
            if !self.more().await {
                return None;
            }
        }
    }

    /// The text of the next frame.
    pub async fn next_text(&mut self) -> String {
        let frame = self.frame().await.expect("a message");
        frame.text().to_owned()
    }

    /// All frames up to the end of the connection.
    pub async fn rest(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.frame().await {
            frames.push(frame);
        }
        frames
    }

    /// Sends a text, and reads it back.
    pub async fn echo(&mut self, said: &str) {
        self.send(&text(said)).await;
        assert_eq!(self.next_text().await, said);
    }
}

fn split(bytes: &[u8]) -> Option<(Frame, usize)> {
    let (&[first, second], rest) = bytes.split_first_chunk()?;
    assert_eq!(second & 0x80, 0, "a server must not mask");
    let (length, rest) = match second {
        126 => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        127 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u64::from_be_bytes(*length) as usize, rest)
        }
        length => (usize::from(length), rest),
    };
    let payload = rest.get(..length)?.to_vec();
    let used = bytes.len() - rest.len() + length;
    Some((Frame { first, payload }, used))
}

/// How frames are shown in a transcript: opcode with its bits, length, and as much of the payload as can be read.
pub fn shown(frames: &[Frame]) -> String {
    let mut text = String::new();
    for Frame { first, payload } in frames {
        let kind = match first & 0x0f {
            0 => "continuation",
            1 => "text",
            2 => "binary",
            8 => "close",
            9 => "ping",
            10 => "pong",
            _ => "reserved",
        };
        let fin = if first & 0x80 == 0 { ", more" } else { "" };
        let _ = write!(text, "  {first:02x} {kind}{fin}, {} bytes", payload.len());
        if let (8, [high, low, reason @ ..]) = (first & 0x0f, payload.as_slice()) {
            let code = u16::from_be_bytes([*high, *low]);
            let _ = write!(text, ": {code} {:?}", String::from_utf8_lossy(reason));
        } else if payload.len() < 64 {
            let _ = write!(text, ": \"{}\"", payload.escape_ascii());
        }
        text.push('\n');
    }
    text
}
