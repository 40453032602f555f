//! The server: its threads, from the start to the signal to stop, and to the end.

use std::io::Write;
use std::net::SocketAddr;
use std::process;
use std::sync::Arc;
use std::thread;

use anyhow::Context;
use tokio::runtime;
use tokio::sync::{Notify, watch};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tracing::{info, warn};

use crate::broadcast::Policy;
use crate::config::Config;
use crate::connection::Rate;
use crate::keepalive::Rules;
use crate::limits::{self, Admission};
use crate::metrics::{Dropped, Metrics};
use crate::room::{Census, Inbox};
use crate::shutdown::Gate;
use crate::{admin, echo, listener, worker};

/// How far the server has come. Never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Phase {
    Serving,
    /// Nobody is let in, and those who are here are told to leave.
    Draining,
    /// Whoever is here is cut off.
    Over,
}

/// What all workers share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) policy: Policy,
    pub(crate) dropped: Dropped,
    pub(crate) rules: Rules,
    pub(crate) rate: Option<Rate>,
    /// How many messages are said by one, and how many told to others, before those who listen have their turn. Their
    /// mailboxes have room for four times as many.
    pub(crate) turn: u32,
    pub(crate) admission: Admission,
    pub(crate) gate: Gate,
    /// One a worker.
    pub(crate) metrics: Vec<Metrics>,
    /// One a worker.
    pub(crate) inboxes: Vec<Inbox>,
    pub(crate) census: Census,
    phase: watch::Sender<Phase>,
    stop: Notify,
}

impl Shared {
    pub(crate) async fn reached(&self, phase: Phase) {
        let mut phases = self.phase.subscribe();
        // The sender is in `self`, so there is no end of it.
        let _ = phases.wait_for(|&it| it >= phase).await;
    }
}

/// Stops the server, as a signal does, when a worker ends, however it ends.
struct StopsWithMe<'a>(&'a Shared);

impl Drop for StopsWithMe<'_> {
    fn drop(&mut self) {
        self.0.stop.notify_one();
    }
}

/// Descriptors that are not connections: standard streams, and what each worker has.
const DESCRIPTORS: usize = 16;
const DESCRIPTORS_EACH: usize = 8;

/// However long the mailboxes are, no more is said or told at a time.
const MOST_AT_A_TIME: u32 = 256;

/// Serves until a signal comes, and then until all have left or the time for it is over.
pub(crate) fn run(config: Config) -> anyhow::Result<()> {
    let workers = config.workers();
    let for_admin = config.admin.map_or(0, |_| admin::DESCRIPTORS);
    let others = DESCRIPTORS + workers * DESCRIPTORS_EACH + for_admin;
    let wanted = config
        .max_connections
        .map_or(u64::MAX, |it| (it + others) as u64);
    let open = limits::raise(wanted).context("cannot raise the limit on open files")?;
    let most = usize::try_from(open.now)
        .unwrap_or(usize::MAX)
        .saturating_sub(others);
    // A connection too many is told so. One descriptor too many would be one that nobody can even refuse: workers
    // take each other's spare.
    let max_connections = config.max_connections.map_or(most, |it| it.min(most));
    if config.max_connections.is_some_and(|it| it > most) {
        let limit = open.now;
        warn!(
            max_connections,
            limit, "fewer connections than asked for: the limit on open files is lower"
        );
    }

    let turn = u32::try_from(config.queue / 4).unwrap_or(u32::MAX);
    let turn = turn.clamp(1, MOST_AT_A_TIME);
    let listeners = listener::bind(config.address(), workers)?;
    let address = listeners[0].local_addr()?;
    let mut admin = config.admin.map(admin::bind).transpose()?;
    let admins = admin.as_ref().map(|it| it.local_addr()).transpose()?;
    let shared = Arc::new(Shared {
        policy: config.policy(),
        dropped: worker::dropped(config.policy()),
        rules: config.rules(),
        rate: config.rate(),
        turn,
        admission: Admission::new(max_connections),
        gate: Gate::new(),
        metrics: (0..workers).map(|_| Metrics::default()).collect(),
        inboxes: (0..workers).map(|_| Inbox::new(workers, turn)).collect(),
        census: Census::default(),
        phase: watch::Sender::new(Phase::Serving),
        stop: Notify::new(),
        config,
    });
    let threads: Vec<_> = (0..)
        .zip(listeners)
        .map(|(index, listener)| {
            let shared = Arc::clone(&shared);
            // One of them has it.
            let admin = admin.take();
            let builder = thread::Builder::new().name(format!("worker {index}"));
            builder.spawn(move || {
                let _last = StopsWithMe(&shared);
                worker::run(Arc::clone(&shared), index, listener, admin)
            })
        })
        .collect::<Result<_, _>>()
        .context("cannot start a thread")?;

    let signals = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    signals.block_on(async {
        // Before anybody knows of this process: a signal that nobody waits for would end it without a goodbye.
        let signal = signals_to_stop()?;
        info!(%address, workers, max_connections, pid = process::id(), "serving");
        // Read by whoever started this: from here on, connections are not refused.
        announce(address, admins)?;
        tokio::select! {
            signal = signal => {
                info!(signal, "stopping");
                anyhow::Ok(())
            }
            () = shared.stop.notified() => Ok(()),
        }
    })?;

    shared.gate.close();
    shared.phase.send_replace(Phase::Draining);
    let left = shared.gate.drained(shared.config.drain);
    shared.phase.send_replace(Phase::Over);
    for thread in threads {
        thread.join().ok().context("a worker has panicked")??;
    }
    info!(cut_off = left, "stopped");
    Ok(())
}

/// Rung 3's server with tungstenite's defaults, for the comparison.
pub(crate) fn naive(config: &Config) -> anyhow::Result<()> {
    limits::raise(u64::MAX).context("cannot raise the limit on open files")?;
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(config.workers())
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(config.address())
            .await
            .with_context(|| format!("cannot listen on {}", config.address()))?;
        let signal = signals_to_stop()?;
        announce(listener.local_addr()?, None)?;
        tokio::select! {
            dead = serve_naively(&listener) => Err(dead).context("the listener is dead"),
            _ = signal => Ok(()),
        }
    })
}

/// Rung 3's conversation, a task each, with a configuration that nobody has thought about. Returns why the listener
/// is dead.
async fn serve_naively(listener: &tokio::net::TcpListener) -> std::io::Error {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // What a client does wrong is its own affair.
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    echo::converse(stream, WebSocketConfig::default()).await
                });
            }
            Err(error) => return error,
        }
    }
}

fn announce(address: SocketAddr, admins: Option<SocketAddr>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on ws://{address}")?;
    if let Some(admins) = admins {
        writeln!(out, "metrics on http://{admins}/metrics")?;
    }
    out.flush().context("cannot write to standard output")
}

/// Has signals to stop come here from now on; the first one's name.
#[cfg(unix)]
fn signals_to_stop() -> anyhow::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};
    let cannot = "cannot wait for signals";
    let mut terminate = signal(SignalKind::terminate()).context(cannot)?;
    let mut interrupt = signal(SignalKind::interrupt()).context(cannot)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        }
    })
}

/// Has signals to stop come here; the first one's name.
#[cfg(not(unix))]
fn signals_to_stop() -> anyhow::Result<impl Future<Output = &'static str>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
        "Ctrl-C"
    })
}
