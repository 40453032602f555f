//! Mistake: what is open already is not subtracted.
//! Rejected by: descriptors_end_at_the_soft_limit

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
    let descriptors = plan.soft;
    let by_descriptors = fitting(descriptors, plan.descriptors_each);
    let by_memory = fitting(plan.memory, plan.bytes_each);
    if by_descriptors <= by_memory {
        Capacity {
            connections: by_descriptors,
            bound: Bound::Descriptors,
        }
    } else {
        Capacity {
            connections: by_memory,
            bound: Bound::Memory,
        }
    }
}

/// How many connections a client can open to one address and port.
pub fn client(plan: &Plan, ports: RangeInclusive<u16>, addresses: u64) -> Capacity {
    let by_ports = addresses.saturating_mul(ports.len() as u64);
    let capacity = server(plan);
    if by_ports < capacity.connections {
        Capacity {
            connections: by_ports,
            bound: Bound::Ports,
        }
    } else {
        capacity
    }
}

/// How many times `each` fits into `all`.
fn fitting(all: u64, each: u64) -> u64 {
    all.checked_div(each).unwrap_or(u64::MAX)
}
