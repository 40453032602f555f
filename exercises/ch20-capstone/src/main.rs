//! A WebSocket server for very many connections, made of the rungs of this chapter.
//!
//! Each rung is one file, yours or, by a feature of its name, the reference; what is in this folder holds them
//! together. From the outside in:
//!
//! | file | what |
//! | --- | --- |
//! | `config` | the flags, and what is bounded by which |
//! | `server` | the workers' threads, from the signal to start to the signal to stop |
//! | `listener` | one port for all workers, and who is let in |
//! | `greeting` | a connection's first request: refused, answered by a page, or upgraded |
//! | `worker` | what one thread has: its connections, its rooms, its buffers |
//! | `connection` | one connection's slot in the registry, and the mailbox it has while it talks |
//! | `parked` | the epoll set in which silent connections wait |
//! | `place` | from a connection's admission to its end: parked, or with a task |
//! | `wakeup` | a parked connection that has something to read |
//! | `talk` | frames that are whole, answered on the spot |
//! | `task` | a connection that has a task, since something of it is not whole |
//! | `conversation` | such a task's tungstenite, as long as it holds anything; `tap` is the socket under it |
//! | `room` | who is in which room, and what is said there |
//! | `sweep` | once a second: who is silent, who is dead, who may be parked |
//! | `goodbye` | closing so that the peer hears it, and closing all when the server stops |
//! | `http` | the pages: chat, metrics, debug, health |

// A rung has more than the server takes: what its page and its tests need.
#[allow(dead_code, missing_docs)]
#[cfg_attr(
    not(feature = "reference-ex05_broadcast"),
    path = "../ex05_broadcast.rs"
)]
#[cfg_attr(
    feature = "reference-ex05_broadcast",
    path = "../../../solutions/ch20-capstone/ex05_broadcast.rs"
)]
mod broadcast;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex03_echo"), path = "../ex03_echo.rs")]
#[cfg_attr(
    feature = "reference-ex03_echo",
    path = "../../../solutions/ch20-capstone/ex03_echo.rs"
)]
mod echo;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex02_frames"), path = "../ex02_frames.rs")]
#[cfg_attr(
    feature = "reference-ex02_frames",
    path = "../../../solutions/ch20-capstone/ex02_frames.rs"
)]
mod frames;
#[allow(dead_code, missing_docs)]
#[cfg_attr(
    not(feature = "reference-ex01_handshake"),
    path = "../ex01_handshake.rs"
)]
#[cfg_attr(
    feature = "reference-ex01_handshake",
    path = "../../../solutions/ch20-capstone/ex01_handshake.rs"
)]
mod handshake;
#[allow(dead_code, missing_docs)]
#[cfg_attr(
    not(feature = "reference-ex06_keepalive"),
    path = "../ex06_keepalive.rs"
)]
#[cfg_attr(
    feature = "reference-ex06_keepalive",
    path = "../../../solutions/ch20-capstone/ex06_keepalive.rs"
)]
mod keepalive;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex08_limits"), path = "../ex08_limits.rs")]
#[cfg_attr(
    feature = "reference-ex08_limits",
    path = "../../../solutions/ch20-capstone/ex08_limits.rs"
)]
mod limits;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex09_memory"), path = "../ex09_memory.rs")]
#[cfg_attr(
    feature = "reference-ex09_memory",
    path = "../../../solutions/ch20-capstone/ex09_memory.rs"
)]
mod memory;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex10_metrics"), path = "../ex10_metrics.rs")]
#[cfg_attr(
    feature = "reference-ex10_metrics",
    path = "../../../solutions/ch20-capstone/ex10_metrics.rs"
)]
mod metrics;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex04_registry"), path = "../ex04_registry.rs")]
#[cfg_attr(
    feature = "reference-ex04_registry",
    path = "../../../solutions/ch20-capstone/ex04_registry.rs"
)]
mod registry;
#[allow(dead_code, missing_docs)]
#[cfg_attr(not(feature = "reference-ex07_shutdown"), path = "../ex07_shutdown.rs")]
#[cfg_attr(
    feature = "reference-ex07_shutdown",
    path = "../../../solutions/ch20-capstone/ex07_shutdown.rs"
)]
mod shutdown;

mod admin;
mod config;
mod connection;
mod conversation;
mod goodbye;
mod greeting;
mod http;
mod listener;
mod log;
#[cfg_attr(not(target_os = "linux"), path = "parked_nowhere.rs")]
mod parked;
mod place;
mod room;
mod server;
mod sweep;
mod talk;
mod tap;
mod task;
mod wakeup;
mod worker;

// What the rungs that have a model share is std's here.
#[expect(
    unused_imports,
    reason = "whether a rung needs threads is its own affair"
)]
use std::{sync, thread};

use clap::Parser;

fn main() -> anyhow::Result<()> {
    let config = config::Config::parse().checked();
    log::start(config.log_format);
    if config.naive {
        server::naive(&config)
    } else {
        server::run(config)
    }
}
