//! The addresses that connections come from.
//!
//! A connection is told by both addresses and both ports. With one source address there are as many connections
//! to one server as there are ephemeral ports (28,232 by Linux's default). All of 127.0.0.0/8 is this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// How many connections come from one address.
const EACH: usize = 10_000;

/// The first port at an address that we choose. Linux takes a while to find a free one when hundreds of thousands
/// are taken, whatever their addresses; and it gives out by itself those from 32,768 on alone.
const PORT: u16 = 20_000;

/// Source addresses, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Sources {
    first: Ipv4Addr,
    many: bool,
}

impl Sources {
    /// For connections to `target`, from `first` on. Only a server on the loopback is reached from many.
    pub fn new(target: SocketAddr, first: Ipv4Addr) -> Self {
        let many = matches!(target.ip(), IpAddr::V4(it) if it.is_loopback());
        Self { first, many }
    }

    /// Where connection `number` comes from; none if the system may choose. If the port is taken, any other will do.
    pub fn of(&self, number: usize) -> Option<SocketAddr> {
        if !self.many || (self.first == Ipv4Addr::LOCALHOST && number < EACH) {
            return None;
        }
        let address = u32::from(self.first) + u32::try_from(number / EACH).unwrap_or(u32::MAX >> 8);
        let port = PORT + (number % EACH) as u16;
        Some(SocketAddr::new(Ipv4Addr::from(address).into(), port))
    }
}

/// How many addresses so many connections take.
pub fn needed(connections: usize) -> usize {
    connections.div_ceil(EACH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_address_is_taken_when_ports_run_out() {
        let loopback = "127.0.0.1:9001".parse().unwrap();
        let sources = Sources::new(loopback, Ipv4Addr::LOCALHOST);
        assert_eq!(sources.of(9_999), None);
        assert_eq!(sources.of(10_000), Some("127.0.0.2:20000".parse().unwrap()));
        assert_eq!(sources.of(19_999), Some("127.0.0.2:29999".parse().unwrap()));
        assert_eq!(
            sources.of(2_560_000),
            Some("127.0.1.1:20000".parse().unwrap())
        );
        let others = Sources::new(loopback, Ipv4Addr::new(127, 3, 0, 1));
        assert_eq!(others.of(0), Some("127.3.0.1:20000".parse().unwrap()));
        assert_eq!(
            Sources::new("[::1]:80".parse().unwrap(), Ipv4Addr::LOCALHOST).of(50_000),
            None
        );
    }
}
