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
        todo!("go through the fields")
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
        todo!("HTTP/1.1 {status} {phrase}, the fields, an empty line, and {why}")
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
    todo!("parse what has come, within the limits")
}

/// The `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
pub fn accept_key(key: &str) -> String {
    todo!("hash the key and the GUID")
}

/// The 101 for a request to open a WebSocket from one of `origins`, or from anywhere if there are none.
pub fn upgrade(head: &Head, origins: &[String]) -> Result<Vec<u8>, Refusal> {
    todo!("judge the head in the order of the task")
}
