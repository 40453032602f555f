//! What was measured, in the form in which it is written as JSON.

use std::collections::BTreeMap;
use std::fs;

use serde::{Deserialize, Serialize};

use crate::args::Load;
use crate::measure::closed::Throughput;
use crate::measure::connect::{Connected, Memory};
use crate::measure::fan_out::Broadcast;
use crate::measure::meter::Used;
use crate::measure::open::Answers;
use crate::measure::stall::Stalled;

/// What was measured of one server. What was not asked, or could not be, is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Its name or address.
    pub server: String,
    /// What was asked for.
    pub options: Load,
    /// How connecting went.
    pub connected: Option<Connected>,
    /// What idle connections hold.
    pub memory: Option<Memory>,
    /// What the server does while nobody says anything; for each connection and second.
    pub idle: Option<Used>,
    /// One message at a time, while all are idle.
    pub echo: Option<Answers>,
    /// Everybody says something once a second.
    pub talk: Option<Answers>,
    /// Some talk, at a steady rate.
    pub load: Option<Answers>,
    /// Some talk, as fast as they are answered.
    pub saturate: Option<Throughput>,
    /// The same with sixteen frames in one go.
    pub pipeline: Option<Throughput>,
    /// The same with large messages.
    pub large: Option<Throughput>,
    /// One sends the first byte of a frame.
    pub stall: Option<Stalled>,
    /// One says something to all.
    pub broadcast: Option<Broadcast>,
    /// What failed, by kind.
    pub failures: BTreeMap<String, u64>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// Whether the user did not wait for the end.
    pub interrupted: bool,
}

impl Report {
    /// Nothing measured yet.
    pub fn new(server: &str, options: Load) -> Self {
        Self {
            server: server.to_owned(),
            options,
            connected: None,
            memory: None,
            idle: None,
            echo: None,
            talk: None,
            load: None,
            saturate: None,
            pipeline: None,
            large: None,
            stall: None,
            broadcast: None,
            failures: BTreeMap::new(),
            notes: Vec::new(),
            interrupted: false,
        }
    }
}

/// One or more servers, and where they ran.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reports {
    /// Where.
    pub machine: Machine,
    /// One for each server, in the order in which they were asked.
    pub servers: Vec<Report>,
    /// Servers that could not be asked, and why.
    pub skipped: BTreeMap<String, String>,
}

/// Where it was measured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name, where the system tells.
    pub processor: Option<String>,
    /// On how many the client and the server could run.
    pub processors: usize,
    /// The system and its version.
    pub system: String,
    /// What the servers were built with, where we built them.
    pub versions: Vec<String>,
    /// Who ran on which processor.
    pub placement: Option<String>,
}

impl Machine {
    /// This one.
    pub fn this() -> Self {
        let line = |file: &str| fs::read_to_string(file).ok().map(|it| it.trim().to_owned());
        let processor = line("/proc/cpuinfo").and_then(|text| {
            let line = text.lines().find(|it| it.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        });
        let version = line("/proc/sys/kernel/osrelease").unwrap_or_default();
        Self {
            processor,
            processors: crate::process::processors().len(),
            system: format!("{} {version}", std::env::consts::OS)
                .trim()
                .to_owned(),
            ..Self::default()
        }
    }
}
