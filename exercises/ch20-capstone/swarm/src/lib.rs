//! Very many WebSocket clients in one process, and what the server makes of them.
//!
//! [`target`] says where, [`source`] from where, [`limits`] how many. A [`crowd`] of [`connection`]s speaks the
//! least of the protocol that does ([`handshake`], [`frame`]). [`measure`] has a file for each question: how fast
//! do they connect, what does an idle one cost, how long does an answer take, and so on. What is sent when is a
//! [`schedule`]; what came of it goes into [`latency`] and into a [`report`], which [`table`] and [`chart`] show.
//! [`compare`] asks several servers the same, one after the other, among them a [`bare`] one that is none, and
//! [`fleet`] takes many processes.

pub mod args;
pub mod bare;
pub mod chart;
pub mod compare;
pub mod connection;
pub mod crowd;
pub mod fleet;
pub mod frame;
pub mod handshake;
pub mod latency;
pub mod limits;
pub mod measure;
pub mod output;
pub mod process;
pub mod report;
pub mod schedule;
pub mod source;
pub mod table;
pub mod target;
