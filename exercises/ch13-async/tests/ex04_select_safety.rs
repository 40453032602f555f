//! Whatever comes in between, every line and every frame is told, whole.

#[cfg_attr(not(solution), path = "../ex04_select_safety.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex04_select_safety.rs")]
mod exercise;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use exercise::Event::{self, Message, Received};
use exercise::{frames, lines};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::yield_now;
use tokio::time::timeout;

/// What comes in, and when: each step after the one before it has been dealt with.
#[derive(Clone, Debug)]
enum Step {
    /// The input has these bytes.
    Bytes(Vec<u8>),
    /// The room has a message. The input has no more bytes until it was told.
    Message,
    /// The room is closed. The input has no more bytes.
    Close,
}

use Step::Close;

fn bytes(bytes: impl AsRef<[u8]>) -> Step {
    Step::Bytes(bytes.as_ref().to_vec())
}

/// An input, and a room, that follow a script. Both ends are this one value, in two hands.
#[derive(Clone)]
struct Script(Arc<Mutex<State>>);

struct State {
    steps: VecDeque<Step>,
    /// None once the room is closed.
    room: Option<Sender<String>>,
    /// Whether the message of the first step is under way.
    sent: bool,
    reader: Option<Waker>,
}

const MESSAGE: &str = "a message";

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> (Self, Receiver<String>) {
        let (room, messages) = channel(1);
        let state = State {
            steps: steps.into_iter().collect(),
            room: Some(room),
            sent: false,
            reader: None,
        };
        (Self(Arc::new(Mutex::new(state))), messages)
    }

    /// The message was told: the script goes on.
    fn message_told(&self) {
        let mut state = self.0.lock().unwrap();
        assert!(
            state.sent,
            "a message is told that the room has not sent, or one is told twice"
        );
        state.sent = false;
        state.steps.pop_front();
        let reader = state.reader.take();
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    fn still_to_come(&self) -> Vec<Step> {
        self.0.lock().unwrap().steps.iter().cloned().collect()
    }
}

impl AsyncRead for Script {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let state = &mut *self.0.lock().unwrap();
        match state.steps.front_mut() {
            None => return Poll::Ready(Ok(())),
            Some(Step::Bytes(bytes)) => {
                let read = bytes.len().min(buffer.remaining());
                buffer.put_slice(&bytes[..read]);
                bytes.drain(..read);
                if bytes.is_empty() {
                    state.steps.pop_front();
                }
                return Poll::Ready(Ok(()));
            }
            Some(Step::Message) => {
                if let (false, Some(room)) = (state.sent, &state.room) {
                    room.try_send(MESSAGE.to_owned())
                        .expect("the room is open, and has room for one");
                    state.sent = true;
                }
            }
            Some(Close) => state.room = None,
        }
        state.reader = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Runs `body` on a clock that stands still while anybody can do something, and jumps when nobody can.
fn paused<F: Future>(body: F) -> F::Output {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(body)
}

/// Both functions, as the script sees them.
type Tell<T> = Box<dyn FnMut(Event<T>)>;

/// What is told of `steps`, and how it ended.
#[track_caller]
fn told<T: Debug + 'static, F: Future<Output = io::Result<()>>>(
    steps: impl IntoIterator<Item = Step>,
    serve: impl FnOnce(Script, Receiver<String>, Tell<T>) -> F,
) -> (Vec<Event<T>>, io::Result<()>) {
    let (script, room) = Script::new(steps);
    let events = Arc::new(Mutex::new(Vec::new()));
    let (its_script, its_events) = (script.clone(), Arc::clone(&events));
    let tell = Box::new(move |event: Event<T>| {
        if let Message(_) = event {
            its_script.message_told();
        }
        its_events.lock().unwrap().push(event);
    });
    let hour = Duration::from_secs(3600);
    let ended = paused(async { timeout(hour, serve(script.clone(), room, tell)).await });
    let events = std::mem::take(&mut *events.lock().unwrap());
    match ended {
        Ok(ended) => (events, ended),
        Err(_) => panic!(
            "nothing moves any more. Told so far: {events:?}. Still to come, and waiting for it: {:?}",
            script.still_to_come()
        ),
    }
}

fn told_of_lines(steps: impl IntoIterator<Item = Step>) -> Vec<Event<String>> {
    let (events, ended) = told(steps, lines);
    if let Err(error) = ended {
        panic!(
            "there is no error in this input, and it ended with one: {error}. Told before: {events:?}. (If it \
             speaks of UTF-8: were bytes made text before the line was whole?)"
        );
    }
    events
}

fn told_of_frames(steps: impl IntoIterator<Item = Step>) -> (Vec<Event<Vec<u8>>>, io::Result<()>) {
    told(steps, frames)
}

fn line(text: &str) -> Event<String> {
    Received(text.to_owned())
}

fn message<T>() -> Event<T> {
    Message(MESSAGE.to_owned())
}

/// Lines, several in a piece and one in several pieces, with messages between them.
#[support::test]
fn lines_and_messages_come_in_order() {
    let events = told_of_lines([
        bytes("one\ntwo\n"),
        Step::Message,
        bytes("th"),
        bytes("ree\n\n"),
        Step::Message,
        bytes("five\n"),
    ]);
    let expected = [
        line("one"),
        line("two"),
        message(),
        line("three"),
        line(""),
        message(),
        line("five"),
    ];
    assert_eq!(
        events, expected,
        "one piece had two lines in it: what was read of the second is in a buffer, which has to outlive \
         the first. And what was read before a message is told before it"
    );
}

/// A line that messages interrupt, twice, is told whole.
#[support::test]
fn half_a_line_survives_a_message() {
    let events = told_of_lines([
        bytes("hel"),
        Step::Message,
        bytes("lo, wo"),
        Step::Message,
        bytes("rld\nbye\n"),
    ]);
    assert_eq!(
        events,
        [message(), message(), line("hello, world"), line("bye")],
        "a message came when half a line had been read: where was that half when `select!` dropped the \
         future that was reading?"
    );
}

/// A character may be in two pieces, with a message between them.
#[support::test]
fn a_character_may_come_in_pieces() {
    let events = told_of_lines([bytes(b"gr\xc3"), Step::Message, bytes(b"\xbc\xc3\x9fe\n")]);
    assert_eq!(
        events,
        [message(), line("grüße")],
        "bytes are text when the line is whole, and not before"
    );
}

/// The last line of an input may have no end, and is told nevertheless.
#[support::test]
fn the_last_line_may_have_no_end() {
    let events = told_of_lines([bytes("hello\nbye")]);
    assert_eq!(events, [line("hello"), line("bye")], "the end ends a line");
    assert_eq!(
        told_of_lines([bytes("hello\n")]),
        [line("hello")],
        "and none if none has begun"
    );
}

/// The same if a message came while it was read.
#[support::test]
fn the_last_line_may_come_in_pieces() {
    let events = told_of_lines([bytes("by"), Step::Message, bytes("e")]);
    assert_eq!(
        events,
        [message(), line("bye")],
        "a message came when half of the last line had been read"
    );
    let events = told_of_lines([bytes("bye"), Step::Message]);
    assert_eq!(
        events,
        [message(), line("bye")],
        "the read after the message found the end of the input, and no byte; three were there already"
    );
}

/// When the room is closed, it ends, though the input goes on, and has told what was whole by then.
#[support::test]
fn a_closed_room_ends_it() {
    // More than once, since `select!` takes one at random of those that are ready.
    for _ in 0..30 {
        let events = told_of_lines([bytes("one\ntw"), Close]);
        assert_eq!(
            events,
            [line("one")],
            "a whole line had been read when the room was closed, and half a line, which is none. A line \
             that is missing was on its way from somebody who reads to somebody who tells"
        );
        let (events, ended) = told_of_frames([bytes(b"\0\x01a\0"), Close]);
        ended.expect("to be told to stop is no error");
        assert_eq!(events, [Received(b"a".to_vec())], "half a frame is none");
    }
}

/// Who has returned reads no more, and has let go of the input, so that the peer sees its end.
#[support::test]
fn nobody_goes_on_reading() {
    paused(async {
        for reads_lines in [true, false] {
            let (mut peer, input) = tokio::io::duplex(64);
            let (sender, room) = channel(1);
            peer.write_all(b"\0").await.expect("there is room");
            let ended = {
                let sender = RefCell::new(Some(sender));
                let first = sender
                    .borrow()
                    .as_ref()
                    .map(|it| it.try_send(String::new()));
                first.expect("it is open").expect("there is room");
                // It closes the room when it is told of the first message.
                let close = || drop(sender.borrow_mut().take());
                let hour = Duration::from_secs(3600);
                if reads_lines {
                    timeout(hour, lines(input, room, |_| close())).await
                } else {
                    timeout(hour, frames(input, room, |_| close())).await
                }
            };
            let ended = ended.expect("the room is closed, and it waits for its input nevertheless");
            ended.expect("to be told to stop is no error");
            for _ in 0..10 {
                yield_now().await;
            }
            let left = Handle::current().metrics().num_alive_tasks();
            assert_eq!(
                left, 0,
                "it has returned, and left a task behind that goes on reading, for nobody"
            );
            let read = timeout(Duration::from_secs(3600), peer.read_u8()).await;
            let read = read.expect("the input is still held, so that its peer waits for ever");
            assert_eq!(
                read.expect_err("nobody writes").kind(),
                io::ErrorKind::UnexpectedEof
            );
        }
    });
}

/// An input that always has something, until that is too much.
struct Flood {
    piece: &'static [u8],
    reads: u32,
}

impl AsyncRead for Flood {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        assert!(
            self.reads < 100_000,
            "{} times something was read, and the message that came at the beginning still waits: of \
             two branches that are ready, the same one is taken each time",
            self.reads
        );
        self.reads += 1;
        ready!(Pin::new(&mut self.piece).poll_read(context, buffer))?;
        if self.piece.is_empty() {
            self.piece = b"\0\x01\n";
        }
        Poll::Ready(Ok(()))
    }
}

/// How many lines or frames are told of a flood of them before the first message, which closes the room.
fn before_the_message<T: 'static, F: Future<Output = io::Result<()>>>(
    serve: impl FnOnce(Flood, Receiver<String>, Tell<T>) -> F,
) -> usize {
    let (sender, room) = channel(1);
    sender.try_send(String::new()).expect("there is room");
    let (mut sender, told) = (Some(sender), Arc::new(Mutex::new(0)));
    let its_told = Arc::clone(&told);
    let tell = Box::new(move |event: Event<T>| match event {
        Message(_) => sender = None,
        Received(_) => *its_told.lock().unwrap() += usize::from(sender.is_some()),
    });
    let flood = Flood {
        piece: b"\0\x01\n",
        reads: 0,
    };
    paused(serve(flood, room, tell)).expect("there is no error in this input");
    *told.lock().unwrap()
}

/// However many lines there are, messages come in between.
#[support::test]
fn a_flood_of_lines_starves_nobody() {
    let told = before_the_message(lines);
    assert!(told < 1000, "{told} lines came before a message");
}

/// However many frames there are, messages come in between.
#[support::test]
fn a_flood_of_frames_starves_nobody() {
    let told = before_the_message(frames);
    assert!(told < 1000, "{told} frames came before a message");
}

/// How many messages are told, of which there is always one more, before what was read.
fn before_the_input<T: 'static, F: Future<Output = io::Result<()>>>(
    serve: impl FnOnce(&'static [u8], Receiver<String>, Tell<T>) -> F,
) -> usize {
    let (sender, room) = channel(1);
    sender.try_send(String::new()).expect("there is room");
    let told = Arc::new(Mutex::new(0));
    let its_told = Arc::clone(&told);
    let mut sender = Some(sender);
    let tell = Box::new(move |event: Event<T>| {
        let mut told = its_told.lock().unwrap();
        match (event, &sender) {
            (Message(_), Some(more)) if *told < 1000 => {
                *told += 1;
                more.try_send(String::new()).expect("one was taken");
            }
            // The room is closed, by which all ends.
            _ => sender = None,
        }
    });
    paused(serve(b"\0\x01\n", room, tell)).expect("there is no error in this input");
    *told.lock().unwrap()
}

/// However many messages there are, what comes in is told in between.
#[support::test]
fn a_flood_of_messages_starves_nobody() {
    let told = [before_the_input(lines), before_the_input(frames)];
    assert!(
        told.iter().all(|told| *told < 1000),
        "{} messages came before a line that was there at the beginning, and {} before a frame: of two \
         branches that are ready, the same one is taken each time",
        told[0],
        told[1]
    );
}

/// Frames, and messages between them.
#[support::test]
fn frames_and_messages_come_in_order() {
    let (events, ended) = told_of_frames([
        bytes(b"\0\x03one\0\0\0\x03"),
        bytes(b"two"),
        Step::Message,
        bytes(b"\0\x05three"),
    ]);
    ended.expect("there is no error in this input");
    let frame = |text: &str| Received(text.as_bytes().to_vec());
    assert_eq!(
        events,
        [
            frame("one"),
            frame(""),
            frame("two"),
            message(),
            frame("three")
        ]
    );
}

/// A message may come at any place of a frame, even one at each: it is told at once, and the frame whole.
#[support::test]
fn a_frame_survives_messages_at_every_place() {
    let frame = b"\0\x04\0\x02\0\0";
    for cut in 1..frame.len() {
        let (before, after) = frame.split_at(cut);
        let steps = [bytes(before), Step::Message, bytes(after)];
        let (events, ended) = told_of_frames(steps);
        assert!(
            ended.is_ok() && events == [message(), Received(frame[2..].to_vec())],
            "a message came after {cut} of {} bytes of a frame. Told: {events:?}, and it ended with \
             {ended:?}. `read_frame` keeps what it has read in its own variables, which are gone when its \
             future is dropped",
            frame.len()
        );
    }
    let steps = frame
        .iter()
        .flat_map(|byte| [bytes([*byte]), Step::Message]);
    let (events, ended) = told_of_frames(steps);
    ended.expect("there is no error in this input");
    let whole = Received(frame[2..].to_vec());
    let messages = [(); 5].map(|()| message());
    let expected: Vec<_> = messages.into_iter().chain([whole, message()]).collect();
    assert_eq!(events, expected, "with a message after each byte");
}

/// An input that ends in the middle of a frame is an error.
#[support::test]
fn half_a_frame_is_an_error() {
    for half in [b"\0".as_slice(), b"\0\x05", b"\0\x05hel"] {
        let (events, ended) = told_of_frames([bytes(half)]);
        let error = ended.expect_err("the input ended in the middle of a frame");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(events, [], "half a frame is none");
    }
}
