//! A workbook with the real book, served by the real command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;
use workbook::scratch::Scratch;
use workbook::stubs;

use crate::{DEADLINE, kept, root, target};

/// A tree of its own, as shipped, and the server of it. One test at a time has it: what is compiled in
/// it is kept from one to the next.
pub struct Served {
    root: PathBuf,
    child: Option<Child>,
    url: String,
    port: String,
    _turn: MutexGuard<'static, ()>,
}

impl Served {
    /// Prepares the tree and serves it.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Prepares the tree, has it changed, and serves it.
    pub async fn start_with(change: impl FnOnce(&Self)) -> Self {
        static TURN: Mutex<()> = Mutex::const_new(());
        let turn = TURN.lock().await;
        let at = kept("tree");
        for left in [".workbook", "exercises", "book"] {
            let _ = fs::remove_dir_all(at.join(left));
        }
        let scratch = Scratch::prepare(&root(), &at, stubs::shipped()).expect("prepared");
        for name in ["book", "solutions"] {
            copy(&root().join(name), &at.join(name));
        }
        fs::copy(root().join("book.toml"), at.join("book.toml")).expect("copied");
        let mut served = Self {
            root: scratch.root().to_owned(),
            child: None,
            url: String::new(),
            port: "0".to_owned(),
            _turn: turn,
        };
        change(&served);
        served.build_what_exercises_depend_on().await;
        served.start_again().await;
        served
    }

    /// So that no test waits for it. The check fails, as the exercise is not solved.
    async fn build_what_exercises_depend_on(&self) {
        static DONE: AtomicBool = AtomicBool::new(false);
        if !DONE.swap(true, Ordering::Relaxed) {
            self.workbook(&["check", "ex02_underscore"]).await;
            fs::remove_dir_all(self.root.join(".workbook")).expect("the check is forgotten");
        }
    }

    /// Ends the server.
    pub async fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().await.expect("it ran");
        }
    }

    /// Starts it on the port that it had.
    pub async fn start_again(&mut self) {
        let mut child = self
            .command(&["serve", "--port", &self.port])
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = timeout(DEADLINE, lines.next_line()).await;
        let line = line.expect("it starts").expect("readable").expect("a line");
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let url = line.split_whitespace().find(|it| it.starts_with("http://"));
        self.url = url
            .unwrap_or_else(|| panic!("no address in {line}"))
            .to_owned();
        let address = self.url.trim_start_matches("http://");
        let port = address.split(['/', ':']).nth(1).expect("a port");
        self.port = port.to_owned();
        self.child = Some(child);
    }

    /// The address that the terminal shows, with the token.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of a page, without it.
    pub fn page(&self, path: &str) -> String {
        let front = self.url.split('?').next().expect("an address");
        format!("{front}{path}")
    }

    /// The process that serves.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).expect("it runs")
    }

    /// A file of the tree.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("it is there")
    }

    /// Writes a file of the tree, as another editor does.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Runs another command in the tree, as in another terminal.
    pub async fn workbook(&self, arguments: &[&str]) -> bool {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().await.expect("started").success()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(workbook());
        command
            .args(arguments)
            .arg("--root")
            .arg(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

/// The command, built: cargo does not build another package's for these tests by itself.
pub fn workbook() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built = std::process::Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "workbook"])
            .current_dir(root())
            .status();
        assert!(built.is_ok_and(|it| it.success()), "the command is built");
        let name = format!("workbook{}", std::env::consts::EXE_SUFFIX);
        target().join("debug").join(name)
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("readable") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copied");
        }
    }
}
