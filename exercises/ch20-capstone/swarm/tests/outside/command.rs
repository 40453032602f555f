//! The program from outside.

use std::io::Read as _;
use std::process::{Command, Output, Stdio};

use crate::server::{Manner, Server};

fn swarm(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_swarm"));
    command.args(arguments);
    command
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn figures_go_where_they_are_wanted() {
    let server = Server::start(Manner::Faithful);
    let folder = tempfile::tempdir().unwrap();
    let (json, svg) = (
        folder.path().join("figures.json"),
        folder.path().join("charts"),
    );
    let url = server.url();
    let short = [
        &*url,
        "-n=10",
        "--seconds=0.05",
        "--settle=0.01",
        "--patience=60",
    ];
    let output = swarm(&short)
        .arg("--json")
        .arg(&json)
        .arg("--svg")
        .arg(&svg)
        .output()
        .unwrap();
    let (code, table, errors) = said(&output);
    assert_eq!((code, &*errors), (Some(0), ""));
    for line in [
        "connected ",
        "echo, all others idle, p50 µs",
        "broadcast, until the last, p50 µs",
    ] {
        assert!(table.contains(line), "{line} is missing in\n{table}");
    }
    let figures: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!(figures["servers"][0]["connected"]["open"], 10);
    assert_eq!(figures["servers"][0]["failures"], serde_json::json!({}));
    let latency = std::fs::read_to_string(svg.join("latency.svg")).unwrap();
    assert!(
        latency.starts_with("<svg ") && latency.contains("<title ") && latency.contains("<desc ")
    );

    let output = swarm(&short)
        .args(["--phases=echo", "--json", "-"])
        .output()
        .unwrap();
    let figures: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(figures["servers"][0]["echo"]["used"]["count"], 10);
}

#[test]
fn what_cannot_be_done_is_said() {
    let server = Server::start(Manner::Faithful);
    let url = server.url();
    for (arguments, error) in [
        (&["ws://192.0.2.1/echo"][..], "--anywhere-i-am-allowed-to"),
        (&["http://127.0.0.1/echo"], "begins with ws://"),
        (
            &[&url, "--json", "/there/is/no/such.json"],
            "/there/is/no/such.json cannot be written",
        ),
        (
            &[&url, "-n=9_000_000"],
            "9000000 connections need 9000032 descriptors",
        ),
    ] {
        let (code, table, errors) = said(&swarm(arguments).output().unwrap());
        assert_eq!((code, &*table), (Some(1), ""), "{arguments:?}");
        assert!(
            errors.starts_with("error: ") && errors.contains(error),
            "{errors}"
        );
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_prints_what_there_is() {
    let mut server = Server::start(Manner::Faithful);
    let url = server.url();
    let mut child = swarm(&[
        &url,
        "-n=10",
        "--seconds=600",
        "--settle=0.01",
        "--patience=600",
    ])
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    // All have come, and the one that looks whether somebody is there.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime
        .block_on(server.connections.wait_for(|it| *it == 11))
        .unwrap();
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    let mut table = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut table)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(
        table.contains("connected ") && table.contains("interrupted"),
        "{table}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_fleet_holds_what_each_of_its_processes_opens() {
    let server = Server::start(Manner::Faithful);
    let url = server.url();
    let arguments = [
        &*url,
        "--fleet=3",
        "-n=10",
        "--seconds=0.05",
        "--patience=60",
        "--json=-",
    ];
    let (code, figures, errors) = said(&swarm(&arguments).output().unwrap());
    assert_eq!((code, &*errors), (Some(0), ""));
    let figures: serde_json::Value = serde_json::from_str(&figures).unwrap();
    // After the first, the second and the last.
    for (stage, connections) in [10, 20, 30].into_iter().enumerate() {
        assert_eq!(
            figures["stages"][stage]["connections"], connections,
            "{figures}"
        );
        assert_eq!(figures["stages"][stage]["echo"]["count"], 10, "{figures}");
    }
    assert_eq!(figures["failed"], 0);
}
