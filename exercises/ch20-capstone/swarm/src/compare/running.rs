//! A server that was started here, and ends here.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::build;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a server says first.
const LISTENING: &str = "listening on ";

/// A server. It is killed when this is dropped: what it says to its clients then is none of our questions.
#[derive(Debug)]
pub struct Running {
    child: Child,
    url: String,
}

impl Running {
    /// Starts it and waits until it says where it listens. What it logs goes to a file of its name.
    ///
    /// # Errors
    ///
    /// If it does not start, or does not listen soon.
    pub fn start(mut command: Command, name: &str) -> anyhow::Result<Self> {
        let log = build::folder()?.join(format!("{name}.log"));
        let file =
            File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(file);
        let mut child = command
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let stdout = child.stdout.take().expect("it is piped");
        let mut server = Self {
            child,
            url: String::new(),
        };
        let (said, first) = mpsc::channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            let _ = said.send(lines.next());
            // Whatever else it says has to go somewhere, or it would wait for us one day.
            lines.for_each(drop);
        });
        match first.recv_timeout(PATIENCE) {
            Ok(Some(Ok(line))) => match line.strip_prefix(LISTENING) {
                Some(url) => url.trim().trim_end_matches('/').clone_into(&mut server.url),
                None => bail!("{name} began with {line:?} instead of where it listens"),
            },
            Ok(_) => bail!(
                "{name} ended before it listened; {} may say why",
                log.display()
            ),
            Err(_) => bail!("{name} does not listen after {} s", PATIENCE.as_secs()),
        }
        Ok(server)
    }

    /// Where it listens, as `ws://127.0.0.1:9001`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
