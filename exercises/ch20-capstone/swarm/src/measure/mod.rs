//! One question a file, asked of a server.

pub mod closed;
pub mod connect;
pub mod fan_out;
pub mod idle;
pub mod meter;
pub mod open;
pub mod payload;
pub mod stall;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::ProgressBar;

use crate::args::{Load, Phase};
use crate::crowd::Crowd;
use crate::latency::Latency;
use crate::limits;
use crate::process::Server;
use crate::report::Report;
use crate::source::Sources;
use crate::target::Target;

/// What is measured, and with what.
#[derive(Debug)]
pub struct Run {
    /// All connections.
    pub crowd: Crowd,
    /// The server's processes.
    pub server: Server,
    /// What was asked for.
    pub load: Load,
    /// What is shown meanwhile.
    pub bar: ProgressBar,
    /// A connection in the middle of a frame.
    reserved: Option<usize>,
}

impl Run {
    /// Prepares a run: finds out whether there is a server, and whether the connections fit.
    ///
    /// # Errors
    ///
    /// If there is no server, or no room for the connections.
    pub fn prepare(
        target: Target,
        server: Server,
        load: Load,
        first_source: Ipv4Addr,
        stop: Arc<AtomicBool>,
        bar: ProgressBar,
    ) -> anyhow::Result<Self> {
        limits::allow(load.connections)?;
        target.probe()?;
        let sources = Sources::new(target.address, first_source);
        let crowd = Crowd::new(target, sources, stop).context("the system has no poll for us")?;
        Ok(Self {
            crowd,
            server,
            load,
            bar,
            reserved: None,
        })
    }

    /// Asks one question after the other, and writes the answers into the report. Stops when the user wants to.
    ///
    /// # Errors
    ///
    /// If the system fails us. What was measured until then is in the report.
    pub fn all(&mut self, report: &mut Report) -> anyhow::Result<()> {
        let asked = self.ask(report);
        report.failures = std::mem::take(&mut self.crowd.failures);
        report.interrupted = self.crowd.is_stopped();
        self.bar.finish_and_clear();
        asked
    }

    /// Opens all connections, and says how many are open.
    ///
    /// # Errors
    ///
    /// If the system fails us.
    pub fn connect(&mut self) -> anyhow::Result<usize> {
        connect::open(self, self.load.connections, &mut Latency::default())?;
        Ok(self.crowd.open().len())
    }

    fn ask(&mut self, report: &mut Report) -> anyhow::Result<()> {
        let length = self.load.length();
        connect::ask(self, report)?;
        for phase in self.load.phases.clone() {
            if self.crowd.is_stopped() || self.crowd.open().len() < 2 {
                break;
            }
            let Load {
                active, rate, size, ..
            } = self.load;
            match phase {
                Phase::Idle => report.idle = idle::ask(self, length)?,
                Phase::Echo => {
                    self.say("an answer while all are idle");
                    report.echo = Some(open::ask(self, usize::MAX, 200.0, size, length)?);
                }
                Phase::Talk => {
                    self.say("everybody says something once a second");
                    let all = self.crowd.open().len();
                    report.talk = Some(open::ask(self, all, all as f64, size, length)?);
                }
                Phase::Load => {
                    self.say("a steady load");
                    report.load = Some(open::ask(self, active, rate, size, length)?);
                }
                Phase::Saturate => {
                    self.say("as fast as it answers");
                    report.saturate = Some(closed::ask(self, active, 1, size, length)?);
                }
                Phase::Pipeline => {
                    self.say("sixteen frames at a time");
                    report.pipeline = Some(closed::ask(self, active, 16, size, length)?);
                }
                Phase::Large => {
                    self.say("large messages");
                    report.large = Some(closed::ask(self, active.min(8), 1, LARGE, length)?);
                }
                Phase::Stall => {
                    self.say("one byte of a frame");
                    report.stall = stall::ask(self, length)?;
                }
                Phase::Broadcast => report.broadcast = fan_out::ask(self, report)?,
            }
        }
        Ok(())
    }

    /// Those that talk: spread over all, and none that has half a frame to say.
    fn talkers(&self, active: usize) -> Vec<usize> {
        let mut open = self.crowd.open();
        open.retain(|&it| Some(it) != self.reserved);
        let step = (open.len() / active.clamp(1, open.len().max(1))).max(1);
        open.into_iter().step_by(step).take(active).collect()
    }

    fn say(&self, what: &'static str) {
        self.bar.set_message(what);
        self.bar
            .set_length(u64::try_from(self.load.length().as_millis()).unwrap_or(u64::MAX));
        self.bar.set_position(0);
    }

    /// The bar follows the time, ten times a second at most: drawing costs more than a message.
    fn show(&self, passed: Duration) {
        let passed = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX);
        if passed >= self.bar.position() + 100 {
            self.bar.set_position(passed);
        }
    }
}

/// The size of a large message: the largest that has a short header, nearly. In bytes.
const LARGE: usize = 65_000;
