//! Containment by namespaces, which `bwrap` makes.
//!
//! The task's file system holds the system's programs and libraries, what the task declares, and nothing
//! else: no home folder, no `/etc/passwd`, no other submission. A test writes to a file system in memory that
//! is gone with it, a compiler to its folder. `/proc` tells of the task's own processes only, and is
//! read-only: through `/proc/self/mem` safe code could write anywhere in itself. The network has a loopback and
//! nothing else. Whatever is started ends with the helper, the first process of the namespace, for certain: the
//! kernel sees to it.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pipe::{PipeFlags, pipe_with};
use tokio::process::Command;
use workbook::judge::{Containment, Ended, Purpose, Task};

use super::confine::{Order, Stage};
use super::{ending, system};

/// Where the helper lies in the task's file system: nobody can guess from it where the grader is.
const HELPER: &str = "/.confine";

/// Who the task is, to itself: not root. To the machine it is whoever runs the grader.
const USER: &str = "1000";

/// See the [module](self).
pub struct Bubblewrap {
    bwrap: PathBuf,
    helper: PathBuf,
    /// Read by every helper; when it ends, the grader has.
    lifeline: OwnedFd,
    /// Closed by the kernel when the grader ends, however that happens.
    _life: OwnedFd,
}

impl fmt::Debug for Bubblewrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bubblewrap")
            .field("bwrap", &self.bwrap)
            .field("helper", &self.helper)
            .finish_non_exhaustive()
    }
}

impl Bubblewrap {
    /// With the `bwrap` of the system. Whether it works is another matter.
    ///
    /// # Errors
    ///
    /// If it is not installed.
    pub fn new(helper: &Path) -> Result<Self, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bwrap = std::env::split_paths(&path)
            .map(|folder| folder.join("bwrap"))
            .find(|it| it.is_absolute() && it.is_file())
            .ok_or("`bwrap` is not installed")?;
        let pipe = || -> rustix::io::Result<(OwnedFd, OwnedFd)> {
            let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
            // It is in every process that the grader starts, and does no harm there.
            fcntl_setfd(&reader, FdFlags::empty())?;
            Ok((reader, writer))
        };
        let (lifeline, life) = pipe().map_err(|error| format!("no pipe: {error}"))?;
        Ok(Self {
            bwrap,
            helper: helper.to_owned(),
            lifeline,
            _life: life,
        })
    }
}

impl Containment for Bubblewrap {
    fn name(&self) -> &'static str {
        "bubblewrap"
    }

    fn contain(&self, task: &Task) -> io::Result<Command> {
        let mut arguments = Arguments::default();
        arguments.flags(&["--unshare-all", "--as-pid-1", "--clearenv"]);
        arguments.add("--uid", &[USER.as_ref()]);
        arguments.add("--gid", &[USER.as_ref()]);
        arguments.add("--hostname", &["contained".as_ref()]);
        system(&mut arguments);
        files(&mut arguments, task);
        let helper = self.helper.as_os_str();
        arguments.add("--ro-bind", &[helper, HELPER.as_ref()]);
        arguments.add("--proc", &["/proc".as_ref()]);
        for folder in ["/proc", "/"] {
            arguments.add("--remount-ro", &[folder.as_ref()]);
        }
        let given = |name: &str| task.environment.iter().any(|(it, _)| it == name);
        if !given("TMPDIR") {
            let folder = task.writable.as_os_str();
            arguments.add("--setenv", &["TMPDIR".as_ref(), folder]);
        }
        for (name, value) in &task.environment {
            arguments.add("--setenv", &[name, value]);
        }
        arguments.add("--chdir", &[task.folder.as_os_str()]);
        arguments.flags(&["--", HELPER]);
        let lifeline = self.lifeline.as_raw_fd();
        let order = Order::new(Stage::Namespaced { lifeline }, task);
        let mut command = Command::new(&self.bwrap);
        command
            .env_clear()
            .args(arguments.0)
            .args(order.arguments(&task.program, &task.arguments)?);
        Ok(command)
    }

    fn ended(&self, status: ExitStatus) -> Ended {
        ending::decode(status)
    }
}

/// The arguments of `bwrap`, which does what they say in their order.
#[derive(Default)]
struct Arguments(Vec<OsString>);

impl Arguments {
    fn flags(&mut self, flags: &[&str]) {
        self.0.extend(flags.iter().map(OsString::from));
    }

    fn add(&mut self, option: &str, values: &[&OsStr]) {
        self.0.push(option.into());
        self.0.extend(values.iter().map(OsString::from));
    }

    fn bind(&mut self, option: &str, path: &Path) {
        self.add(option, &[path.as_os_str(), path.as_os_str()]);
    }
}

/// What every task sees.
fn system(arguments: &mut Arguments) {
    for path in system::readable() {
        arguments.bind("--ro-bind", &path);
    }
    for root in system::ROOTS {
        let path = Path::new(root);
        if let Ok(target) = fs::read_link(path) {
            arguments.add("--symlink", &[target.as_os_str(), path.as_os_str()]);
        } else if path.is_dir() {
            arguments.bind("--ro-bind", path);
        }
    }
    // Not `--dev`: its terminals are none of a task's business, and cost a second namespace of users.
    for device in system::DEVICES {
        arguments.bind("--dev-bind", Path::new(device));
    }
    for (name, number) in [("stdin", "0"), ("stdout", "1"), ("stderr", "2")] {
        let (target, path) = (format!("/proc/self/fd/{number}"), format!("/dev/{name}"));
        arguments.add("--symlink", &[target.as_ref(), path.as_ref()]);
    }
    arguments.add("--symlink", &["/proc/self/fd".as_ref(), "/dev/fd".as_ref()]);
    arguments.add("--dir", &["/tmp".as_ref()]);
}

/// What this task sees.
fn files(arguments: &mut Arguments, task: &Task) {
    let mut paths = task.readable.clone();
    paths.extend(system::implied(task));
    paths.push(task.writable.clone());
    // A mount hides what is below it, so the outer ones come first. Of the same place twice, the writable
    // one is meant.
    paths.sort();
    paths.dedup();
    for path in paths {
        if path != task.writable {
            arguments.bind("--ro-bind", &path);
        } else if task.purpose == Purpose::Compile {
            arguments.bind("--bind", &path);
        } else {
            let size = task.limits.file.max(4096).to_string();
            arguments.add("--size", &[size.as_ref()]);
            arguments.add("--tmpfs", &[path.as_os_str()]);
        }
    }
    // A folder that is in none of these, but in which it starts.
    arguments.add("--dir", &[task.folder.as_os_str()]);
}
