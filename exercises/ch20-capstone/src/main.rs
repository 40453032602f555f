//! A WebSocket server for very many connections, made of the rungs of this chapter.
//!
//! Each rung is one file, yours or, by a feature of its name, the reference; what is in this folder holds them
//! together.

#[cfg_attr(not(feature = "reference-ex01_handshake"), path = "../ex01_handshake.rs")]
#[cfg_attr(
    feature = "reference-ex01_handshake",
    path = "../../../solutions/ch20-capstone/ex01_handshake.rs"
)]
mod handshake;
#[cfg_attr(not(feature = "reference-ex02_frames"), path = "../ex02_frames.rs")]
#[cfg_attr(
    feature = "reference-ex02_frames",
    path = "../../../solutions/ch20-capstone/ex02_frames.rs"
)]
mod frames;
#[cfg_attr(not(feature = "reference-ex03_echo"), path = "../ex03_echo.rs")]
#[cfg_attr(
    feature = "reference-ex03_echo",
    path = "../../../solutions/ch20-capstone/ex03_echo.rs"
)]
mod echo;
#[cfg_attr(not(feature = "reference-ex04_registry"), path = "../ex04_registry.rs")]
#[cfg_attr(
    feature = "reference-ex04_registry",
    path = "../../../solutions/ch20-capstone/ex04_registry.rs"
)]
mod registry;
#[cfg_attr(not(feature = "reference-ex05_broadcast"), path = "../ex05_broadcast.rs")]
#[cfg_attr(
    feature = "reference-ex05_broadcast",
    path = "../../../solutions/ch20-capstone/ex05_broadcast.rs"
)]
mod broadcast;
#[cfg_attr(not(feature = "reference-ex06_keepalive"), path = "../ex06_keepalive.rs")]
#[cfg_attr(
    feature = "reference-ex06_keepalive",
    path = "../../../solutions/ch20-capstone/ex06_keepalive.rs"
)]
mod keepalive;
#[cfg_attr(not(feature = "reference-ex07_shutdown"), path = "../ex07_shutdown.rs")]
#[cfg_attr(
    feature = "reference-ex07_shutdown",
    path = "../../../solutions/ch20-capstone/ex07_shutdown.rs"
)]
mod shutdown;
#[cfg_attr(not(feature = "reference-ex08_limits"), path = "../ex08_limits.rs")]
#[cfg_attr(
    feature = "reference-ex08_limits",
    path = "../../../solutions/ch20-capstone/ex08_limits.rs"
)]
mod limits;
#[cfg_attr(not(feature = "reference-ex09_memory"), path = "../ex09_memory.rs")]
#[cfg_attr(
    feature = "reference-ex09_memory",
    path = "../../../solutions/ch20-capstone/ex09_memory.rs"
)]
mod memory;
#[cfg_attr(not(feature = "reference-ex10_metrics"), path = "../ex10_metrics.rs")]
#[cfg_attr(
    feature = "reference-ex10_metrics",
    path = "../../../solutions/ch20-capstone/ex10_metrics.rs"
)]
mod metrics;

// What the rungs that have a model share is std's here.
use std::{sync, thread};

fn main() {}
