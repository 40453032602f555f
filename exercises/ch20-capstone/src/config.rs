//! What the server is told by flags, or by variables of the environment. Everything that could grow is bounded here.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::broadcast::Policy;
use crate::keepalive::Rules;
use crate::memory::MAX_MESSAGE;

/// A WebSocket server for very many connections: /echo, /room/NAME, and a page at / to try them.
#[derive(Debug, Parser)]
#[command(name = "ch20-server", version)]
pub(crate) struct Config {
    /// Where to listen. Several processes of one user can share an address
    #[arg(long, env = "WS_LISTEN", default_value = "127.0.0.1:9001")]
    listen: SocketAddr,

    /// The port to listen on, in place of that in --listen. 0 takes one that is free
    #[arg(long, env = "WS_PORT")]
    port: Option<u16>,

    /// Threads, each with connections of its own. As many as there are processors, if not said
    #[arg(long, env = "WS_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    workers: Option<u16>,

    /// Connections at a time; who comes then is told 503. As many as the limit on open files allows, if not said
    #[arg(long, env = "WS_MAX_CONNECTIONS")]
    pub(crate) max_connections: Option<usize>,

    /// Bytes of a message; more are answered by close code 1009
    #[arg(long, env = "WS_MAX_MESSAGE", default_value_t = MAX_MESSAGE)]
    pub(crate) max_message: usize,

    /// Messages that may wait for a connection which takes them too slowly
    #[arg(long, env = "WS_QUEUE", default_value_t = 64, value_parser = positive)]
    pub(crate) queue: usize,

    /// What happens to a connection with so many messages waiting
    #[arg(long, env = "WS_POLICY", value_enum, default_value_t = PolicyFlag::DropOldest)]
    policy: PolicyFlag,

    /// Messages a second that a connection may send; more are answered by close code 1008. Any number, if not said
    #[arg(long, env = "WS_RATE")]
    pub(crate) rate: Option<NonZeroU32>,

    /// Seconds for all of a request's head, and for the answer to be taken
    #[arg(long, env = "WS_HANDSHAKE_TIMEOUT", default_value = "10", value_parser = seconds)]
    pub(crate) handshake_timeout: Duration,

    /// Seconds of silence until a ping, and until a connection is given up: PING,DEAD
    #[arg(long, env = "WS_IDLE", default_value = "30,60")]
    idle: Idle,

    /// Seconds that connections have to say goodbye when the server stops
    #[arg(long, env = "WS_DRAIN", default_value = "10", value_parser = seconds)]
    pub(crate) drain: Duration,

    /// Seconds of silence until a connection that had a task is parked, or `never`
    #[arg(long, env = "WS_PARK_AFTER", default_value = "1")]
    park_after: ParkAfter,

    /// An Origin whose pages may open a WebSocket; any may, if not said. Can be given several times
    #[arg(long, env = "WS_ORIGIN", value_delimiter = ',')]
    pub(crate) origin: Vec<String>,

    /// Serve as rung 3 does: a task a connection, tungstenite's defaults, echo on any path. For the comparison
    #[arg(long)]
    pub(crate) naive: bool,

    /// How to log, to standard error. How much is RUST_LOG's to say
    #[arg(long, env = "WS_LOG", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log: LogFormat,
}

impl Config {
    pub(crate) fn address(&self) -> SocketAddr {
        let mut address = self.listen;
        if let Some(port) = self.port {
            address.set_port(port);
        }
        address
    }

    pub(crate) fn workers(&self) -> usize {
        self.workers.map_or_else(
            || thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        )
    }

    pub(crate) fn policy(&self) -> Policy {
        match self.policy {
            PolicyFlag::DropOldest => Policy::DropOldest,
            PolicyFlag::DropNewest => Policy::DropNewest,
            PolicyFlag::Disconnect => Policy::Disconnect,
        }
    }

    pub(crate) fn rules(&self) -> Rules {
        Rules {
            ping_after: self.idle.ping_after,
            dead_after: self.idle.dead_after,
        }
    }

    /// After how long a silence a connection is parked; none if never, or where there is no epoll.
    pub(crate) fn park_after(&self) -> Option<Duration> {
        self.park_after.0.filter(|_| cfg!(target_os = "linux"))
    }
}

/// How to log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
    Off,
}

/// [`Policy`], as a flag.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum PolicyFlag {
    DropOldest,
    DropNewest,
    Disconnect,
}

#[derive(Clone, Copy, Debug)]
struct Idle {
    ping_after: Duration,
    dead_after: Duration,
}

impl FromStr for Idle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (ping, dead) = text
            .split_once(',')
            .ok_or("two numbers of seconds are needed, as in 30,60")?;
        let (ping_after, dead_after) = (seconds(ping)?, seconds(dead)?);
        if ping_after >= dead_after {
            return Err("the ping has to come before the end".to_owned());
        }
        Ok(Self {
            ping_after,
            dead_after,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct ParkAfter(Option<Duration>);

impl FromStr for ParkAfter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self(None)),
            _ => seconds(text).map(|it| Self(Some(it))),
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .trim()
        .parse()
        .map_err(|_| format!("`{text}` is no number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number from 1 is needed".to_owned()),
        Ok(number) => Ok(number),
    }
}
