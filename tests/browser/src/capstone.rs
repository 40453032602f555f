//! The server of the capstone, built with the references.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::{DEADLINE, root};

/// A server that runs. It ends with this value.
pub struct Capstone {
    address: String,
    child: Child,
}

impl Capstone {
    /// Builds it, if that has not been done, and starts it with these arguments.
    pub async fn start(arguments: &[&str]) -> Self {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--package", "ch20-capstone"])
            .args(["--features", "server,reference"])
            .args(["--message-format", "json"])
            .current_dir(root())
            .stderr(Stdio::inherit());
        let output = cargo.output().await.expect("cargo starts");
        assert!(output.status.success(), "the server is not built");
        let said = String::from_utf8_lossy(&output.stdout);
        let executable = said.lines().rev().find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            let named = line["target"]["name"] == "ch20-server";
            line["executable"]
                .as_str()
                .filter(|_| named)
                .map(str::to_owned)
        });
        let mut child = Command::new(executable.expect("cargo says where it is"))
            .args(["--port", "0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = timeout(DEADLINE, lines.next_line()).await;
        let line = line.expect("it starts").expect("readable").expect("a line");
        let (_, address) = line
            .split_once("listening on ws://")
            .unwrap_or_else(|| panic!("no address in {line}"));
        Self {
            address: address.to_owned(),
            child,
        }
    }

    /// The address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Tells it to stop, as the system does with SIGTERM.
    pub async fn terminate(&self) {
        let pid = self.child.id().expect("it runs").to_string();
        let kill = Command::new("kill").args(["-s", "TERM", &pid]).status();
        assert!(kill.await.expect("it starts").success());
    }
}
