//! The opening handshake, from the client's side.

/// The key of every connection, and what a server has to make of it: the example of RFC 6455, section 1.3. It is
/// no secret, only a proof that the other side means WebSocket, so one will do, and nothing needs to be computed.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// No server needs more for its answer, in bytes.
const LIMIT: usize = 16 * 1024;

/// The request for an upgrade.
pub fn request(host: &str, path: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    .into_bytes()
}

/// The answer to that request, whoever has asked.
pub fn accepted() -> Vec<u8> {
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n"
    )
    .into_bytes()
}

/// What the server has said so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing that ends.
    Incomplete,
    /// It speaks WebSocket; its head has this many bytes, and frames follow.
    Open(usize),
    /// It said no, or nothing that makes sense; in words.
    Refused(String),
}

/// Reads the server's answer.
pub fn answer(bytes: &[u8]) -> Answer {
    let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else {
        if bytes.len() > LIMIT
            || !(bytes.starts_with(b"HTTP/1.1 ") || b"HTTP/1.1 ".starts_with(bytes))
        {
            return Answer::Refused("it does not speak HTTP/1.1".into());
        }
        return Answer::Incomplete;
    };
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let Some(status) = lines.next().and_then(|it| it.strip_prefix("HTTP/1.1 ")) else {
        return Answer::Refused("it does not speak HTTP/1.1".into());
    };
    if !status.starts_with("101") {
        return Answer::Refused(format!("it answered {}", status.trim()));
    }
    let accepted = lines
        .filter_map(|line| line.split_once(':'))
        .any(|(name, value)| {
            name.eq_ignore_ascii_case("sec-websocket-accept") && value.trim() == ACCEPT
        });
    if !accepted {
        return Answer::Refused("its Sec-WebSocket-Accept does not fit the key".into());
    }
    Answer::Open(end + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_answer_opens() {
        let ours = accepted();
        assert_eq!(answer(&ours), Answer::Open(ours.len()));
        let right =
            format!("HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: {ACCEPT}\r\n\r\n");
        assert_eq!(answer(right.as_bytes()), Answer::Open(right.len()));
        assert_eq!(
            answer(&[right.as_bytes(), &[0x82, 0]].concat()),
            Answer::Open(right.len())
        );
        for end in 0..right.len() {
            assert_eq!(
                answer(&right.as_bytes()[..end]),
                Answer::Incomplete,
                "{end} bytes"
            );
        }
        for (text, why) in [
            (
                "HTTP/1.1 404 Not Found\r\n\r\n",
                "it answered 404 Not Found",
            ),
            (
                "HTTP/1.1 101 Yes\r\n\r\n",
                "its Sec-WebSocket-Accept does not fit the key",
            ),
            ("SSH-2.0-OpenSSH_9.2", "it does not speak HTTP/1.1"),
            (
                "HTTP/1.0 400 Bad Request\r\n\r\n",
                "it does not speak HTTP/1.1",
            ),
        ] {
            assert_eq!(
                answer(text.as_bytes()),
                Answer::Refused(why.into()),
                "{text}"
            );
        }
    }
}
