//! The helper: the grader's own executable, started once more between the grader and a task.
//!
//! In bubblewrap's namespaces it is the first process, and one is enough:
//!
//! ```text
//! grader ─▶ bwrap ─▶ helper: Namespaced ─▶ task
//! ```
//!
//! Without namespaces, the group that the grader ends is not all that there is, and what ends the rest must
//! itself be out of reach. So one helper is the group's leader, which the grader may end; the second stands
//! outside of the group and ends the task when the first has gone; the third binds itself and becomes the task:
//!
//! ```text
//! grader ─▶ helper: Leader ─▶ helper: Reaper ─▶ helper: Bound, then task
//! ```

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{self, Command};
use std::time::Duration;

use rustix::process::{
    DumpableBehavior, Pid, PidfdFlags, Signal, getpid, getppid, nice, pidfd_open,
    set_child_subreaper, set_dumpable_behavior, set_parent_process_death_signal, setsid,
};
use rustix::thread::CapabilitySet;
use serde::{Deserialize, Serialize};
use workbook::judge::{Ended, Limits, Purpose, Task};

use super::filter::{self, Around};
use super::watch::{Family, Room, watch};
use super::{HELPER, ending, landlock, limits, probe, user};

/// How much nicer a task is than the watch over it.
const URGENCY: i32 = 10;

/// What the helper is to do, as JSON in its second argument. The task's program and its arguments follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) stage: Stage,
    compiler: bool,
    memory: u64,
    processes: u32,
    cpu: Duration,
    file: u64,
    writable: PathBuf,
    /// Whom the task is to be, if the grader is root.
    pub(super) user: Option<u32>,
}

/// Which helper it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Stage {
    /// The first process of a namespace.
    Namespaced {
        /// The reading end of a pipe whose other end closes with the grader.
        lifeline: i32,
    },
    /// The leader of the group that the grader ends.
    Leader { grader: i32, readable: Vec<PathBuf> },
    /// Outside of the group, the reaper of all that the task starts.
    Reaper { leader: i32, readable: Vec<PathBuf> },
    /// Binds itself, and becomes the task.
    Bound { readable: Vec<PathBuf> },
}

impl Order {
    pub(super) fn new(stage: Stage, task: &Task) -> Self {
        Self {
            stage,
            compiler: task.purpose == Purpose::Compile,
            memory: task.limits.memory,
            processes: task.limits.processes,
            cpu: task.limits.cpu,
            file: task.limits.file,
            writable: task.writable.clone(),
            user: match task.purpose {
                // It starts no bombs, and its files are the grader's.
                Purpose::Compile => None,
                Purpose::Test => user::apart(),
            },
        }
    }

    /// The arguments of a helper that is to do this.
    pub(super) fn arguments<'a>(
        &self,
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = &'a OsString>,
    ) -> io::Result<Vec<OsString>> {
        let json = serde_json::to_string(self)?;
        let mut all: Vec<OsString> = vec![HELPER.into(), json.into(), program.into()];
        all.extend(arguments.into_iter().cloned());
        Ok(all)
    }

    fn limits(&self) -> Limits {
        Limits {
            memory: self.memory,
            processes: self.processes,
            cpu: self.cpu,
            file: self.file,
        }
    }
}

/// Is the helper if the first argument says so.
pub(super) fn run_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|it| it != HELPER) {
        return;
    }
    let ended = match arguments.next() {
        Some(it) if it == probe::NOTHING => Ok(Ended::Exited(0)),
        Some(order) => run(&order.to_string_lossy(), arguments.collect()),
        None => Err(io::Error::other("no order")),
    };
    let ended = ended.unwrap_or_else(|error| {
        // For people: the exit status is what counts.
        eprintln!("the helper that contains submitted code failed: {error}");
        Ended::NotStarted
    });
    process::exit(ending::encode(ended));
}

fn run(order: &str, command: Vec<OsString>) -> io::Result<Ended> {
    let order: Order = serde_json::from_str(order)?;
    let (program, arguments) = command
        .split_first()
        .ok_or_else(|| io::Error::other("no program"))?;
    let mut task = Command::new(program);
    task.args(arguments);
    // What the grader was started with, by whatever shell, is not for the task.
    close_fds::set_fds_cloexec(3, &[]);
    match &order.stage {
        Stage::Namespaced { lifeline } => namespaced(&order, *lifeline, task),
        Stage::Leader { grader, readable } => {
            let readable = readable.clone();
            lead(&order, *grader, readable, program, arguments)
        }
        Stage::Reaper { leader, readable } => {
            let readable = readable.clone();
            reap(&order, *leader, readable, program, arguments)
        }
        Stage::Bound { readable } => bound(&order, readable, task),
    }
}

fn namespaced(order: &Order, lifeline: i32, mut task: Command) -> io::Result<Ended> {
    // Opened anew, which needs no trust in the number.
    let lifeline = File::open(format!("/proc/self/fd/{lifeline}"))?;
    // bwrap's process outside is in the group that the grader ends, and so is this one until it has made
    // sure to end with bwrap. `--die-with-parent` would bind bwrap to the thread of the grader that
    // started it, and end the task when that thread retires.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    setsid()?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    if let Some(user) = order.user {
        // Not this process itself: it must stay bwrap's user, or bwrap's end would not be told to it.
        user::pass_on_nothing()?;
        task.uid(user).gid(user);
    }
    // The namespace has users of its own, or the task is one: nobody else is counted.
    limits::set(&order.limits(), Some(limits::hard(order.processes)))?;
    filter::apply(Around::Namespaces).map_err(io::Error::other)?;
    let child = spawn(&mut task)?;
    // So that a bomb does not keep the watch from seeing it. Root's alone: others wait for their turn, which
    // comes after all the bomb's processes.
    let _ = nice(-URGENCY);
    let room = if order.compiler {
        Room::Folder(order.writable.clone())
    } else {
        Room::Own(order.writable.clone())
    };
    let ended = watch(
        child,
        Family::Namespace,
        &room,
        &order.limits(),
        &[lifeline.as_fd()],
    )?;
    Ok(match ended {
        // It is not for the task to say that it never began.
        Ended::Exited(ending::FAILED) => Ended::Exited(ending::FAILED - 1),
        other => other,
    })
}

fn lead(
    order: &Order,
    grader: i32,
    readable: Vec<PathBuf>,
    program: &OsString,
    arguments: &[OsString],
) -> io::Result<Ended> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let grader = parent(grader)?;
    let leader = getpid().as_raw_nonzero().get();
    let next = Order {
        stage: Stage::Reaper { leader, readable },
        ..order.clone()
    };
    let mut reaper = Command::new(std::env::current_exe()?);
    reaper.args(next.arguments(program, arguments)?);
    let reaper = spawn(&mut reaper)?;
    passing_on(reaper, grader.as_fd())
}

/// Waits for `reaper`, and ends with the same status. If the grader goes, this process does, and then
/// the reaper ends the task.
fn passing_on(reaper: Pid, grader: BorrowedFd<'_>) -> io::Result<Ended> {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use rustix::process::{WaitOptions, waitpid};

    let end = pidfd_open(reaper, PidfdFlags::empty())?;
    loop {
        let mut polled = [
            PollFd::new(&end, PollFlags::IN),
            PollFd::from_borrowed_fd(grader, PollFlags::IN),
        ];
        match poll(&mut polled, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if let Some((_, status)) = waitpid(Some(reaper), WaitOptions::NOHANG)? {
            match status.exit_status() {
                Some(status) => process::exit(status),
                None => return Err(io::Error::other("the reaper was ended")),
            }
        }
        if !polled[1].revents().is_empty() {
            return Ok(Ended::Signaled(Signal::KILL.as_raw()));
        }
    }
}

fn reap(
    order: &Order,
    leader: i32,
    readable: Vec<PathBuf>,
    program: &OsString,
    arguments: &[OsString],
) -> io::Result<Ended> {
    let leader = parent(leader)?;
    let processes = match order.user {
        Some(user) => {
            user::share(&order.writable)?;
            // This process, too, so that it can look at the task's files and memory. What is declared may lie
            // in a folder of root's; Landlock will hold the task to what is declared.
            user::become_(user, CapabilitySet::DAC_READ_SEARCH)?;
            Some(limits::hard(order.processes))
        }
        None => limits::of_user(order.processes),
    };
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    set_child_subreaper(Some(getpid()))?;
    limits::set(&order.limits(), processes)?;
    let next = Order {
        stage: Stage::Bound { readable },
        ..order.clone()
    };
    let mut bound = Command::new(std::env::current_exe()?);
    bound.args(next.arguments(program, arguments)?);
    // A group of its own, so that a signal to the task's group is none to this process.
    bound.process_group(0);
    // Last, since from here on the grader's signal to its group does not reach this process.
    setsid()?;
    let child = spawn(&mut bound)?;
    let room = Room::Folder(order.writable.clone());
    watch(
        child,
        Family::Descendants,
        &room,
        &order.limits(),
        &[leader.as_fd()],
    )
}

fn bound(order: &Order, readable: &[PathBuf], mut task: Command) -> io::Result<Ended> {
    // After the watch, so that a bomb does not keep that from seeing it. All tasks are equals in this.
    nice(URGENCY)?;
    landlock::bind(readable, &order.writable, order.compiler)?;
    Err(task.exec())
}

/// A descriptor of the process that started this one, if that is still there.
fn parent(expected: i32) -> io::Result<OwnedFd> {
    let gone = || io::Error::other("the process that started this one is gone");
    let expected = Pid::from_raw(expected).ok_or_else(gone)?;
    let parent = pidfd_open(expected, PidfdFlags::empty())?;
    // Asked afterwards, so that the descriptor cannot be another's.
    if getppid() == Some(expected) {
        Ok(parent)
    } else {
        Err(gone())
    }
}

/// Starts `command` with the three descriptors that this process was given, which it then gives away: the
/// grader is to see the end of the task's output, and the task's report is nobody else's.
fn spawn(command: &mut Command) -> io::Result<Pid> {
    let child = command.spawn().map_err(|error| {
        let program = command.get_program().display();
        io::Error::other(format!("{program}: {error}"))
    })?;
    let nothing = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(&nothing)?;
    rustix::stdio::dup2_stderr(&nothing)?;
    Ok(Pid::from_child(&child))
}
