//! A child process that cannot outlive its purpose: it leads a process group (on Windows, a job),
//! and the whole group ends with it.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use process_wrap::tokio::{ChildWrapper, CommandWrap, KillOnDrop};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{ChildStderr, ChildStdout, Command};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long to wait for the last output once the group is dead. Only a process that left the group
/// can still hold the pipe then, and nobody waits for that one.
const LAST_OUTPUT: Duration = Duration::from_millis(500);

/// A running process group. Dropping it ends every process in it.
pub(crate) struct Group {
    leader: Box<dyn ChildWrapper>,
}

impl Group {
    /// Starts `command` as the leader of a new group, its output piped.
    pub(crate) fn spawn(mut command: Command, stdin: Stdio) -> io::Result<Self> {
        command
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut wrap = CommandWrap::from(command);
        wrap.wrap(KillOnDrop);
        #[cfg(unix)]
        wrap.wrap(process_wrap::tokio::ProcessGroup::leader());
        #[cfg(windows)]
        wrap.wrap(process_wrap::tokio::JobObject);
        Ok(Self {
            leader: wrap.spawn()?,
        })
    }

    /// The leader's output, which can be taken once.
    pub(crate) fn output(&mut self) -> Option<(ChildStdout, ChildStderr)> {
        Some((self.leader.stdout().take()?, self.leader.stderr().take()?))
    }

    /// The leader's id, until it has ended.
    pub(crate) fn id(&self) -> Option<u32> {
        self.leader.id()
    }

    /// Waits until the leader ends.
    pub(crate) async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.leader.wait().await
    }

    /// Ends every process of the group. That there may be none left is no error.
    pub(crate) fn kill(&mut self) {
        let _ = self.leader.start_kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// How a process ended that ran under a limit.
pub(crate) struct Finished {
    /// Its exit status; none if it was still running when its time was over.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) elapsed: Duration,
    pub(crate) stdout: Captured,
    pub(crate) stderr: Captured,
}

/// The beginning of an output.
#[derive(Default)]
pub(crate) struct Captured {
    pub(crate) bytes: Vec<u8>,
    /// How many more bytes there were.
    pub(crate) cut: u64,
}

/// Which of its two outputs a process wrote to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// Where the kept part of an output goes while the process still runs.
pub(crate) type Follower = UnboundedSender<(Stream, Vec<u8>)>;

/// Runs `command` to its end, or to the end of its time, and leaves no process of its group behind.
pub(crate) async fn run(command: Command, limit: Duration, cap: usize) -> io::Result<Finished> {
    follow(command, limit, cap, None).await
}

/// As [`run`], while `follower` is told what the process writes as it writes it.
pub(crate) async fn follow(
    command: Command,
    limit: Duration,
    cap: usize,
    follower: Option<Follower>,
) -> io::Result<Finished> {
    let group = Group::spawn(command, Stdio::null())?;
    finish(group, limit, cap, follower).await
}

/// Waits until a group has ended, or ends it with its time.
pub(crate) async fn finish(
    mut group: Group,
    limit: Duration,
    cap: usize,
    follower: Option<Follower>,
) -> io::Result<Finished> {
    let start = Instant::now();
    let (stdout, stderr) = group.output().expect("both are piped and nobody took them");
    let follow = |stream| follower.clone().map(|follower| (stream, follower));
    let stdout = Capture::start(stdout, cap, follow(Stream::Stdout));
    let stderr = Capture::start(stderr, cap, follow(Stream::Stderr));
    let status = match timeout(limit, group.wait()).await {
        Ok(status) => Some(status?),
        Err(_) => None,
    };
    let elapsed = start.elapsed();
    group.kill();
    if status.is_none() {
        // Reaps the leader, which has just been killed.
        let _ = timeout(LAST_OUTPUT, group.wait()).await;
    }
    Ok(Finished {
        status,
        elapsed,
        stdout: stdout.end().await,
        stderr: stderr.end().await,
    })
}

/// An output that is being read.
pub(crate) struct Capture {
    reader: JoinHandle<()>,
    captured: Arc<Mutex<Captured>>,
}

impl Capture {
    /// Reads to the end, so that the writer never blocks, and keeps the first `cap` bytes.
    pub(crate) fn start(
        mut pipe: impl AsyncRead + Unpin + Send + 'static,
        cap: usize,
        follower: Option<(Stream, Follower)>,
    ) -> Self {
        let captured = Arc::new(Mutex::new(Captured::default()));
        let shared = Arc::clone(&captured);
        let reader = tokio::spawn(async move {
            let mut buffer = vec![0; 16 * 1024];
            // A broken pipe ends the output, as its end does.
            while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
                let mut captured = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let kept = read.min(cap - captured.bytes.len());
                captured.bytes.extend_from_slice(&buffer[..kept]);
                captured.cut += (read - kept) as u64;
                drop(captured);
                if let Some((stream, follower)) = &follower
                    && kept > 0
                {
                    // Whoever has stopped listening has no claim to hold the process up.
                    let _ = follower.send((*stream, buffer[..kept].to_vec()));
                }
            }
        });
        Self { reader, captured }
    }

    /// What was read, once the last of it is there.
    pub(crate) async fn end(mut self) -> Captured {
        if timeout(LAST_OUTPUT, &mut self.reader).await.is_err() {
            self.reader.abort();
        }
        std::mem::take(&mut self.captured.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
