//! All connections of this process, and the one poll that tells what happens to them.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};

use crate::connection::{Connection, Happened, State};
use crate::schedule::Nanos;
use crate::source::Sources;
use crate::target::Target;

/// Nothing is waited for longer, if not said otherwise, so that a wish to stop is heard.
const NAP: Duration = Duration::from_millis(50);

/// The poll counts in milliseconds. What is nearer than this is waited for awake, or it would come too late.
const AWAKE: Nanos = 1_500_000;

/// Connections by number.
#[derive(Debug)]
pub struct Crowd {
    target: Target,
    sources: Sources,
    poll: Poll,
    events: Events,
    connections: Vec<Option<Connection>>,
    buffer: Vec<u8>,
    start: Instant,
    stop: Arc<AtomicBool>,
    /// How long is waited at most before somebody looks whether to stop.
    pub nap: Duration,
    /// What failed, by kind.
    pub failures: BTreeMap<String, u64>,
}

impl Crowd {
    /// Nobody yet.
    ///
    /// # Errors
    ///
    /// If the system has no poll for us.
    pub fn new(target: Target, sources: Sources, stop: Arc<AtomicBool>) -> io::Result<Self> {
        Ok(Self {
            target,
            sources,
            poll: Poll::new()?,
            events: Events::with_capacity(1024),
            connections: Vec::new(),
            buffer: vec![0; 128 * 1024],
            start: Instant::now(),
            stop,
            nap: NAP,
            failures: BTreeMap::new(),
        })
    }

    /// Where they go.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Now.
    pub fn now(&self) -> Nanos {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(Nanos::MAX)
    }

    /// Whether the user wants to see what there is.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// How many there are, lost ones included.
    pub fn len(&self) -> usize {
        self.connections.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    /// The numbers of those that are open.
    pub fn open(&self) -> Vec<usize> {
        let is_open =
            |it: &Option<Connection>| it.as_ref().is_some_and(|it| it.state() == State::Open);
        (0..self.len())
            .filter(|&number| is_open(&self.connections[number]))
            .collect()
    }

    /// The connection of that number, if it is not lost.
    pub fn get(&mut self, number: usize) -> Option<&mut Connection> {
        self.connections.get_mut(number)?.as_mut()
    }

    /// Begins one more.
    ///
    /// # Errors
    ///
    /// If the system has nothing left for it.
    pub fn begin(&mut self) -> io::Result<usize> {
        let number = self.connections.len();
        let (source, now) = (self.sources.of(number), self.now());
        let connection = Connection::begin(
            self.poll.registry(),
            Token(number),
            &self.target,
            source,
            now,
        )?;
        self.connections.push(Some(connection));
        Ok(number)
    }

    /// Counts a failure.
    pub fn fail(&mut self, why: &str) {
        *self.failures.entry(why.to_owned()).or_default() += 1;
    }

    /// Closes one, which then counts as failed.
    pub fn give_up(&mut self, number: usize, why: &str) {
        if self
            .connections
            .get_mut(number)
            .and_then(Option::take)
            .is_some()
        {
            self.fail(why);
        }
    }

    /// Closes all and forgets them, for other ones at another path. The sockets close by themselves.
    pub fn restart(&mut self, path: &str) {
        self.connections.clear();
        self.target = self.target.at(path);
    }

    /// Waits until `deadline` at most for something to happen, and tells what does.
    ///
    /// # Errors
    ///
    /// If the poll fails.
    pub fn turn(
        &mut self,
        deadline: Nanos,
        mut on: impl FnMut(usize, &mut Connection, Happened<'_>),
    ) -> io::Result<()> {
        let left = deadline.saturating_sub(self.now());
        let wait = if left < AWAKE {
            Duration::ZERO
        } else {
            Duration::from_nanos(left - AWAKE / 2).min(self.nap)
        };
        match self.poll.poll(&mut self.events, Some(wait)) {
            Ok(()) => {}
            // A signal: whoever calls looks whether it was the wish to stop.
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            Err(error) => return Err(error),
        }
        for event in &self.events {
            let Token(number) = event.token();
            let Some(Some(connection)) = self.connections.get_mut(number) else {
                continue;
            };
            let failures = &mut self.failures;
            let mut on = |connection: &mut Connection, happened: Happened<'_>| {
                if let Happened::Lost { why, .. } = &happened {
                    *failures.entry(why.clone()).or_default() += 1;
                }
                on(number, connection, happened);
            };
            if event.is_writable() || event.is_error() {
                connection.writable(&self.target, &mut on);
            }
            if event.is_readable() || event.is_read_closed() {
                connection.readable(&mut self.buffer, &mut on);
            }
            if connection.state() == State::Lost {
                self.connections[number] = None;
            }
        }
        Ok(())
    }

    /// Lets time pass, in which the server may do what it likes.
    ///
    /// # Errors
    ///
    /// If the poll fails.
    pub fn rest(&mut self, length: Duration) -> io::Result<()> {
        let end = self.now() + u64::try_from(length.as_nanos()).unwrap_or(Nanos::MAX / 2);
        while self.now() < end && !self.is_stopped() {
            self.turn(end, |_, _, _| {})?;
        }
        Ok(())
    }
}
