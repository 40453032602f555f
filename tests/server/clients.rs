//! Clients that others have written.

use std::path::PathBuf;
use std::process::Stdio;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::process::Command;
use tokio_tungstenite::tungstenite::Message;

use super::harness::{Server, all_required, root, soon};

/// The release of `websockets` that is tried: <https://pypi.org/project/websockets/>.
const WEBSOCKETS: &str = "websockets==15.0.1";

/// A Python with the library, made once. None where there is no Python or no pip, which is said loudly.
async fn python() -> Option<PathBuf> {
    let venv = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(WEBSOCKETS.replace("==", "-"));
    let python = venv.join("bin/python");
    let made = async {
        let check = ["-c", "import websockets"];
        if run(Command::new(&python).args(check)).await.is_ok() {
            return Ok(());
        }
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv))
        .await?;
        let install = ["-m", "pip", "install", "--quiet", WEBSOCKETS];
        run(Command::new(&python).args(install)).await
    };
    if let Err(error) = made.await {
        assert!(!all_required(), "Python's websockets is required: {error}");
        eprintln!("\nNOT TRIED: no client in Python, for {error}\n");
        return None;
    }
    Some(python)
}

async fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().await;
    let output = output.map_err(|error| format!("{command:?} does not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {said}"))
}

/// Python's `websockets` talks with it, in all the ways that the library has.
#[tokio::test]
async fn a_client_in_python_gets_along() {
    let Some(server) = Server::start(&["--workers", "2"]).await else {
        return;
    };
    let Some(python) = python().await else {
        return;
    };
    let mut client = Command::new(python);
    client
        .arg(root().join("tests/server/client.py"))
        .arg(format!("ws://{}", server.address))
        .kill_on_drop(true);
    soon("the end of the client", run(&mut client))
        .await
        .expect("it gets along");
}

/// tokio-tungstenite talks with it.
#[tokio::test]
async fn a_client_in_rust_gets_along() {
    let Some(server) = Server::start(&[]).await else {
        return;
    };
    let url = format!("ws://{}/echo", server.address);
    let (mut socket, _) = soon("the socket", tokio_tungstenite::connect_async(url))
        .await
        .expect("it is upgraded");
    for length in [0, 1, 125, 126, 65_535, 65_536, 500_000] {
        let message = Message::text("x".repeat(length));
        socket.send(message.clone()).await.expect("sent");
        let answer = soon("the echo", socket.next()).await;
        assert_eq!(answer.expect("open").expect("a message"), message);
    }
    socket.close(None).await.expect("closed");
    while let Some(message) = soon("the end", socket.next()).await {
        message.expect("a clean end");
    }
}
