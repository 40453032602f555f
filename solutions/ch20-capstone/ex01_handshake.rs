//! The opening handshake of a WebSocket by hand: a request read, judged, and answered by 101 or by a
//! refusal.
//!
//! 1. `read` finds the head of a request in the bytes that have come so far, by `httparse`. Not all of
//!    it is there: `Incomplete`. Its syntax is wrong: refused with 400. It is longer than `MAX_HEAD`,
//!    or has more than `MAX_FIELDS` fields: refused with 431, also if its end has not come yet.
//! 2. `Head::header` finds a field by its name, in whatever case. If there are several, the first.
//! 3. `accept_key` is what proves to the client that a WebSocket server has read its key (RFC 6455, 4.2.2):
//!    base64 of the SHA-1 of the key, as it was sent, and `GUID` behind it.
//! 4. `upgrade` judges a head, in this order, and says the first thing that is wrong:
//!    - the method is not GET: 405;
//!    - the version is not HTTP/1.1, there is not exactly one `Host`, or there is a body (a
//!      `Transfer-Encoding`, or a `Content-Length` that is not 0): 400;
//!    - `Connection` does not name `upgrade`, or `Upgrade` does not name `websocket`: 426. Both are
//!      lists with commas, may be several fields, and do not mind case;
//!    - there is not exactly one `Sec-WebSocket-Version`, or it is not 13: 426;
//!    - there is not exactly one `Sec-WebSocket-Key`, or it is not base64 of 16 bytes: 400;
//!    - `origins` is not empty, and there is an `Origin` that is not one of them: 403. Who sends none
//!      is no browser.
//!
//!    Otherwise the bytes of the 101: `Upgrade`, `Connection`, `Sec-WebSocket-Accept`, and nothing
//!    else, since every extension and subprotocol that is not named is declined.
//! 5. `Refusal::response` is the whole answer: status line; `Connection: close`, `Content-Type` and
//!    `Content-Length`; what the status asks for (405: `Allow: GET`; 426: `Upgrade: websocket` and
//!    `Sec-WebSocket-Version: 13`, and then `Connection` names `Upgrade` too); an empty line, and `why`
//!    with a line feed for a body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use httparse::Status;
use sha1::{Digest, Sha1};

/// The longest head that is read, in bytes.
pub const MAX_HEAD: usize = 8 * 1024;
/// How many fields it may have.
pub const MAX_FIELDS: usize = 64;
/// What is hashed behind the key of the client (RFC 6455, 1.3).
pub const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// What is known of a request when some bytes of it have come.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// Its head has not ended yet.
    Incomplete,
    /// Its head has come.
    Head {
        /// What it says.
        head: Head,
        /// How many bytes it takes. Those behind it belong to whatever comes next.
        length: usize,
    },
    /// It is not going to be a request that is answered in any other way.
    Refused(Refusal),
}

/// The head of a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// The method, as `GET`.
    pub method: String,
    /// The target as it was sent, with a query if there is one.
    pub path: String,
    /// The digit behind `HTTP/1.`.
    pub version: u8,
    /// The fields in the order in which they came. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The first field of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All fields of this name.
    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(of, _)| of.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The field of this name, if there is exactly one.
    fn only(&self, name: &str) -> Option<&str> {
        let mut all = self.all(name);
        all.next().filter(|_| all.next().is_none())
    }

    /// Whether the list that all fields of this name are together names `token`.
    fn names(&self, name: &str, token: &str) -> bool {
        self.all(name)
            .flat_map(|value| value.split(','))
            .any(|of| of.trim().eq_ignore_ascii_case(token))
    }

    /// Whether bytes of a body follow, which must not be taken for frames.
    fn has_body(&self) -> bool {
        self.header("Transfer-Encoding").is_some()
            || self.all("Content-Length").any(|length| length != "0")
    }
}

/// An answer that is not the one that was hoped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status, as 400.
    pub status: u16,
    /// What is wrong, for people. It quotes nothing of the request.
    pub why: &'static str,
}

impl Refusal {
    /// A refusal with this status, because of this.
    pub const fn new(status: u16, why: &'static str) -> Self {
        Self { status, why }
    }

    /// The bytes of the answer, head and body. The connection is to be closed behind them.
    pub fn response(&self) -> Vec<u8> {
        let Self { status, why } = self;
        let phrase = phrase(*status);
        let length = why.len() + 1;
        let fields = match status {
            405 => "Allow: GET\r\nConnection: close\r\n",
            426 => {
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nConnection: Upgrade, close\r\n"
            }
            503 => "Retry-After: 1\r\nConnection: close\r\n",
            _ => "Connection: close\r\n",
        };
        format!(
            "HTTP/1.1 {status} {phrase}\r\n\
             {fields}\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {length}\r\n\
             \r\n\
             {why}\n"
        )
        .into_bytes()
    }
}

/// What stands behind a status in the first line (RFC 9110, 15; RFC 6585, 5).
fn phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        426 => "Upgrade Required",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Refused",
    }
}

/// Looks for the head of a request at the beginning of `bytes`.
pub fn read(bytes: &[u8]) -> Progress {
    // What is longer is not even looked at, so that the work for one request has a limit too.
    let seen = &bytes[..bytes.len().min(MAX_HEAD)];
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    let length = match request.parse(seen) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) if seen.len() < MAX_HEAD => return Progress::Incomplete,
        Ok(Status::Partial) => {
            return Progress::Refused(Refusal::new(431, "the head of the request is too long"));
        }
        Err(httparse::Error::TooManyHeaders) => {
            return Progress::Refused(Refusal::new(431, "the request has too many fields"));
        }
        Err(_) => return Progress::Refused(Refusal::new(400, "this is no HTTP/1.1 request")),
    };
    let (Some(method), Some(path), Some(version)) = (request.method, request.path, request.version)
    else {
        unreachable!("a complete request has all of its first line");
    };
    let headers = request
        .headers
        .iter()
        .map(|field| {
            let value = String::from_utf8_lossy(field.value).into_owned();
            (field.name.to_owned(), value)
        })
        .collect();
    Progress::Head {
        head: Head {
            method: method.to_owned(),
            path: path.to_owned(),
            version,
            headers,
        },
        length,
    }
}

/// The `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
pub fn accept_key(key: &str) -> String {
    let hash = Sha1::new()
        .chain_update(key.as_bytes())
        .chain_update(GUID.as_bytes())
        .finalize();
    BASE64.encode(hash)
}

/// The 101 for a request to open a WebSocket from one of `origins`, or from anywhere if there are none.
pub fn upgrade(head: &Head, origins: &[String]) -> Result<Vec<u8>, Refusal> {
    let refused = |status, why| Err(Refusal::new(status, why));
    if head.method != "GET" {
        return refused(405, "a WebSocket is opened by GET");
    }
    if head.version != 1 {
        return refused(400, "a WebSocket is opened over HTTP/1.1");
    }
    if head.only("Host").is_none() {
        return refused(400, "a request has exactly one Host");
    }
    if head.has_body() {
        return refused(400, "a request to open a WebSocket has no body");
    }
    if !head.names("Connection", "upgrade") || !head.names("Upgrade", "websocket") {
        return refused(
            426,
            "here are WebSockets only: Connection: Upgrade and Upgrade: websocket are missing",
        );
    }
    if head.only("Sec-WebSocket-Version") != Some("13") {
        return refused(426, "the version of WebSocket that is spoken here is 13");
    }
    let Some(key) = head.only("Sec-WebSocket-Key") else {
        return refused(400, "there must be exactly one Sec-WebSocket-Key");
    };
    if BASE64.decode(key).map_or(0, |nonce| nonce.len()) != 16 {
        return refused(400, "Sec-WebSocket-Key must be base64 of 16 bytes");
    }
    let foreign = |origin: &str| !origins.iter().any(|known| known == origin);
    if !origins.is_empty() && head.all("Origin").any(foreign) {
        return refused(403, "pages of this origin may not open a WebSocket here");
    }
    let accept = accept_key(key);
    Ok(format!(
        "HTTP/1.1 101 Switching Protocols\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\
         \r\n"
    )
    .into_bytes())
}
