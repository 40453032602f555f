//! One connection of the swarm. It keeps no buffers while nothing is half done.

use std::io::{self, ErrorKind, Read, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use socket2::{Domain, Protocol, Socket, Type};

use crate::frame;
use crate::handshake::{self, Answer};
use crate::schedule::Nanos;
use crate::target::Target;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The system has not said yet whether anybody is there.
    Connecting,
    /// The request for an upgrade is under way, or the answer is.
    Shaking,
    /// Frames may be sent.
    Open,
    /// Nothing comes any more.
    Lost,
}

/// What there is to tell of a connection.
#[derive(Debug)]
pub enum Happened<'a> {
    /// The server has agreed.
    Open,
    /// A message, or the last part of one.
    Message(&'a [u8]),
    /// It is lost.
    Lost {
        /// Why.
        why: String,
        /// Whether the server had agreed before.
        opened: bool,
    },
}

/// A connection, and what of it is half done.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    state: State,
    /// When it was begun.
    pub since: Nanos,
    /// What has come of a frame that is not complete.
    input: Vec<u8>,
    /// What the system did not take yet.
    output: Vec<u8>,
}

impl Connection {
    /// Begins to connect, from `source` if one is named.
    ///
    /// # Errors
    ///
    /// If there is no port or no descriptor left, for example.
    pub fn begin(
        registry: &Registry,
        token: Token,
        target: &Target,
        source: Option<SocketAddr>,
        since: Nanos,
    ) -> io::Result<Self> {
        let socket = Socket::new(
            Domain::for_address(target.address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        // What is closed is gone at once. Thousands of ports in TIME_WAIT would be missing in the next phase.
        socket.set_linger(Some(Duration::ZERO))?;
        if let Some(mut source) = source
            && socket.bind(&source.into()).is_err()
        {
            source.set_port(0);
            socket.bind(&source.into())?;
        }
        match socket.connect(&target.address.into()) {
            Ok(()) => {}
            Err(error) if is_under_way(&error) => {}
            Err(error) => return Err(error),
        }
        let mut stream = TcpStream::from_std(socket.into());
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            stream,
            state: State::Connecting,
            since,
            input: Vec::new(),
            output: Vec::new(),
        })
    }

    /// How far it is.
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether all that was to be sent has been taken by the system.
    pub fn is_flushed(&self) -> bool {
        self.output.is_empty()
    }

    /// Sends bytes now, or as soon as the system takes them.
    ///
    /// # Errors
    ///
    /// If the connection is lost.
    pub fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        if self.output.is_empty() {
            let taken = write(&mut self.stream, bytes)?;
            bytes = &bytes[taken..];
        }
        self.output.extend_from_slice(bytes);
        Ok(())
    }

    /// The system takes bytes again.
    pub(crate) fn writable(
        &mut self,
        target: &Target,
        on: &mut impl FnMut(&mut Self, Happened<'_>),
    ) {
        if self.state == State::Connecting {
            match self.stream.take_error() {
                Ok(None) => {}
                Ok(Some(error)) | Err(error) => {
                    return self.lose(&format!("connecting: {}", reason(&error)), on);
                }
            }
            match self.stream.peer_addr() {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotConnected => return,
                Err(error) => return self.lose(&format!("connecting: {}", reason(&error)), on),
            }
            self.state = State::Shaking;
            self.output = handshake::request(&target.host, &target.path);
        }
        if self.output.is_empty() {
            return;
        }
        match write(&mut self.stream, &self.output) {
            Ok(taken) if taken == self.output.len() => self.output = Vec::new(),
            Ok(taken) => drop(self.output.drain(..taken)),
            Err(error) => self.lose(&format!("sending: {}", reason(&error)), on),
        }
    }

    /// There is something to read, or the end.
    pub(crate) fn readable(
        &mut self,
        buffer: &mut [u8],
        on: &mut impl FnMut(&mut Self, Happened<'_>),
    ) {
        while matches!(self.state, State::Shaking | State::Open) {
            let length = match self.stream.read(buffer) {
                Ok(0) => return self.lose("the server closed the connection", on),
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return self.lose(&format!("receiving: {}", reason(&error)), on),
            };
            if self.input.is_empty() {
                let used = self.take(&buffer[..length], on);
                self.input.extend_from_slice(&buffer[used..length]);
            } else {
                let mut input = std::mem::take(&mut self.input);
                input.extend_from_slice(&buffer[..length]);
                let used = self.take(&input, on);
                input.drain(..used);
                if !input.is_empty() {
                    self.input = input;
                }
            }
            // What did not fill the buffer was all there is: epoll and kqueue tell when more comes.
            if length < buffer.len() && cfg!(unix) {
                return;
            }
        }
    }

    /// Understands what is complete, and returns how many bytes that was.
    fn take(&mut self, bytes: &[u8], on: &mut impl FnMut(&mut Self, Happened<'_>)) -> usize {
        let mut used = 0;
        if self.state == State::Shaking {
            match handshake::answer(bytes) {
                Answer::Incomplete => return 0,
                Answer::Refused(why) => {
                    self.lose(&why, on);
                    return bytes.len();
                }
                Answer::Open(length) => {
                    used = length;
                    self.state = State::Open;
                    on(self, Happened::Open);
                }
            }
        }
        while self.state == State::Open {
            let rest = &bytes[used..];
            let frame = match frame::parse(rest) {
                Ok(Some(frame)) => frame,
                Ok(None) => return used,
                Err(frame::Broken) => {
                    self.lose("the server sent what is no frame", on);
                    break;
                }
            };
            let payload = &rest[frame.header..frame.header + frame.payload];
            used += frame.header + frame.payload;
            match frame.opcode {
                frame::CLOSE => {
                    let code = payload
                        .first_chunk()
                        .map_or(1005, |it| u16::from_be_bytes(*it));
                    self.lose(&format!("the server closed with code {code}"), on);
                }
                frame::PING => {
                    let mut pong = Vec::new();
                    frame::encode(&mut pong, frame::PONG, payload, [0x5a; 4]);
                    if let Err(error) = self.send(&pong) {
                        self.lose(&format!("sending: {}", reason(&error)), on);
                    }
                }
                frame::PONG => {}
                _ => on(self, Happened::Message(payload)),
            }
        }
        bytes.len()
    }

    /// Gives up, and says why. What it had is dropped with it.
    pub(crate) fn lose(&mut self, why: &str, on: &mut impl FnMut(&mut Self, Happened<'_>)) {
        if self.state != State::Lost {
            let opened = self.state == State::Open;
            self.state = State::Lost;
            self.input = Vec::new();
            self.output = Vec::new();
            let why = why.to_owned();
            on(self, Happened::Lost { why, opened });
        }
    }
}

fn write(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<usize> {
    let mut taken = 0;
    while taken < bytes.len() {
        match stream.write(&bytes[taken..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(length) => taken += length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

/// What `connect` says of a non-blocking socket that has begun. std has a name for it that is not stable yet.
fn is_under_way(error: &io::Error) -> bool {
    const LINUX: i32 = 115;
    const BSD: i32 = 36;
    error.kind() == ErrorKind::WouldBlock || matches!(error.raw_os_error(), Some(LINUX | BSD))
}

/// An error in few words, the same for all of its kind, so that they can be counted.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused => "refused".into(),
        ErrorKind::ConnectionReset => "reset by the server".into(),
        ErrorKind::BrokenPipe => "broken pipe".into(),
        ErrorKind::AddrNotAvailable | ErrorKind::AddrInUse => {
            "no port is left at the source address".into()
        }
        _ => error.to_string(),
    }
}
