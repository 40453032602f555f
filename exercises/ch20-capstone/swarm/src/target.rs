//! Where the server is, and whether it may be asked.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::handshake::{self, Answer};

/// How long the first connection may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A server and one of its paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it listens.
    pub address: SocketAddr,
    /// As the client names it.
    pub host: String,
    /// What is asked for, with the leading slash.
    pub path: String,
}

impl Target {
    /// Reads `ws://HOST:PORT/PATH`. Without a path it is `/echo`.
    ///
    /// # Errors
    ///
    /// If it is no such address, or not one of this machine's own and `anywhere` does not say that it may be.
    pub fn parse(url: &str, anywhere: bool) -> anyhow::Result<Self> {
        let Some(rest) = url.strip_prefix("ws://") else {
            bail!(
                "{url}: an address that begins with ws:// is needed, as ws://127.0.0.1:9001/echo"
            );
        };
        let (host, path) = match rest.split_once('/') {
            None | Some((_, "")) => (rest.trim_end_matches('/'), "echo"),
            Some(parts) => parts,
        };
        if path.chars().any(|it| it.is_control() || it == ' ') {
            bail!("{url}: the path has characters that no request may have");
        }
        let named = if host
            .rsplit_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok())
        {
            host.to_owned()
        } else {
            format!("{host}:80")
        };
        let address = named
            .to_socket_addrs()
            .ok()
            // A name of this machine often has two addresses, and most servers listen on the older one.
            .and_then(|addresses| addresses.min_by_key(|it| !it.is_ipv4()))
            .with_context(|| format!("{url}: there is no host {host}"))?;
        if !anywhere && !address.ip().is_loopback() {
            bail!(
                "{url}: {} is not this machine. What comes now is an attack on a server that is not yours; if you \
                 are allowed to do that there, say --anywhere-i-am-allowed-to",
                address.ip()
            );
        }
        Ok(Self {
            address,
            host: host.to_owned(),
            path: format!("/{path}"),
        })
    }

    /// The same server, with another path.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// Connects once, to find out what is there before thousands try to.
    ///
    /// # Errors
    ///
    /// If nothing listens there, or if it does not speak WebSocket at this path.
    pub fn probe(&self) -> anyhow::Result<()> {
        let Self { address, path, .. } = self;
        let mut stream = TcpStream::connect_timeout(address, PATIENCE)
            .with_context(|| format!("nothing listens on {address}: is the server running?"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all(&handshake::request(&self.host, path))?;
        let (mut bytes, mut buffer) = (Vec::new(), [0; 1024]);
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => bail!(
                    "{address} closes the connection instead of answering a WebSocket's handshake"
                ),
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
                Err(error) => {
                    return Err(error).with_context(|| {
                        format!(
                            "{address} does not answer a WebSocket's handshake within {} s",
                            PATIENCE.as_secs()
                        )
                    });
                }
            }
            match handshake::answer(&bytes) {
                Answer::Incomplete => {}
                Answer::Open(_) => return Ok(()),
                Answer::Refused(why) => bail!("{address} has no WebSocket at {path}: {why}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port_and_a_path() {
        let target = Target::parse("ws://127.0.0.1:9001/room/one?x=1", false).unwrap();
        assert_eq!(target.address, "127.0.0.1:9001".parse().unwrap());
        assert_eq!(target.path, "/room/one?x=1");
        for url in ["ws://127.0.0.1:9001", "ws://127.0.0.1:9001/"] {
            assert_eq!(Target::parse(url, false).unwrap().path, "/echo");
        }
        assert_eq!(
            Target::parse("ws://[::1]:9001", false).unwrap().address,
            "[::1]:9001".parse().unwrap()
        );
        assert_eq!(
            Target::parse("ws://127.7.7.7", false)
                .unwrap()
                .address
                .port(),
            80
        );
        for url in [
            "",
            "127.0.0.1:9001",
            "wss://127.0.0.1",
            "ws://",
            "ws:///echo",
            "ws://127.0.0.1:9001/a b",
        ] {
            assert!(Target::parse(url, false).is_err(), "{url}");
        }
    }

    #[test]
    fn another_machine_takes_the_words() {
        let refused = Target::parse("ws://192.0.2.1:80/echo", false)
            .unwrap_err()
            .to_string();
        assert!(refused.contains("--anywhere-i-am-allowed-to"), "{refused}");
        assert!(Target::parse("ws://192.0.2.1:80/echo", true).is_ok());
    }

    #[test]
    fn what_does_not_answer_is_told_apart() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let target = Target::parse(&format!("ws://{address}"), false).unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        });
        let said = target.probe().unwrap_err().to_string();
        assert_eq!(
            said,
            format!("{address} has no WebSocket at /echo: it answered 200 OK")
        );
        server.join().unwrap();
        let said = target.probe().unwrap_err().to_string();
        assert_eq!(
            said,
            format!("nothing listens on {address}: is the server running?")
        );
    }
}
