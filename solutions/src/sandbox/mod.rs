//! What stands around submitted code, so that it can do nothing but its task.
//!
//! [`available`] finds the strongest [`Containment`] that works on this machine, by trying it:
//! - [`Kind::Bubblewrap`]: namespaces of its own. The task sees a file system made of what it declares, a
//!   network of its own, and no process but its own.
//! - [`Kind::Landlock`], where no namespaces can be had: the kernel refuses files that are not declared, and
//!   all that seccomp can refuse. It is weaker: see [`landlock`].
//!
//! Both start the grader's own executable once more, between themselves and the task. It is then a
//! [helper](run_helper) that sets limits and the system call [`filter`], starts the task, [watches](`watch`)
//! what the task uses up, and ends all of it with the task, or when nobody waits for it any more.
//!
//! Neither needs a control group. Linux lets only its manager give one away, and a grader that is started
//! from a shell, in a container or by a batch system seldom has one; so memory and processes are counted by
//! the watch, over hard limits for each process. How far a task can get before it is seen stands in [`watch`].

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use workbook::judge::Containment;

#[cfg(target_os = "linux")]
pub mod bubblewrap;
#[cfg(target_os = "linux")]
mod confine;
#[cfg(target_os = "linux")]
mod ending;
#[cfg(target_os = "linux")]
pub mod filter;
#[cfg(target_os = "linux")]
pub mod landlock;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
mod probe;
#[cfg(target_os = "linux")]
mod system;
#[cfg(target_os = "linux")]
mod user;
#[cfg(target_os = "linux")]
pub mod watch;

/// The first argument of an executable that is to be the helper.
pub const HELPER: &str = "__confine";

/// A way to contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Namespaces, made by `bwrap`.
    Bubblewrap,
    /// Landlock and seccomp, without any program.
    Landlock,
}

impl Kind {
    /// From the strongest to the weakest.
    pub const ALL: [Self; 2] = [Self::Bubblewrap, Self::Landlock];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bubblewrap => "bubblewrap",
            Self::Landlock => "landlock",
        })
    }
}

/// Nothing here can contain submitted code.
#[derive(Debug)]
pub struct Missing {
    /// What was tried, and why it does not work.
    pub tried: Vec<(Kind, String)>,
}

impl std::error::Error for Missing {}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("submitted code cannot be contained on this machine, so it is not run.")?;
        for (kind, why) in &self.tried {
            write!(f, "\n- {kind}: {}", why.replace('\n', "\n  "))?;
        }
        f.write_str(ADVICE)
    }
}

const ADVICE: &str = "
What helps, the first that applies:
- Install bubblewrap: `sudo apt install bubblewrap`, `sudo dnf install bubblewrap`.
- Ubuntu 23.10 and later let only programs with an AppArmor profile have namespaces. Install the one for
  bwrap: `sudo apt install apparmor-profiles`, then
  `sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo systemctl reload apparmor`;
  or allow it to all until the next start: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`.
- Docker: `--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined`
  lets bwrap have namespaces and a /proc of its own; the container itself then holds less.
- Linux 5.13 and later have Landlock, which needs no privilege: `landlock` has to be in /sys/kernel/security/lsm.
  Docker's default seccomp profile lets it through from version 20.10.10 on.
- macOS and Windows: grade in a virtual machine with Linux, or on CI.";

/// The containment that works here: the strongest, or the one that is `wanted`.
///
/// Each is tried by containing a `helper` that does nothing, so what is returned has worked once. `helper`
/// is an executable that calls [`run_helper`] first of all, as the grader's own does.
///
/// # Errors
///
/// If none works, with what can be done about it.
pub fn available(helper: &Path, wanted: Option<Kind>) -> Result<Arc<dyn Containment>, Missing> {
    let mut tried = Vec::new();
    for kind in Kind::ALL {
        if wanted.is_none_or(|it| it == kind) {
            match try_one(kind, helper) {
                Ok(containment) => return Ok(containment),
                Err(why) => tried.push((kind, why)),
            }
        }
    }
    Err(Missing { tried })
}

#[cfg(target_os = "linux")]
fn try_one(kind: Kind, helper: &Path) -> Result<Arc<dyn Containment>, String> {
    let containment: Arc<dyn Containment> = match kind {
        Kind::Bubblewrap => Arc::new(bubblewrap::Bubblewrap::new(helper)?),
        Kind::Landlock => Arc::new(landlock::Landlock::new(helper)?),
    };
    probe::probe(containment.as_ref(), helper)?;
    Ok(containment)
}

#[cfg(not(target_os = "linux"))]
fn try_one(_: Kind, _: &Path) -> Result<Arc<dyn Containment>, String> {
    Err("needs Linux".to_owned())
}

/// Is the helper, if this process was started as one, and then never returns. To be called first of all in
/// `main`.
pub fn run_helper() {
    #[cfg(target_os = "linux")]
    confine::run_if_asked();
}

/// The executable of this process, for [`available`].
///
/// # Errors
///
/// If the system does not tell.
pub fn own_helper() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}
