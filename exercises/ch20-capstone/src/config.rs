//! What the server is told by flags, or by variables of the environment. Everything that could grow is bounded here.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, ValueEnum};

use crate::broadcast::Policy;
use crate::connection::Rate;
use crate::keepalive::{Rules, TICK};
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

    /// Where to listen for those who look after the server: /metrics, /debug and /health, also when it is full. /metrics
    /// and /debug are there alone then
    #[arg(long, env = "WS_ADMIN")]
    pub(crate) admin: Option<SocketAddr>,

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
    #[arg(
        long,
        alias = "policy",
        env = "WS_SLOW_CONSUMER",
        value_enum,
        default_value_t = PolicyFlag::DropOldest
    )]
    slow_consumer: PolicyFlag,

    /// Messages a second that a connection may send; more are answered by close code 1008. Any number, if not said
    #[arg(long, env = "WS_RATE")]
    rate: Option<NonZeroU32>,

    /// How many it may send at once, after a silence. As many as in a second, if not said
    #[arg(long, env = "WS_BURST", requires = "rate")]
    burst: Option<NonZeroU32>,

    /// The time for all of a request's head, and for the answer to be taken: 10s, 500ms
    #[arg(long, env = "WS_HANDSHAKE_TIMEOUT", default_value = "10s", value_parser = duration)]
    pub(crate) handshake_timeout: Duration,

    /// The silence after which a connection is sent a ping
    #[arg(long, env = "WS_PING_AFTER", default_value = "30s", value_parser = duration)]
    ping_after: Duration,

    /// The silence after which it is given up. If the ping was late, then as much later
    #[arg(long, env = "WS_DEAD_AFTER", default_value = "60s", value_parser = duration)]
    dead_after: Duration,

    /// The time that connections have to say goodbye when the server stops
    #[arg(long, env = "WS_DRAIN", default_value = "10s", value_parser = duration)]
    pub(crate) drain: Duration,

    /// The silence after which a connection that had a task is parked, or `never`
    #[arg(long, env = "WS_PARK_AFTER", default_value = "1s")]
    park_after: ParkAfter,

    /// An Origin whose pages may open a WebSocket; any may, if not said. Can be given several times
    #[arg(long, env = "WS_ORIGIN", value_delimiter = ',')]
    pub(crate) origin: Vec<String>,

    /// Serve as rung 3 does: a task a connection, tungstenite's defaults, echo on any path. For the comparison
    #[arg(long)]
    pub(crate) naive: bool,

    /// How to log, to standard error. How much is RUST_LOG's to say
    #[arg(long, alias = "log", env = "WS_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

impl Config {
    /// Itself, unless two flags contradict each other: then the process ends with an error.
    pub(crate) fn checked(self) -> Self {
        if self.ping_after >= self.dead_after {
            let why =
                "--ping-after has to be less than --dead-after: a ping needs time to be answered";
            Self::command()
                .error(ErrorKind::ValueValidation, why)
                .exit();
        }
        self
    }

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
        match self.slow_consumer {
            PolicyFlag::DropOldest => Policy::DropOldest,
            PolicyFlag::DropNewest => Policy::DropNewest,
            PolicyFlag::Disconnect => Policy::Disconnect,
        }
    }

    pub(crate) fn rules(&self) -> Rules {
        Rules {
            ping_after: self.ping_after,
            dead_after: self.dead_after,
        }
    }

    /// How often connections are looked at: often enough for the shortest of the silences.
    pub(crate) fn sweep_every(&self) -> Duration {
        let silences = [Some(self.ping_after), self.park_after()];
        let shortest = silences.into_iter().flatten().min().unwrap_or_default();
        (shortest / 2).clamp(TICK, Duration::from_secs(1))
    }

    /// Messages a second, and how many at once; none if any number may come.
    pub(crate) fn rate(&self) -> Option<Rate> {
        self.rate.map(|each_second| Rate {
            each_second: each_second.get(),
            burst: self.burst.unwrap_or(each_second).get(),
        })
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
struct ParkAfter(Option<Duration>);

impl FromStr for ParkAfter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self(None)),
            _ => duration(text).map(|it| Self(Some(it))),
        }
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let number: f64 = number
        .trim()
        .parse()
        .map_err(|_| format!("`{text}` is no duration, as 1.5s or 200ms are"))?;
    Duration::try_from_secs_f64(number * unit).map_err(|error| error.to_string())
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number from 1 is needed".to_owned()),
        Ok(number) => Ok(number),
    }
}
