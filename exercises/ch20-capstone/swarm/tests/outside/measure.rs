//! What the tool says of a server is what the server did.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::server::{Manner, Server};
use clap::Parser as _;
use indicatif::ProgressBar;
use swarm::args::Args;
use swarm::measure::Run;
use swarm::process;
use swarm::report::Report;
use swarm::target::Target;

/// Short, but with patience: the machine may be busy.
const SHORT: &[&str] = &[
    "-n=20",
    "--seconds=0.1",
    "--settle=0.01",
    "--patience=60",
    "--active=5",
    "--rate=1000",
];

fn ask(server: &Server, stop: bool, more: &[&str]) -> Report {
    let url = server.url();
    let args = Args::parse_from(["swarm", &url].iter().chain(SHORT).chain(more));
    let target = Target::parse(&url, false).unwrap();
    let mut report = Report::new(&url, args.load.clone());
    let stop = Arc::new(AtomicBool::new(stop));
    let nobody = process::Server::default();
    let mut run = Run::prepare(
        target,
        nobody,
        args.load,
        Ipv4Addr::LOCALHOST,
        stop,
        ProgressBar::hidden(),
    )
    .unwrap();
    run.all(&mut report).unwrap();
    report
}

#[test]
fn everything_is_asked_and_counted() {
    let server = Server::start(Manner::Faithful);
    let report = ask(&server, false, &[]);
    assert_eq!(report.failures, [].into());
    let connected = report.connected.unwrap();
    assert_eq!(
        (
            connected.open,
            connected.used.count,
            connected.handshake.count
        ),
        (20, 20, 20)
    );
    // 200 a second for a tenth of a second, and so on.
    let echo = report.echo.unwrap();
    assert_eq!(
        (
            echo.active,
            echo.used.count,
            echo.latency.count,
            echo.late.count
        ),
        (20, 20, 20, 20)
    );
    assert_eq!(report.talk.unwrap().used.count, 2);
    let load = report.load.unwrap();
    assert_eq!((load.active, load.used.count, load.unanswered), (5, 100, 0));
    let (saturate, pipeline, large) = (
        report.saturate.unwrap(),
        report.pipeline.unwrap(),
        report.large.unwrap(),
    );
    assert_eq!((saturate.active, pipeline.active, large.active), (5, 5, 5));
    assert!(
        saturate.round_trip.count >= 5
            && pipeline.round_trip.count >= 5
            && large.round_trip.count >= 5
    );
    assert_eq!((pipeline.batch, large.size), (16, 65_000));
    let stall = report.stall.unwrap();
    assert_eq!(
        (
            stall.others.used.count,
            stall.others.active,
            stall.completed
        ),
        (20, 19, true)
    );
    let broadcast = report.broadcast.unwrap();
    assert_eq!((broadcast.members, broadcast.missing), (20, 0));
    assert_eq!(broadcast.used.count, broadcast.messages * 20);
    assert_eq!(
        (broadcast.last.count, broadcast.each.count),
        (broadcast.messages, broadcast.used.count)
    );
    // What the server has seen is what was sent: each of the echoes, and nothing else.
    let sent = 20
        + 2
        + 100
        + saturate.round_trip.count
        + 16 * pipeline.round_trip.count
        + large.round_trip.count;
    assert_eq!(server.seen.messages.load(Ordering::Relaxed), sent + 20 + 1);
}

#[test]
fn an_answer_that_is_not_what_was_asked_is_a_failure() {
    let server = Server::start(Manner::Wrong);
    let report = ask(&server, false, &["--phases=load", "--patience=0.5"]);
    let load = report.load.unwrap();
    assert_eq!(report.failures["an answer was not what was asked"], 10);
    assert_eq!(
        (load.used.count, load.unanswered, load.latency.count),
        (90, 10, 100)
    );
}

#[test]
fn a_message_without_an_answer_is_a_failure_and_counts_as_what_it_waited() {
    let server = Server::start(Manner::Silent);
    let report = ask(&server, false, &["--phases=load", "--patience=0.5"]);
    let load = report.load.unwrap();
    assert_eq!(
        report.failures,
        [("a message was not answered in time".to_owned(), 10)].into()
    );
    assert_eq!(
        (load.used.count, load.unanswered, load.latency.count),
        (90, 10, 100)
    );
    assert!(load.latency.p99_us >= 490_000.0, "{:?}", load.latency);
}

/// The last of a hundred messages is sent 99 ms after the first was, at the earliest, and none is answered before.
#[test]
fn an_answer_counts_from_when_its_message_was_to_be_sent() {
    let server = Server::start(Manner::Late);
    let load = ask(&server, false, &["--phases=load"]).load.unwrap();
    assert_eq!((load.used.count, load.unanswered), (100, 0));
    let latency = load.latency;
    assert!(latency.max_us >= 98_900.0, "{latency:?}");
    assert!(latency.p50_us >= 48_900.0, "{latency:?}");
}

#[test]
fn pings_are_answered_meanwhile() {
    let server = Server::start(Manner::Pinging);
    let report = ask(&server, false, &["--phases=echo,load"]);
    assert_eq!(report.failures, [].into());
    assert_eq!(report.load.unwrap().used.count, 100);
}

#[test]
fn connections_that_the_server_closes_are_counted_with_its_reason() {
    let server = Server::start(Manner::Closing);
    let report = ask(&server, false, &["--phases=echo"]);
    // The probe was the first, so of the next twenty two are a tenth one.
    assert_eq!(
        report.failures,
        [("the server closed with code 1005".to_owned(), 2)].into()
    );
    assert_eq!(report.echo.unwrap().active, 18);
}

#[test]
fn who_does_not_wait_gets_what_there_is() {
    let server = Server::start(Manner::Faithful);
    let report = ask(&server, true, &[]);
    assert!(report.interrupted);
    assert_eq!(report.connected.unwrap().open, 0);
    assert!(report.echo.is_none() && report.broadcast.is_none());
}
