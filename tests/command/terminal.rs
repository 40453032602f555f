//! `watch` in a real terminal: a pseudo-terminal, typed at and read from.

use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::tree::Workshop;

const DEADLINE: Duration = Duration::from_secs(60);
const FILE: &str = "exercises/ch02-slices-vec/ex07_chunks.rs";

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// A `watch` that runs in a terminal of its own.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn std::io::Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    /// What was written since the last key.
    seen: String,
}

impl Terminal {
    fn watch(workshop: &Workshop, exercise: &str) -> Self {
        let pair = native_pty_system()
            .openpty(size(40, 120))
            .expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_workbook"));
        command.args(["watch", exercise]);
        command.cwd(workshop.scratch.root());
        command.env("CARGO", env!("CARGO"));
        command.env("CARGO_TARGET_DIR", workshop.scratch.target());
        command.env("TERM", "xterm-256color");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the command starts");
        let mut reader = pair
            .master
            .try_clone_reader()
            .expect("its output can be read");
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().expect("keys can be typed");
        Self {
            master: pair.master,
            keys,
            child,
            output,
            seen: String::new(),
        }
    }

    fn key(&mut self, key: &str) {
        self.seen.clear();
        self.keys.write_all(key.as_bytes()).expect("typed");
    }

    /// Waits until `text` is written.
    #[track_caller]
    fn shows(&mut self, text: &str) {
        let start = Instant::now();
        while !self.seen.contains(text) {
            let left = DEADLINE.saturating_sub(start.elapsed());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("`{text}` never came after:\n{}", self.seen),
            }
        }
    }

    /// Waits for the end, and returns the exit code and whether the terminal edits lines again, which
    /// it does not in raw mode.
    fn end(mut self) -> (u32, bool) {
        let status = self.child.wait().expect("it ends");
        let modes = self
            .master
            .get_termios()
            .expect("a terminal has modes")
            .local_flags;
        (status.exit_code(), format!("{modes:?}").contains("ICANON"))
    }
}

#[tokio::test]
async fn watch_answers_keys_saves_and_resizes_and_gives_the_terminal_back() {
    let workshop = Workshop::enter().await;
    let file = workshop.scratch.root().join(FILE);
    let stub = std::fs::read_to_string(&file).expect("the stub is there");
    let mut terminal = Terminal::watch(&workshop, "ex07_chunks");
    terminal.shows("not yet");
    terminal.key("h");
    terminal.shows("hint 1 of 4");
    terminal.key("l");
    terminal.shows("← next");
    terminal.master.resize(size(24, 110)).expect("resized");
    terminal.shows("ch02-slices-vec");

    // A check that waits until its limit is over, and keys meanwhile.
    let waiting =
        include_str!("../../exercises/ch02-slices-vec/wrong/ex07_chunks/on_the_caller.rs");
    terminal.seen.clear();
    std::fs::write(&file, waiting).expect("saved");
    terminal.shows("checking ex07_chunks 1.");
    terminal.key("h");
    terminal.shows("hint 2 of 4");
    // A save during the check is queued; its check follows.
    terminal.seen.clear();
    let wrong = include_str!("../../exercises/ch02-slices-vec/wrong/ex07_chunks/rounded_down.rs");
    let right = wrong.replace("(items.len() / threads)", "items.len().div_ceil(threads)");
    std::fs::write(&file, right).expect("saved");
    terminal.shows("another save is queued");
    terminal.shows("solved");
    terminal.shows("ex01_lifo");
    terminal.key("q");
    assert_eq!(terminal.end(), (0, true));

    // And by Ctrl-C, which a terminal in raw mode delivers as a key.
    std::fs::write(&file, &stub).expect("put back");
    let mut terminal = Terminal::watch(&workshop, "ex01_lifo");
    terminal.shows("h hint");
    terminal.key("\u{3}");
    assert_eq!(terminal.end(), (0, true));
}
