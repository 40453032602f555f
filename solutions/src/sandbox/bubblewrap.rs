//! Containment by namespaces, which `bwrap` makes.
//!
//! The task's file system holds the system's programs and libraries, what the task declares, and nothing
//! else: no home folder, no `/etc/passwd`, no other submission. A test writes to a file system in memory that
//! is gone with it, a compiler to its folder. `/proc` tells of the task's own processes only, and is
//! read-only: through `/proc/self/mem` safe code could write anywhere in itself. The network has a loopback and
//! nothing else. Whatever is started ends with the helper, the first process of the namespace, for certain: the
//! kernel sees to it.

use std::collections::BTreeSet;
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
use super::{ending, system, user};

/// Where the helper lies in the task's file system: nobody can guess from it where the grader is.
const HELPER: &str = "/.confine";

/// Who the task is, to itself: not root. To the machine it is whoever runs the grader.
const USER: &str = "1000";

/// What a grader who is root says in place of `--unshare-all`: everything but a namespace of users; and, in
/// place of all powers, those by which the helper starts the task as another user, counts its memory, comes
/// before it on the processors, and ends it.
const AS_ROOT: [&str; 17] = [
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--cap-drop",
    "ALL",
    "--cap-add",
    "CAP_SETUID",
    "--cap-add",
    "CAP_SETGID",
    "--cap-add",
    "CAP_KILL",
    "--cap-add",
    "CAP_SYS_PTRACE",
    "--cap-add",
    "CAP_SYS_NICE",
];

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
        let lifeline = self.lifeline.as_raw_fd();
        let order = Order::new(Stage::Namespaced { lifeline }, task);
        if order.user.is_some() {
            user::may_read(&task.program)?;
            for path in &task.readable {
                user::may_read(path)?;
            }
        }
        arguments.flags(&["--as-pid-1", "--clearenv"]);
        arguments.flags(match order.user {
            // In a namespace of users there would be no other user to become than the grader.
            Some(_) => &AS_ROOT,
            None => &["--unshare-all", "--uid", USER, "--gid", USER],
        });
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

    /// Folders that anybody may go through: those that `bwrap` makes unasked are their owner's alone.
    fn folders<'a>(&mut self, paths: impl IntoIterator<Item = &'a Path>) {
        let paths: BTreeSet<&Path> = paths.into_iter().collect();
        let is_system = |path: &Path| system::readable().any(|it| path.starts_with(it));
        for path in paths {
            let is_root = system::ROOTS.iter().any(|it| path.starts_with(it));
            if path != Path::new("/") && !is_root && !is_system(path) {
                self.add("--dir", &[path.as_os_str()]);
            }
        }
    }

    fn bind(&mut self, option: &str, path: &Path) {
        self.add(option, &[path.as_os_str(), path.as_os_str()]);
    }
}

/// What every task sees.
fn system(arguments: &mut Arguments) {
    for root in system::ROOTS {
        let path = Path::new(root);
        if let Ok(target) = fs::read_link(path) {
            arguments.add("--symlink", &[target.as_os_str(), path.as_os_str()]);
        } else if path.is_dir() {
            arguments.bind("--ro-bind", path);
        }
    }
    let paths: Vec<PathBuf> = system::readable().collect();
    arguments.folders(paths.iter().flat_map(|it| it.ancestors().skip(1)));
    for path in &paths {
        arguments.bind("--ro-bind", path);
    }
    // Not `--dev`: its terminals are none of a task's business, and cost a second namespace of users.
    arguments.folders([Path::new("/dev"), Path::new("/tmp")]);
    for device in system::DEVICES {
        arguments.bind("--dev-bind", Path::new(device));
    }
    for (name, number) in [("stdin", "0"), ("stdout", "1"), ("stderr", "2")] {
        let (target, path) = (format!("/proc/self/fd/{number}"), format!("/dev/{name}"));
        arguments.add("--symlink", &[target.as_ref(), path.as_ref()]);
    }
    arguments.add("--symlink", &["/proc/self/fd".as_ref(), "/dev/fd".as_ref()]);
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
    let above = paths.iter().flat_map(|it| it.ancestors().skip(1));
    // And a folder that is in none of these, but in which it starts.
    arguments.folders(above.chain(task.folder.ancestors()));
    for path in paths {
        if path != task.writable {
            arguments.bind("--ro-bind", &path);
        } else if task.purpose == Purpose::Compile {
            arguments.bind("--bind", &path);
        } else {
            let size = task.limits.file.max(4096).to_string();
            arguments.add("--perms", &["0777".as_ref()]);
            arguments.add("--size", &[size.as_ref()]);
            arguments.add("--tmpfs", &[path.as_os_str()]);
        }
    }
}
