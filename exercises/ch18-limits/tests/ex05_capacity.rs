//! As many connections as are promised fit, and the next one does not.

#![cfg(unix)]

#[cfg_attr(not(solution), path = "../ex05_capacity.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch18-limits/ex05_capacity.rs")]
mod exercise;

use std::fs::File;
use std::os::unix::net::UnixStream;

use exercise::{Bound, Capacity, Plan, client, server};
use rlimit::Resource;

const EMFILE: i32 = 24;
const MIB: u64 = 1 << 20;

/// A server with the default limit, and more memory than it can use.
const DEFAULT: Plan = Plan {
    soft: 1024,
    other: 4,
    descriptors_each: 1,
    memory: 1024 * MIB,
    bytes_each: 16 * 1024,
};

#[track_caller]
fn assert_capacity(found: Capacity, connections: u64, bound: Bound) {
    assert_eq!(found, Capacity { connections, bound });
}

/// The server that dies at connection 1,021: the standard streams and the listener are descriptors too.
#[support::test]
fn descriptors_end_at_the_soft_limit() {
    assert_capacity(server(&DEFAULT), 1020, Bound::Descriptors);
}

/// A proxy needs two descriptors a connection; one that is left over is no connection.
#[support::test]
fn a_proxy_needs_two_each() {
    let proxy = Plan {
        other: 5,
        descriptors_each: 2,
        ..DEFAULT
    };
    assert_capacity(server(&proxy), 509, Bound::Descriptors);
}

/// As many pairs as are promised can be opened in a process with that limit, and no more.
#[support::test]
fn what_is_promised_fits() {
    support::alone!({
        Resource::NOFILE.set(64, 64).expect("both are lowered");
        // The numbers are given out from the lowest, so what is open in between is what is below the
        // last; ten more are opened to have something that is not a connection.
        let _others: Vec<_> = (0..10).map(|_| File::open("/dev/null")).collect();
        let room: Vec<File> = std::iter::repeat_with(|| File::open("/dev/null"))
            .map_while(Result::ok)
            .collect();
        let plan = Plan {
            soft: 64,
            other: 64 - room.len() as u64,
            descriptors_each: 2,
            ..DEFAULT
        };
        drop(room);
        let promised = server(&plan).connections;
        let pairs: Vec<_> = (0..promised)
            .map(|number| {
                let pair = UnixStream::pair();
                pair.unwrap_or_else(|error| panic!("pair {number} of {promised}: {error}"))
            })
            .collect();
        let one_more = UnixStream::pair().expect_err("one more than promised");
        assert_eq!(
            one_more.raw_os_error(),
            Some(EMFILE),
            "after {} pairs",
            pairs.len()
        );
    });
}

/// With the limit raised, memory ends first.
#[support::test]
fn memory_may_end_first() {
    let raised = Plan {
        soft: 1_048_576,
        ..DEFAULT
    };
    assert_capacity(server(&raised), 65_536, Bound::Memory);
    // 128 KiB each, the default buffer of a WebSocket library.
    let large = Plan {
        bytes_each: 128 * 1024,
        ..raised
    };
    assert_capacity(server(&large), 8192, Bound::Memory);
}

/// A server is reached at one port, however many reach it: it has no limit of 65,535.
#[support::test]
fn a_server_is_not_bound_by_ports() {
    let large = Plan {
        soft: 1_048_576,
        memory: 1 << 40,
        ..DEFAULT
    };
    assert_capacity(server(&large), 1_048_572, Bound::Descriptors);
}

/// A client has a port for each connection, from the first of the range to the last.
#[support::test]
fn a_client_ends_with_its_ports() {
    let large = Plan {
        soft: 1_048_576,
        memory: 1 << 40,
        ..DEFAULT
    };
    assert_capacity(client(&large, 32_768..=60_999, 1), 28_232, Bound::Ports);
    assert_capacity(client(&large, 1..=u16::MAX, 1), 65_535, Bound::Ports);
    assert_capacity(client(&large, 40_000..=40_000, 3), 3, Bound::Ports);
}

/// With another local address come as many ports again, until something else ends.
#[support::test]
fn addresses_multiply_ports() {
    let large = Plan {
        soft: 100_004,
        memory: 1 << 40,
        ..DEFAULT
    };
    assert_capacity(client(&large, 32_768..=60_999, 3), 84_696, Bound::Ports);
    assert_capacity(
        client(&large, 32_768..=60_999, 4),
        100_000,
        Bound::Descriptors,
    );
    assert_capacity(
        client(&large, 1..=u16::MAX, u64::MAX),
        100_000,
        Bound::Descriptors,
    );
    assert_capacity(client(&DEFAULT, 1..=1020, 1), 1020, Bound::Descriptors);
}

/// A process that has used up its descriptors holds no connection, and the sum does not go below that.
#[support::test]
fn nothing_left_is_no_connection() {
    let full = Plan {
        other: 1024,
        ..DEFAULT
    };
    assert_capacity(server(&full), 0, Bound::Descriptors);
    let lowered = Plan {
        soft: 16,
        other: 40,
        ..DEFAULT
    };
    assert_capacity(server(&lowered), 0, Bound::Descriptors);
    let nothing = Plan {
        memory: 0,
        ..DEFAULT
    };
    assert_capacity(server(&nothing), 0, Bound::Memory);
}

/// If two end at once, it is said to be descriptors; and what takes no memory is not bound by memory.
#[support::test]
fn the_bound_is_said() {
    let equal = Plan {
        memory: 1020 * 16 * 1024,
        ..DEFAULT
    };
    assert_capacity(server(&equal), 1020, Bound::Descriptors);
    let parked = Plan {
        memory: 0,
        bytes_each: 0,
        ..DEFAULT
    };
    assert_capacity(server(&parked), 1020, Bound::Descriptors);
}
