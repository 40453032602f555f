//! What a process may do that compiles or runs an answer: declared here, enforced by whoever is asked to
//! contain it.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::process::Command;

/// A process to be started, with all that it may see. What is not named here it has no claim to.
///
/// Its standard input, output and error are set by whoever starts it.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it is for, which decides what a containment must let through.
    pub purpose: Purpose,
    /// The executable, by its absolute path.
    pub program: PathBuf,
    /// Its arguments, without its own name.
    pub arguments: Vec<OsString>,
    /// The folder it starts in.
    pub folder: PathBuf,
    /// Its whole environment: nothing is inherited.
    pub environment: Vec<(OsString, OsString)>,
    /// Files and folders that it reads, at their own paths. The system's libraries need not be named.
    pub readable: Vec<PathBuf>,
    /// The only folder in which it writes. What a compiler wrote is there afterwards. What a test wrote may
    /// be gone with it, and a test may find the folder empty: only what is in [`readable`](Self::readable),
    /// and [`program`](Self::program), is certain to be seen by it.
    pub writable: PathBuf,
    /// What it may use up.
    pub limits: Limits,
}

/// What a process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The compiler, on an answer: it starts the linker.
    Compile,
    /// One test. Some start processes of their own, and some look into `/proc`.
    Test,
}

/// What a process, and all that it starts, may use up together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: u64,
    /// Processes and threads at one time.
    pub processes: u32,
    /// Time on the processors.
    pub cpu: Duration,
    /// Bytes that it writes to files: to one, and to all that there are at one time.
    pub file: u64,
}

impl Limits {
    /// What a test may use up that has `time` to end in.
    pub fn of_a_test(time: Duration) -> Self {
        Self {
            memory: 512 << 20,
            processes: 512,
            cpu: time.max(Duration::from_secs(1)),
            file: 64 << 20,
        }
    }

    /// What the compiler may use up on one answer that has `time` to be compiled in.
    pub fn of_the_compiler(time: Duration) -> Self {
        Self {
            memory: 2 << 30,
            processes: 128,
            cpu: time,
            file: 256 << 20,
        }
    }
}

/// How a contained process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It exited, with this status.
    Exited(i32),
    /// A signal of this number ended it.
    Signaled(i32),
    /// It was ended because it used up what it had of this.
    Exceeded(Limit),
    /// It never began: the containment failed, which says nothing about the task.
    NotStarted,
}

/// What a process can have used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::memory`].
    Memory,
    /// [`Limits::processes`].
    Processes,
    /// [`Limits::cpu`].
    Cpu,
    /// [`Limits::file`], or there were thousands of files.
    Files,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::Processes => "processes and threads",
            Self::Cpu => "time on the processors",
            Self::Files => "room for files",
        })
    }
}

impl Ended {
    /// How a process ended that nothing stood around.
    pub fn of(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            return Self::Signaled(signal);
        }
        Self::Exited(status.code().unwrap_or(-1))
    }
}

/// Turns a task into a command that can do nothing but that task.
pub trait Containment: fmt::Debug + Send + Sync {
    /// What it is called in reports, as `bubblewrap`.
    fn name(&self) -> &'static str;

    /// The command that runs the task, contained. Its first three descriptors are for the caller to set.
    ///
    /// # Errors
    ///
    /// If there is no such command.
    fn contain(&self, task: &Task) -> io::Result<Command>;

    /// Whether a task has a network, with nobody in it but itself. Without one, a test that opens a socket
    /// fails whatever the answer is.
    fn has_network(&self) -> bool {
        true
    }

    /// How the task ended whose command ended with `status`. What the command ends with is the
    /// containment's own matter: it cannot be ended by the signal that ended the task.
    fn ended(&self, status: ExitStatus) -> Ended {
        Ended::of(status)
    }
}

/// No containment: a learner's own code on the learner's own machine, or an author's.
#[derive(Clone, Copy, Debug)]
pub struct Trusting;

impl Containment for Trusting {
    fn name(&self) -> &'static str {
        "none"
    }

    fn contain(&self, task: &Task) -> io::Result<Command> {
        let mut command = Command::new(&task.program);
        command.args(&task.arguments).current_dir(&task.folder);
        command.env_clear().envs(task.environment.iter().cloned());
        Ok(command)
    }
}
