//! How many connections fit, and what ends first.
//!
//! 1. `server`: each connection takes `descriptors_each` descriptors of the `soft` limit, less those in
//!    `other`, and `bytes_each` of `memory`. The fewer of the two decides. If both allow the same
//!    number, say descriptors: they end with an error, memory with the end of the process.
//! 2. `client`: the same for a program that opens connections to *one* address and port. Each takes a
//!    port as well, of the inclusive range `ports`, on each of `addresses` local addresses. Say ports
//!    only if they allow fewer than the others.
//!
//! A resource of which a connection takes none does not limit it.

use std::ops::RangeInclusive;

/// What a process has, and what a connection takes of it.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The soft limit on open files.
    pub soft: u64,
    /// Descriptors that are no connections: standard streams, the listener, what the runtime holds.
    pub other: u64,
    /// Descriptors of one connection: 1, or 2 for a proxy.
    pub descriptors_each: u64,
    /// Bytes for connections.
    pub memory: u64,
    /// Bytes of one connection.
    pub bytes_each: u64,
}

/// What ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Descriptors,
    Memory,
    Ports,
}

/// How many connections fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub connections: u64,
    pub bound: Bound,
}

/// How many connections a server can hold.
pub fn server(plan: &Plan) -> Capacity {
    todo!("descriptors, memory, and which is less")
}

/// How many connections a client can open to one address and port.
pub fn client(plan: &Plan, ports: RangeInclusive<u16>, addresses: u64) -> Capacity {
    todo!("as a server, and with ports")
}
