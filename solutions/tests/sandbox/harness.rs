//! Runs the hostile program contained, and looks for what it leaves behind.

use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use solutions::sandbox::Kind;
use workbook::judge::{Containment, Ended, Limits, Purpose, Task};

use crate::contained::containment;

/// How long a task may take: longer than any attack needs to be stopped.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// How long processes may be seen after their task has ended.
pub(crate) const GONE: Duration = Duration::from_secs(3);

/// The most that is kept of an output.
const OUTPUT: usize = 1 << 20;

/// The containments that this machine has. All of them, where nothing may be missing.
pub(crate) fn containments() -> &'static [(Kind, Arc<dyn Containment>)] {
    static FOUND: OnceLock<Vec<(Kind, Arc<dyn Containment>)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let find = |kind| containment(kind, &format!("containment by {kind}"));
        Kind::ALL
            .into_iter()
            .filter_map(|kind| Some((kind, find(kind)?)))
            .collect()
    })
}

/// The hostile program, compiled once.
pub(crate) fn hostile() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox");
        fs::create_dir_all(&folder).expect("made");
        let (source, program) = (source("hostile.rs"), folder.join("hostile"));
        let newer = |one: &Path, other: &Path| -> std::io::Result<bool> {
            Ok(fs::metadata(one)?.modified()? > fs::metadata(other)?.modified()?)
        };
        if !newer(&program, &source).unwrap_or(false) {
            let new = folder.join(format!("hostile.{}", std::process::id()));
            let status = Command::new("rustc")
                .args(["--edition", "2024", "-O", "-A", "warnings", "-o"])
                .args([&new, &source])
                .status();
            assert!(status.expect("rustc starts").success());
            fs::rename(new, &program).expect("in its place");
        }
        program
    })
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/sandbox")
        .join(name)
}

/// A task to try: its folders, and a mark in its arguments by which its processes are found.
pub(crate) struct Trial {
    pub(crate) mark: String,
    pub(crate) task: Task,
    /// Its folder, and beside it what it may only read.
    pub(crate) place: tempfile::TempDir,
}

impl Trial {
    pub(crate) fn new<A: Into<OsString>>(
        attack: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        let place = tempfile::Builder::new()
            .prefix("sandbox-")
            .tempdir()
            .expect("a folder");
        let (own, readable) = (place.path().join("own"), place.path().join("readable"));
        for folder in [&own, &readable] {
            fs::create_dir(folder).expect("made");
        }
        fs::write(readable.join("file"), "to be read").expect("written");
        fs::write(place.path().join("secret"), "another's answer").expect("written");
        let mark = place
            .path()
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let mut all: Vec<OsString> = vec![mark.clone().into(), attack.into()];
        all.extend(arguments.into_iter().map(Into::into));
        let task = Task {
            purpose: Purpose::Test,
            program: hostile().to_owned(),
            arguments: all,
            folder: own.clone(),
            environment: vec![("GIVEN".into(), "1".into())],
            readable: vec![readable],
            writable: own,
            limits: Limits {
                memory: 256 << 20,
                processes: 100,
                cpu: Duration::from_secs(10),
                file: 32 << 20,
            },
        };
        Self { mark, task, place }
    }

    pub(crate) fn start(&self, containment: &dyn Containment) -> Running {
        let command = containment.contain(&self.task).expect("a command");
        let mut command = command.into_std();
        let (own, theirs) = UnixStream::pair().expect("a pair");
        command
            .stdin(std::os::fd::OwnedFd::from(theirs))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        let start = Instant::now();
        let mut child = command.spawn().expect("it starts");
        let keep = |mut from: Box<dyn std::io::Read + Send>| {
            thread::spawn(move || {
                let (mut kept, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
                while let Ok(read @ 1..) = from.read(&mut buffer) {
                    let room = OUTPUT - kept.len();
                    kept.extend_from_slice(&buffer[..read.min(room)]);
                }
                String::from_utf8_lossy(&kept).into_owned()
            })
        };
        let stdout = keep(Box::new(child.stdout.take().expect("piped")));
        let stderr = keep(Box::new(child.stderr.take().expect("piped")));
        Running {
            child,
            channel: own,
            stdout,
            stderr,
            start,
        }
    }

    /// Runs it to its end, or to the end of `limit`, and sees that nothing is left of it.
    pub(crate) fn run_within(&self, containment: &dyn Containment, limit: Duration) -> Tried {
        let tried = self.start(containment).finish_within(containment, limit);
        gone(&self.mark);
        self.untouched();
        tried
    }

    pub(crate) fn run(&self, containment: &dyn Containment) -> Tried {
        self.run_within(containment, LIMIT)
    }

    /// What was beside its folder is as it was.
    fn untouched(&self) {
        let text = |path: &str| fs::read_to_string(self.place.path().join(path)).ok();
        assert_eq!(text("readable/file").as_deref(), Some("to be read"));
        assert_eq!(text("secret").as_deref(), Some("another's answer"));
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).expect("listed").flatten();
            let mut names: Vec<_> = entries.map(|it| it.file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(self.place.path()), ["own", "readable", "secret"]);
        assert_eq!(names(&self.place.path().join("readable")), ["file"]);
    }
}

pub(crate) struct Running {
    child: Child,
    pub(crate) channel: UnixStream,
    stdout: thread::JoinHandle<String>,
    stderr: thread::JoinHandle<String>,
    start: Instant,
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn finish(self, containment: &dyn Containment) -> Tried {
        self.finish_within(containment, LIMIT)
    }

    fn finish_within(self, containment: &dyn Containment, limit: Duration) -> Tried {
        let status = self.end(limit);
        Tried {
            ended: status.map(|it| containment.ended(it)),
            elapsed: self.start.elapsed(),
            stdout: self.stdout.join().expect("read"),
            stderr: self.stderr.join().expect("read"),
        }
    }

    /// Its status; none if its time was over, and then its group is killed, as the grader does.
    fn end(&self, limit: Duration) -> Option<ExitStatus> {
        use std::os::unix::process::ExitStatusExt as _;

        let pid = Pid::from_child(&self.child);
        let ended = ended_within(pid, limit);
        let _ = kill_process_group(pid, Signal::KILL);
        let options = rustix::process::WaitOptions::empty();
        let status = rustix::process::waitpid(Some(pid), options);
        let (_, status) = status.expect("it is a child").expect("it has ended");
        ended.then(|| ExitStatus::from_raw(status.as_raw()))
    }
}

/// Whether the process ends in time.
pub(crate) fn ended_within(pid: Pid, limit: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let end = pidfd_open(pid, PidfdFlags::empty()).expect("it is there");
    let timeout = Timespec::try_from(limit).expect("some seconds");
    let mut polled = [PollFd::new(&end, PollFlags::IN)];
    poll(&mut polled, Some(&timeout)).expect("polled") > 0
}

/// How it went.
#[derive(Debug)]
pub(crate) struct Tried {
    /// None if it was still running at the end of its time.
    pub(crate) ended: Option<Ended>,
    pub(crate) elapsed: Duration,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Waits until there is no process with `mark` in its arguments.
pub(crate) fn gone(mark: &str) {
    let start = Instant::now();
    loop {
        let left = marked(mark);
        if left.is_empty() {
            return;
        }
        assert!(start.elapsed() < GONE, "still there after 3 s: {left:?}");
        thread::yield_now();
    }
}

/// The processes with `mark` in their arguments.
pub(crate) fn marked(mark: &str) -> Vec<u32> {
    let entries = fs::read_dir("/proc").expect("listed").flatten();
    let own = std::process::id();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| *pid != own)
        .filter(|pid| {
            let arguments = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&arguments).contains(mark)
        })
        .collect()
}
