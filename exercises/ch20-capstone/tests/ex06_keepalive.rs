//! Who is silent is asked once and then cut off, and a handshake has one deadline.

#[cfg_attr(not(solution), path = "../ex06_keepalive.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex06_keepalive.rs")]
mod exercise;

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use exercise::{
    Check, Clock, HeadError, Over, Rules, Tick, TimedOut, Vitals, read_head, watch, within,
};
use futures_util::stream;
use tokio::io::{AsyncRead, AsyncWriteExt as _, ReadBuf, duplex};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::time::{Instant, advance, sleep, timeout};

/// A ping after half a minute, the end after a minute.
const RULES: Rules = Rules {
    ping_after: Duration::from_secs(30),
    dead_after: Duration::from_secs(60),
};

/// Runs `body` on a clock that stands still while anybody can do something, and jumps when nobody can.
fn paused<F: Future>(body: F) -> F::Output {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(body)
}

/// What `future` yields. If everybody waits, a day passes at once, and it panics with `why`.
async fn within_a_day<F: Future>(future: F, why: &str) -> F::Output {
    let ended = timeout(Duration::from_secs(86_400), future).await;
    ended.unwrap_or_else(|_| panic!("everybody waits, and a day has passed: {why}"))
}

/// Checks `vitals` at each of these ticks.
#[track_caller]
fn assert_checks(vitals: &mut Vitals, rules: &Rules, checks: &[(u32, Check)]) {
    for &(tick, expected) in checks {
        let found = vitals.check(Tick(tick), rules);
        assert_eq!(found, expected, "checked at tick {tick}, by {rules:?}");
    }
}

/// A million connections have a million of these.
#[support::test]
fn vitals_are_small() {
    let size = size_of_val(&Vitals::new(Tick(0)));
    assert!(
        size <= 8,
        "`Vitals` has {size} bytes, and 8 is what a connection can spare: a tick has 4, an `Instant` 16"
    );
}

/// After half a minute one ping, however often one looks, and after a minute the end.
#[support::test]
fn a_silence_has_one_ping() {
    let mut vitals = Vitals::new(Tick(0));
    let before = [
        (0, Check::Fine),
        (299, Check::Fine),
        (300, Check::Ping),
        (300, Check::Fine),
        (310, Check::Fine),
        (599, Check::Fine),
    ];
    assert_checks(&mut vitals, &RULES, &before);
    assert_checks(
        &mut vitals,
        &RULES,
        &[(600, Check::Dead), (601, Check::Dead)],
    );
}

/// What comes from the peer, a pong or anything else, ends a silence. The next one has a ping of its own.
#[support::test]
fn a_sign_of_life_ends_the_silence() {
    let mut vitals = Vitals::new(Tick(0));
    assert_checks(&mut vitals, &RULES, &[(300, Check::Ping)]);
    vitals.heard(Tick(301));
    let next = [
        (600, Check::Fine),
        (601, Check::Ping),
        (900, Check::Fine),
        (901, Check::Dead),
    ];
    assert_checks(&mut vitals, &RULES, &next);
    vitals.heard(Tick(902));
    assert_checks(&mut vitals, &RULES, &[(1201, Check::Fine)]);
}

/// A process that was stopped for an hour finds everybody silent for an hour. Nobody is dead who was not
/// asked, and had the time to answer.
#[support::test]
fn nobody_is_dead_who_was_not_asked() {
    let mut vitals = Vitals::new(Tick(0));
    let checks = [
        (36_000, Check::Ping),
        (36_001, Check::Fine),
        (36_299, Check::Fine),
        (36_300, Check::Dead),
    ];
    assert_checks(&mut vitals, &RULES, &checks);
}

/// After 13.6 years, ticks begin at 0 again, in the middle of somebody's silence.
#[support::test]
fn ticks_go_round() {
    let heard = u32::MAX - 99;
    assert_eq!(
        Tick(100).since(Tick(heard)),
        200,
        "from 100 ticks before ticks go round until 100 after"
    );
    let mut vitals = Vitals::new(Tick(heard));
    let checks = [
        (u32::MAX, Check::Fine),
        (199, Check::Fine),
        (200, Check::Ping),
        (499, Check::Fine),
        (500, Check::Dead),
    ];
    assert_checks(&mut vitals, &RULES, &checks);
}

/// A sweep looks at the clock once. Who is heard of while it goes on is not silent, but heard of later than
/// that.
#[support::test]
fn a_clock_read_earlier_is_no_silence() {
    assert_eq!(
        Tick(999).since(Tick(1000)),
        0,
        "from tick 1000 to the one before it"
    );
    assert_eq!(
        Tick(u32::MAX).since(Tick(0)),
        0,
        "the same, as they go round"
    );
    let mut vitals = Vitals::new(Tick(0));
    vitals.heard(Tick(1000));
    let checks = [(999, Check::Fine), (1299, Check::Fine), (1300, Check::Ping)];
    assert_checks(&mut vitals, &RULES, &checks);
    vitals.heard(Tick(0));
    assert_checks(&mut vitals, &RULES, &[(u32::MAX, Check::Fine)]);
}

/// A rule that is no whole number of ticks holds until the next one, and the longest holds for ever.
#[support::test]
fn rules_are_rounded_up() {
    let fine = Rules {
        ping_after: Duration::from_millis(150),
        dead_after: Duration::from_millis(350),
    };
    let mut vitals = Vitals::new(Tick(0));
    let checks = [
        (1, Check::Fine),
        (2, Check::Ping),
        (3, Check::Fine),
        (4, Check::Dead),
    ];
    assert_checks(&mut vitals, &fine, &checks);
    // One tick more than 32 bits hold: cut off, nothing would be left of it.
    let longest = Rules {
        ping_after: Duration::from_secs(429_496_729) + Duration::from_millis(700),
        dead_after: Duration::MAX,
    };
    let mut vitals = Vitals::new(Tick(0));
    assert_checks(
        &mut vitals,
        &longest,
        &[(100, Check::Fine), (1 << 30, Check::Fine)],
    );
}

/// A clock counts whole tenths of a second, and goes round.
#[support::test]
fn the_clock_counts_tenths() {
    paused(async {
        let clock = Clock::start();
        assert_eq!(clock.now(), Tick(0));
        advance(Duration::from_millis(299)).await;
        assert_eq!(clock.now(), Tick(2), "299 ms after the start");
        advance(Duration::from_millis(1)).await;
        assert_eq!(clock.now(), Tick(3), "300 ms after the start");
        advance(Duration::from_millis(100 << 32)).await;
        assert_eq!(clock.now(), Tick(3), "2³² ticks later");
    });
}

/// Notes that it is dropped.
struct Noted<'a>(&'a Cell<bool>);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// What is done in time is yielded, and what is not is given up when the time is over.
#[support::test]
fn within_gives_up_when_the_time_is_over() {
    paused(async {
        let second = Duration::from_secs(1);
        assert_eq!(within(second, async { 7 }).await, Ok(7));
        let (start, dropped) = (Instant::now(), Cell::new(false));
        let noted = Noted(&dropped);
        let late = within(second, async move {
            let _noted = noted;
            pending::<()>().await;
        });
        let late = within_a_day(late, "`within` does not give up").await;
        assert_eq!(late, Err(TimedOut));
        assert_eq!(start.elapsed(), second);
        assert!(dropped.get(), "the future that was given up is still there");
    });
}

/// Where the empty line of a head ends.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let found = bytes.windows(4).position(|it| it == b"\r\n\r\n");
    found.map(|start| start + 4)
}

/// A head in pieces is put together, and what came with its end is not lost.
#[support::test]
fn a_head_in_pieces_is_read() {
    paused(async {
        let (mut client, mut server) = duplex(1024);
        let sending = async {
            for piece in ["GET / HT", "TP/1.1\r\nHost: a\r", "\n\r\nthe first frame"] {
                client
                    .write_all(piece.as_bytes())
                    .await
                    .expect("there is room");
                sleep(Duration::from_secs(1)).await;
            }
            pending::<()>().await;
        };
        let reading = read_head(&mut server, Duration::from_secs(10), 1024, end_of_head);
        let read = tokio::select! {
            read = reading => read,
            () = sending => unreachable!(),
        };
        let (end, bytes) =
            read.expect("there is a head, 2 s after the start, and 10 s are allowed");
        assert_eq!(end, 27, "what `parse` yielded");
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nthe first frame",
            "all that was read: what is behind the head cannot be read a second time"
        );
    });
}

/// A client that sends a byte every second has as much time as any other, and no more.
#[support::test]
fn a_slowloris_is_cut_off_in_time() {
    paused(async {
        let limit = Duration::from_secs(5);
        let (mut client, mut server) = duplex(1024);
        let start = Instant::now();
        let sending = async {
            loop {
                client.write_all(b"X").await.expect("there is room");
                sleep(Duration::from_secs(1)).await;
                let late = start.elapsed() > limit + Duration::from_secs(10);
                assert!(
                    !late,
                    "the head may take 5 s, 15 s have passed, and the client goes on to send a byte each \
                     second. Has each read a limit of its own?"
                );
            }
        };
        let reading = read_head(&mut server, limit, 1024, end_of_head);
        let read = tokio::select! {
            read = reading => read,
            () = sending => unreachable!(),
        };
        assert!(matches!(read, Err(HeadError::TimedOut)), "{read:?}");
        assert_eq!(start.elapsed(), limit, "when it was cut off");
    });
}

/// A client that sends nothing at all is cut off, too.
#[support::test]
fn a_client_that_sends_nothing_is_cut_off() {
    paused(async {
        let (_client, mut server) = duplex(1024);
        let start = Instant::now();
        let limit = Duration::from_secs(5);
        let reading = read_head(&mut server, limit, 1024, end_of_head);
        let read = within_a_day(reading, "nothing ends a read of which nothing comes").await;
        assert!(matches!(read, Err(HeadError::TimedOut)), "{read:?}");
        assert_eq!(start.elapsed(), limit, "when it was cut off");
    });
}

/// A head is given up when it has as many bytes as it may have, and no more of them are read.
#[support::test]
fn a_head_without_an_end_is_too_large() {
    paused(async {
        let (mut client, mut server) = duplex(1024);
        client.write_all(&[b'X'; 300]).await.expect("there is room");
        let most = Cell::new(0);
        let parse = |bytes: &[u8]| {
            most.set(most.get().max(bytes.len()));
            end_of_head(bytes)
        };
        let start = Instant::now();
        let read = read_head(&mut server, Duration::from_secs(5), 100, parse).await;
        assert!(
            matches!(read, Err(HeadError::TooLarge)),
            "100 bytes are allowed, and 300 were sent: {read:?}"
        );
        assert_eq!(
            start.elapsed(),
            Duration::ZERO,
            "nothing has to be waited for"
        );
        assert_eq!(most.get(), 100, "the most bytes that `parse` was given");
        // As many as are allowed are allowed.
        let (mut client, mut server) = duplex(1024);
        client
            .write_all(b"GET /\r\n\r\nmore")
            .await
            .expect("there is room");
        let read = read_head(&mut server, Duration::from_secs(5), 9, end_of_head).await;
        assert!(
            matches!(read, Ok((9, _))),
            "a head of 9 bytes, 9 allowed: {read:?}"
        );
    });
}

/// Yields its results one after the other, and then goes on to be at its end.
struct Script {
    results: std::vec::IntoIter<io::Result<&'static [u8]>>,
    reads_at_the_end: usize,
}

impl AsyncRead for Script {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.results.next() {
            Some(Ok(bytes)) => {
                buffer.put_slice(bytes);
                Poll::Ready(Ok(()))
            }
            Some(Err(error)) => Poll::Ready(Err(error)),
            None => {
                self.reads_at_the_end += 1;
                assert!(
                    self.reads_at_the_end < 100,
                    "the stream said 100 times that it is at its end (0 bytes), and is read from still"
                );
                Poll::Ready(Ok(()))
            }
        }
    }
}

/// A peer that leaves in the middle of its head, or whose connection is reset there, has not sent one.
#[support::test]
fn a_peer_that_leaves_is_told_from_a_slow_one() {
    paused(async {
        let script = |results: Vec<io::Result<&'static [u8]>>| Script {
            results: results.into_iter(),
            reads_at_the_end: 0,
        };
        let limit = Duration::from_secs(5);
        let mut left = script(vec![Ok(b"GET /")]);
        let read = read_head(&mut left, limit, 1024, end_of_head).await;
        assert!(
            matches!(read, Err(HeadError::Ended)),
            "it left after 5 bytes: {read:?}"
        );
        let reset = io::ErrorKind::ConnectionReset;
        let mut reset_by_peer = script(vec![Ok(b"GET /"), Err(reset.into())]);
        let read = read_head(&mut reset_by_peer, limit, 1024, end_of_head).await;
        assert!(
            matches!(&read, Err(HeadError::Io(error)) if error.kind() == reset),
            "it was reset after 5 bytes: {read:?}"
        );
    });
}

/// What happens to a watched peer, in seconds after the start.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    Came(u64, &'static str),
    Pinged(u64),
    Over(u64, Over),
}

use Event::{Came, Over as IsOver, Pinged};

/// What happens to a peer that behaves like `peer`, which gets what to send by, and what tells it of pings.
/// When `peer` is done, it has left.
fn events<P, F>(peer: P) -> Vec<Event>
where
    P: FnOnce(mpsc::UnboundedSender<&'static str>, mpsc::UnboundedReceiver<()>) -> F,
    F: Future<Output = ()>,
{
    paused(async {
        let start = Instant::now();
        let seconds = || start.elapsed().as_secs();
        let events = RefCell::new(Vec::new());
        let (send, mut receive) = mpsc::unbounded_channel();
        let (ping, pinged) = mpsc::unbounded_channel();
        let incoming = stream::poll_fn(move |context| receive.poll_recv(context));
        let watching = watch(
            &RULES,
            incoming,
            |item| events.borrow_mut().push(Came(seconds(), item)),
            || {
                events.borrow_mut().push(Pinged(seconds()));
                // Whoever is gone does not hear it.
                let _ = ping.send(());
            },
        );
        let both = async { tokio::join!(watching, peer(send, pinged)).0 };
        let over = within_a_day(both, "a peer is watched that is dead, or has left").await;
        events.borrow_mut().push(IsOver(seconds(), over));
        events.into_inner()
    })
}

/// The other end is gone, and nobody has told: no message comes, no end, no error.
#[support::test]
fn a_half_open_peer_is_cut_off() {
    let events = events(|send, _pinged| async move {
        sleep(Duration::from_secs(10)).await;
        send.send("the last").expect("it is watched");
        // To keep the sender is not to leave.
        sleep(Duration::from_secs(120)).await;
        drop(send);
    });
    let expected = [Came(10, "the last"), Pinged(40)];
    assert_eq!(events[..2], expected, "of {events:?}");
    assert!(
        matches!(events[2..], [IsOver(_, Over::Dead)]),
        "silent from 10 s on, asked at 40 s, dead at 70 s: {events:?}"
    );
}

/// The end of a half-open peer comes when it is due.
#[support::test]
fn a_dead_peer_is_cut_off_when_it_is_due() {
    paused(async {
        let start = Instant::now();
        let incoming = stream::pending::<()>();
        let watching = watch(&RULES, incoming, |()| (), || ());
        let over = within_a_day(watching, "a peer is watched that is dead").await;
        assert_eq!(over, Over::Dead);
        assert_eq!(start.elapsed(), RULES.dead_after);
    });
}

/// Who answers pings stays, for as long as it does.
#[support::test]
fn a_peer_that_answers_stays() {
    let events = events(|send, mut pinged| async move {
        for _ in 0..3 {
            pinged.recv().await.expect("it is watched");
            sleep(Duration::from_secs(20)).await;
            send.send("pong").expect("it answered in time");
        }
    });
    let expected = [
        Pinged(30),
        Came(50, "pong"),
        Pinged(80),
        Came(100, "pong"),
        Pinged(130),
        Came(150, "pong"),
        IsOver(150, Over::Left),
    ];
    assert_eq!(events, expected);
}

/// Who talks is not asked whether it is there.
#[support::test]
fn a_peer_that_talks_is_not_pinged() {
    let events = events(|send, _pinged| async move {
        for _ in 0..5 {
            sleep(Duration::from_secs(29)).await;
            send.send("hi").expect("it talks");
        }
    });
    let expected = [
        Came(29, "hi"),
        Came(58, "hi"),
        Came(87, "hi"),
        Came(116, "hi"),
        Came(145, "hi"),
        IsOver(145, Over::Left),
    ];
    assert_eq!(events, expected);
}
