//! The arguments.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Measure a WebSocket server of this machine with very many connections.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    name = "cargo workbook swarm",
    bin_name = "cargo workbook swarm",
    version
)]
#[command(args_override_self = true, after_help = EXAMPLES)]
pub struct Args {
    /// The server, as ws://127.0.0.1:9001/echo; what it is sent there, it has to send back
    #[arg(
        value_name = "URL",
        required_unless_present_any = ["compare", "bare"],
        conflicts_with = "compare"
    )]
    pub url: Option<String>,
    /// What is asked of it.
    #[command(flatten)]
    pub load: Load,
    /// The server's process; several, with commas [default: those that listen on the port]
    #[arg(
        long,
        value_name = "PID",
        value_delimiter = ',',
        conflicts_with = "compare"
    )]
    pub pid: Vec<u32>,
    /// The first address that connections come from; every ten thousand they move on to the next
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = loopback)]
    pub source: Ipv4Addr,
    /// Attack a server that is not on this machine
    #[arg(long, conflicts_with = "compare")]
    pub anywhere_i_am_allowed_to: bool,
    /// Write what was measured as JSON; `-` is the standard output, in place of the table
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Draw charts into this folder
    #[arg(long, value_name = "FOLDER")]
    pub svg: Option<PathBuf>,
    /// Print what is in this file, written by --json, below what was measured [default: with --compare, what was
    /// recorded for the page]
    #[arg(long, value_name = "FILE")]
    pub beside: Option<PathBuf>,
    /// Build the chapter's servers and its Go peers, and measure one after the other
    #[arg(long)]
    pub compare: bool,
    /// Compare these alone
    #[arg(
        long,
        value_name = "SERVER",
        value_delimiter = ',',
        requires = "compare"
    )]
    pub only: Vec<crate::compare::Contender>,
    /// Ask all of them so often in turn, and print the medians
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=99), requires = "compare")]
    pub rounds: u32,
    /// Take several processes of ours, each with --connections
    #[arg(long, value_name = "PROCESSES", conflicts_with_all = ["compare", "svg"])]
    pub fleet: Option<u32>,
    /// Start as many processes of the chapter's server on the URL's port, and end them afterwards
    #[arg(long, value_name = "PROCESSES", requires = "fleet")]
    pub workers_share_port: Option<u32>,
    /// Connect, say so, and hold the connections until the standard input ends; what a fleet is made of
    #[arg(long, hide = true)]
    pub hold: bool,
    /// Be a server that is none on this port; what --compare measures the others against
    #[arg(long, value_name = "PORT", hide = true)]
    pub bare: Option<u16>,
}

/// What follows the list of the arguments.
const EXAMPLES: &str = "\
Examples:
  A server that is running, its memory and its latencies:
    cargo workbook swarm ws://127.0.0.1:9001/echo -n 10000
  The servers of the chapter and their peers in Go, with charts:
    cargo workbook swarm --compare -n 19000 --json figures.json --svg charts
  A million connections (12 GB of the kernel's memory, some minutes):
    cargo workbook swarm ws://127.0.0.1:9100/echo --fleet 100 -n 10000 --workers-share-port 54

Ctrl-C ends it with what was measured so far.";

/// What is asked of a server.
#[derive(Clone, Debug, Serialize, Deserialize, clap::Args)]
pub struct Load {
    /// How many connections are opened
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 1000, value_parser = two_at_least)]
    pub connections: usize,
    /// How many are being opened at the same time
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = one_at_least)]
    pub concurrency: usize,
    /// How many are opened a second at most
    #[arg(long, value_name = "RATE", value_parser = positive)]
    pub connect_rate: Option<f64>,
    /// How long each question is asked
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, value_parser = positive)]
    pub seconds: f64,
    /// How long the server is left alone before its memory is looked at
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = positive)]
    pub settle: f64,
    /// How long an answer may take before it counts as a failure
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, value_parser = positive)]
    pub patience: f64,
    /// How many talk under load, while the others are idle
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = one_at_least)]
    pub active: usize,
    /// How many messages a second make a steady load
    #[arg(long, value_name = "RATE", default_value_t = 10_000.0, value_parser = positive)]
    pub rate: f64,
    /// The size of a message in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64, value_parser = size)]
    pub size: usize,
    /// The path of the room for the broadcast
    #[arg(long, value_name = "PATH", default_value = "/room/swarm", value_parser = path)]
    pub room: String,
    /// What is asked once all are connected
    #[arg(long, value_name = "PHASE", value_delimiter = ',', value_enum, default_values_t = Phase::ALL)]
    pub phases: Vec<Phase>,
}

impl Load {
    /// How long each question is asked.
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    /// How long an answer may take.
    pub fn patience(&self) -> Duration {
        Duration::from_secs_f64(self.patience)
    }

    /// How long the server is left alone.
    pub fn settle(&self) -> Duration {
        Duration::from_secs_f64(self.settle)
    }
}

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// What does it cost when nobody says anything?
    Idle,
    /// How long does an answer take when all but one are idle?
    Echo,
    /// What does it cost when everybody says something once a second?
    Talk,
    /// How long does an answer take under a steady load?
    Load,
    /// How many messages a second are answered?
    Saturate,
    /// And if sixteen come at a time?
    Pipeline,
    /// And if they are large?
    Large,
    /// Does half a frame stall others?
    Stall,
    /// How long does a message to all take?
    Broadcast,
}

impl Phase {
    /// All, in the order in which they make sense.
    pub const ALL: [Self; 9] = [
        Self::Idle,
        Self::Echo,
        Self::Talk,
        Self::Load,
        Self::Saturate,
        Self::Pipeline,
        Self::Large,
        Self::Stall,
        Self::Broadcast,
    ];
}

fn whole(text: &str, least: usize, most: usize) -> Result<usize, String> {
    let number = text
        .replace('_', "")
        .parse()
        .map_err(|_| "it is not a whole number".to_owned())?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(format!("it has to be from {least} to {most}"))
    }
}

fn one_at_least(text: &str) -> Result<usize, String> {
    whole(text, 1, 10_000_000)
}

fn two_at_least(text: &str) -> Result<usize, String> {
    whole(text, 2, 10_000_000)
}

fn size(text: &str) -> Result<usize, String> {
    whole(text, crate::measure::payload::LEAST, 16 << 20)
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number <= 1e8 => Ok(number),
        Ok(_) => Err("it has to be more than nothing, and finite".into()),
        Err(_) => Err("it is not a number".into()),
    }
}

fn path(text: &str) -> Result<String, String> {
    if text.starts_with('/') && !text.chars().any(|it| it.is_control() || it == ' ') {
        Ok(text.to_owned())
    } else {
        Err("a path begins with / and has no spaces".into())
    }
}

fn loopback(text: &str) -> Result<Ipv4Addr, String> {
    match text.parse::<Ipv4Addr>() {
        Ok(address) if address.is_loopback() => Ok(address),
        _ => {
            Err("it has to be one of this machine's own, from 127.0.0.1 to 127.255.255.254".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory as _, Parser as _};

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
        let args = Args::try_parse_from([
            "swarm",
            "ws://127.0.0.1:1",
            "-n",
            "19_000",
            "--phases",
            "echo,stall",
        ]);
        let load = args.unwrap().load;
        assert_eq!(
            (load.connections, load.phases),
            (19_000, vec![Phase::Echo, Phase::Stall])
        );
        for bad in [
            "--connections=1",
            "--seconds=0",
            "--rate=nan",
            "--source=10.0.0.1",
            "--room=x",
            "--size=8",
        ] {
            assert!(
                Args::try_parse_from(["swarm", "ws://127.0.0.1:1", bad]).is_err(),
                "{bad}"
            );
        }
        assert!(Args::try_parse_from(["swarm"]).is_err());
        assert!(Args::try_parse_from(["swarm", "--compare"]).is_ok());
    }
}
