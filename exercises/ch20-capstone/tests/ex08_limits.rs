//! Who finds no room is told so, nobody is forgotten, and the server goes on.

#![cfg(unix)]

use std::sync;

#[cfg_attr(not(solution), path = "../ex08_limits.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex08_limits.rs")]
mod exercise;

use std::fs;
use std::future::Future;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{self, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, Wake};
use std::thread;
use std::time::Duration;

use exercise::{Accepted, Admission, Full, LONGEST, REFUSAL, Spare, accept, raise};
use rlimit::Resource;
use support::descriptors::{dead_listener, fill};
use support::unwind::{catch, panic_on_purpose};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

/// Runs `body` on a runtime with sockets, whose clock stands still, and jumps when everybody waits.
fn run<F: Future>(body: F) -> F::Output {
    Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(body)
}

/// A listener at some port, and where it is.
async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// A client that waits in the listener's queue, and asks by `request`. No runtime knows of it: it blocks.
fn client(address: SocketAddr, request: &str) -> net::TcpStream {
    let mut client = net::TcpStream::connect(address).expect("the queue has room");
    client
        .write_all(request.as_bytes())
        .expect("it is connected");
    wait_until_arrived(&client);
    client
}

/// How often one looks for what the system has to hand over, which it does at once, or nearly so.
const LOOKS: usize = 5000;

const REQUEST: &str = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n";

/// Waits until the system of the other end has all that was written. Where the system does not tell (Linux
/// does), it has most likely arrived.
fn wait_until_arrived(client: &net::TcpStream) {
    let port = client.local_addr().expect("an address").port();
    let local = format!("0100007F:{port:04X}");
    loop {
        let Ok(table) = fs::read_to_string("/proc/net/tcp") else {
            return;
        };
        // Number, local address, remote one, state, and what is not acknowledged yet, as `tx:rx`.
        let mut lines = table.lines().map(|it| it.split_whitespace().skip(1));
        let found = lines.find(|it| it.clone().next() == Some(&local));
        match found.and_then(|mut it| it.nth(3)) {
            Some(queues) if !queues.starts_with("00000000:") => thread::yield_now(),
            _ => return,
        }
    }
}

/// What a client reads until its end.
#[track_caller]
fn read(mut client: net::TcpStream) -> String {
    let mut text = String::new();
    // It would block for ever if nothing came. What is told is told before `accept` returns.
    client.set_nonblocking(true).expect("it can be set");
    let mut looks = 0;
    let read = loop {
        match client.read_to_string(&mut text) {
            Err(error) if error.kind() == ErrorKind::WouldBlock && looks < LOOKS => looks += 1,
            read => break read,
        }
        thread::yield_now();
    };
    match read {
        Ok(_) => {
            // A reset that comes behind the end is not read, but the system knows of it.
            let error = client.take_error().expect("it can be asked for");
            assert!(
                error.is_none(),
                "the client was told {text:?}, and then its connection was reset ({error:?}): it was closed \
                 with something unread"
            );
            text
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => panic!(
            "the client was told {text:?}, and then there was no end: it waits for more as long as it likes"
        ),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => panic!(
            "the client was told {text:?}, and then its connection was reset: it was closed with something \
             unread"
        ),
        Err(error) => panic!("the client was told {text:?}, and then: {error}"),
    }
}

/// What became of the next connection. If everybody waits, an hour passes at once, and it panics with `why`.
async fn next(
    listener: &TcpListener,
    spare: &mut Spare,
    admission: &Admission,
    why: &str,
) -> Accepted {
    // By now the runtime knows who waits.
    for _ in 0..10 {
        yield_now().await;
    }
    let hour = Duration::from_secs(3600);
    let accepted = timeout(hour, accept(listener, spare, admission)).await;
    let accepted = accepted.unwrap_or_else(|_| panic!("`accept` waits for ever: {why}"));
    accepted.unwrap_or_else(|error| panic!("the server ends, by {error}: {why}"))
}

/// The soft limit is raised as far as the hard one allows, never lowered, and the hard one is left alone.
#[support::test]
fn the_limit_is_raised() {
    support::alone!({
        Resource::NOFILE.set(64, 128).expect("both are lowered");
        let limits = || Resource::NOFILE.get().expect("limits");
        let raised = raise(100).expect("it is allowed");
        assert_eq!(limits(), (100, 128), "after raise(100), from (64, 128)");
        assert_eq!((raised.before, raised.now), (64, 100));
        let raised = raise(10).expect("nothing has to be done");
        assert_eq!(limits(), (100, 128), "after raise(10), from (100, 128)");
        assert_eq!((raised.before, raised.now), (100, 100));
        let raised = raise(1_000_000).expect("as far as it may be");
        assert_eq!(
            limits(),
            (128, 128),
            "after raise(1000000), from (100, 128)"
        );
        assert_eq!((raised.before, raised.now), (100, 128));
    });
}

/// As many are admitted as may be, and who was refused has taken nothing away.
#[support::test]
fn as_many_as_may_be_are_admitted() {
    let admission = Admission::new(3);
    for round in 1..=3 {
        let permits: Vec<_> = (0..3).filter_map(|_| admission.admit()).collect();
        assert_eq!(
            permits.len(),
            3,
            "3 may be there, and 0 are, in round {round}"
        );
        assert_eq!(admission.open(), 3);
        for _ in 0..5 {
            assert!(admission.admit().is_none(), "a fourth is admitted, of 3");
        }
        assert_eq!(admission.open(), 3, "3 are there, and 5 were refused");
        drop(permits);
        assert_eq!(admission.open(), 0, "all have left");
    }
    assert!(Admission::new(0).admit().is_none(), "none may be there");
}

/// A connection may end in any way: its place is free again.
#[support::test]
fn a_permit_comes_back_from_a_panic() {
    let admission = Admission::new(1);
    let panicked = catch(|| {
        let _permit = admission.admit().expect("there is room");
        panic_on_purpose();
    });
    assert_eq!(panicked, None::<()>, "it panicked");
    assert_eq!(
        admission.open(),
        0,
        "a handler panicked, and its place is taken still"
    );
    run(async {
        let permit = admission.admit().expect("there is room");
        let task = tokio::spawn(async move {
            let _permit = permit;
            std::future::pending::<()>().await;
        });
        yield_now().await;
        assert_eq!(admission.open(), 1);
        task.abort();
        assert!(task.await.is_err(), "it was aborted");
        assert_eq!(
            admission.open(),
            0,
            "a task was aborted, and its place is taken still"
        );
    });
}

/// Whatever many threads do, there are never more than may be, and in the end nobody is there.
#[support::test]
fn never_more_than_may_be_under_load() {
    const MAX: usize = 3;
    let admission = Admission::new(MAX);
    let (inside, admitted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..2000 {
                    let Some(permit) = admission.admit() else {
                        thread::yield_now();
                        continue;
                    };
                    let now = inside.fetch_add(1, Relaxed) + 1;
                    assert!(now <= MAX, "{now} are there at once, and {MAX} may be");
                    admitted.fetch_add(1, Relaxed);
                    thread::yield_now();
                    inside.fetch_sub(1, Relaxed);
                    drop(permit);
                }
            });
        }
    });
    assert_eq!(admission.open(), 0, "all have left");
    assert!(admitted.into_inner() > 0, "nobody was admitted at all");
}

/// Who is admitted gets a connection, and keeps a place for as long as it lasts.
#[support::test]
fn who_finds_room_is_connected() {
    run(async {
        let (listener, address) = listen().await;
        let (mut spare, admission) = (Spare::new(), Admission::new(1));
        let first = client(address, "");
        let why = "there is room";
        let accepted = next(&listener, &mut spare, &admission, why).await;
        let Accepted::Connection(stream, from, permit) = accepted else {
            panic!("there was room, and it was refused: {accepted:?}");
        };
        assert_eq!(from, first.local_addr().expect("an address"), "whose it is");
        stream.writable().await.expect("it is connected");
        assert_eq!(stream.try_write(b"hello").ok(), Some(5));
        assert_eq!(admission.open(), 1);
        drop((stream, permit));
        assert_eq!(read(first), "hello");
        assert_eq!(admission.open(), 0);
    });
}

/// One more than may be is told that there is no room, whole, and then there is an end; also one that sends
/// nothing, and would wait.
#[support::test]
fn one_too_many_is_refused_politely() {
    run(async {
        let (listener, address) = listen().await;
        let (mut spare, admission) = (Spare::new(), Admission::new(1));
        let permit = admission.admit();
        for _ in 0..3 {
            let refused = client(address, "");
            let why = "there is a connection too many, and it is to be refused";
            let accepted = next(&listener, &mut spare, &admission, why).await;
            let full = matches!(accepted, Accepted::Refused(Full::Connections));
            assert!(full, "one connection may be there, and is: {accepted:?}");
            assert_eq!(read(refused), REFUSAL, "what it was told");
            assert_eq!(admission.open(), 1, "who was refused has no place");
        }
        drop(permit);
        let _client = client(address, "");
        let accepted = next(&listener, &mut spare, &admission, "there is room again").await;
        let connected = matches!(accepted, Accepted::Connection(..));
        assert!(connected, "there is room again: {accepted:?}");
    });
}

/// A client that has sent its request already reads the refusal, and not that its connection was reset.
#[support::test]
fn a_request_that_was_sent_is_not_reset() {
    run(async {
        let (listener, address) = listen().await;
        let (mut spare, admission) = (Spare::new(), Admission::new(0));
        let refused = client(address, REQUEST);
        let why = "there is a connection too many, and it is to be refused";
        let accepted = next(&listener, &mut spare, &admission, why).await;
        assert!(matches!(accepted, Accepted::Refused(_)), "{accepted:?}");
        assert_eq!(read(refused), REFUSAL, "what it was told");
    });
}

/// Who is refused, and has left already, hears nothing, and harms nobody.
#[support::test]
fn who_left_before_it_was_refused_ends_nothing() {
    run(async {
        let (listener, address) = listen().await;
        let (mut spare, admission) = (Spare::new(), Admission::new(0));
        let left = tokio::net::TcpStream::connect(address);
        let left = left.await.expect("the queue has room");
        // Closed by a reset, so that nothing can be written to it.
        left.set_zero_linger().expect("it can be set");
        drop(left);
        let refused = client(address, REQUEST);
        let why = "one to be refused had left before";
        let accepted = next(&listener, &mut spare, &admission, why).await;
        assert!(matches!(accepted, Accepted::Refused(_)), "{accepted:?}");
        // A system may keep quiet about who has left.
        if refused.peek_would_block() {
            let accepted = next(&listener, &mut spare, &admission, why).await;
            assert!(matches!(accepted, Accepted::Refused(_)), "{accepted:?}");
        }
        assert_eq!(read(refused), REFUSAL, "what the next one was told");
    });
}

trait PeekWouldBlock {
    fn peek_would_block(&self) -> bool;
}

impl PeekWouldBlock for net::TcpStream {
    /// Whether there is nothing to be read, and no end, however often one looks.
    fn peek_would_block(&self) -> bool {
        self.set_nonblocking(true).expect("it can be set");
        (0..LOOKS).all(|_| {
            thread::yield_now();
            let peeked = self.peek(&mut [0]);
            matches!(peeked, Err(error) if error.kind() == ErrorKind::WouldBlock)
        })
    }
}

/// In a process whose descriptor table is truly full, each client is told so, by the spare descriptor, which
/// is there again afterwards. When somebody leaves, the next one is connected.
#[support::test]
fn a_full_table_is_refused_and_outlived() {
    support::alone!({
        Resource::NOFILE.set(64, 64).expect("both are lowered");
        run(async {
            let (listener, address) = listen().await;
            let (mut spare, admission) = (Spare::new(), Admission::new(1000));
            assert!(spare.is_there(), "there are descriptors");
            // A client is a descriptor, too, so all are there before the table is full.
            let waiting = [REQUEST, "", REQUEST].map(|it| client(address, it));
            let last = client(address, REQUEST);
            let mut held = fill();
            for refused in waiting {
                let why = "the table is full, and a client waits to be told so";
                let accepted = next(&listener, &mut spare, &admission, why).await;
                let full = matches!(accepted, Accepted::Refused(Full::Descriptors));
                assert!(full, "no descriptor is left: {accepted:?}");
                assert!(
                    spare.is_there(),
                    "the spare was given up for a client, and is not taken back"
                );
                assert_eq!(read(refused), REFUSAL, "what it was told");
                assert_eq!(admission.open(), 0, "who was refused has no place");
                // Its own descriptor is free now, and somebody takes it.
                held.extend(fill());
            }
            held.pop();
            let why = "a descriptor is free again, and a client waits";
            let accepted = next(&listener, &mut spare, &admission, why).await;
            let connected = matches!(accepted, Accepted::Connection(..));
            assert!(connected, "a descriptor is free again: {accepted:?}");
            assert!(last.peek_would_block(), "the last one is connected");
        });
    });
}

/// Whether it was woken.
#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

/// Without a spare, nobody can be told anything. The loop pauses, and does not take the processor from those
/// who might close something; and when they have, all is well, and the spare is there again.
#[support::test]
fn without_a_spare_it_pauses() {
    support::alone!({
        Resource::NOFILE.set(64, 64).expect("both are lowered");
        run(async {
            let (listener, address) = listen().await;
            let waiting = client(address, REQUEST);
            let mut held = fill();
            let (mut spare, admission) = (Spare::new(), Admission::new(1000));
            assert!(!spare.is_there(), "no descriptor is left");
            {
                let mut accepting = pin!(accept(&listener, &mut spare, &admission));
                let bell = Arc::new(Bell::default());
                let waker = Arc::clone(&bell).into();
                let mut quiet = 0;
                for _ in 0..1000 {
                    bell.0.store(false, Relaxed);
                    let polled = accepting.as_mut().poll(&mut Context::from_waker(&waker));
                    if let Poll::Ready(accepted) = polled {
                        panic!("the table is full, and there is no spare: {accepted:?}");
                    }
                    // The runtime looks for what has happened, and no time passes.
                    yield_now().await;
                    quiet = if bell.0.load(Relaxed) { 0 } else { quiet + 1 };
                    if quiet == 10 {
                        break;
                    }
                }
                assert_eq!(
                    quiet, 10,
                    "a busy loop: accepting fails, and is tried again at once, without a pause"
                );
            }
            held.truncate(held.len() - 2);
            let why = "descriptors are free again, and a client waits";
            let accepted = next(&listener, &mut spare, &admission, why).await;
            let connected = matches!(accepted, Accepted::Connection(..));
            assert!(connected, "descriptors are free again: {accepted:?}");
            assert!(spare.is_there(), "one of them was for the spare");
            assert!(waiting.peek_would_block(), "the client is connected");
        });
    });
}

/// While it pauses, descriptors come back: it tries again by itself, and soon.
#[support::test]
fn a_pause_comes_to_its_end() {
    support::alone!({
        Resource::NOFILE.set(64, 64).expect("both are lowered");
        run(async {
            let (listener, address) = listen().await;
            let _waiting = client(address, REQUEST);
            let mut held = fill();
            let (mut spare, admission) = (Spare::new(), Admission::new(1000));
            let accepting = accept(&listener, &mut spare, &admission);
            let freeing = async {
                // By then, accepting has failed.
                for _ in 0..20 {
                    yield_now().await;
                }
                sleep(Duration::from_secs(60)).await;
                held.clear();
                sleep(LONGEST * 2).await;
            };
            tokio::select! {
                biased;
                accepted = accepting => assert!(
                    matches!(accepted, Ok(Accepted::Connection(..))),
                    "all descriptors are free again: {accepted:?}"
                ),
                () = freeing => panic!(
                    "descriptors are free again for twice the longest pause, and a client waits still"
                ),
            }
        });
    });
}

/// A listener that is dead ends the loop: to wait for it is to wait for ever.
#[support::test]
fn a_dead_listener_ends_it() {
    run(async {
        let listener = TcpListener::from_std(dead_listener()).expect("it can be waited for");
        let (mut spare, admission) = (Spare::new(), Admission::new(1));
        let hour = Duration::from_secs(3600);
        let accepted = timeout(hour, accept(&listener, &mut spare, &admission)).await;
        let accepted = accepted.expect("a dead listener is waited for");
        assert!(
            accepted.is_err(),
            "accepted by a dead listener: {accepted:?}"
        );
    });
}
