//! Containment without namespaces, for machines that give none: files by Landlock, system calls by seccomp.
//!
//! It needs no program and no privilege, and it is weaker than bubblewrap:
//! - the task sees that files exist which it cannot read, and what processes there are;
//! - it has no network at all, not even one of its own, and no sockets with a name: a test that needs one
//!   fails here. Where the kernel cannot keep it from signaling other processes (before Linux 6.12), it can
//!   signal only itself, so a test that ends a process it has started fails as well;
//! - what it writes is on the machine's own file system until it ends, so it is measured, not bounded;
//! - its processes are ended one by one, and the kernel counts them together with the other processes of
//!   the user who grades, so that only a bound above those is hard.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, LandlockStatus,
    PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _,
    RulesetStatus, Scope, make_bitflags,
};
use rustix::thread::{
    CapabilitiesSecureBits, CapabilitySet, CapabilitySets, clear_ambient_capability_set,
    remove_capability_from_bounding_set, set_capabilities, set_capabilities_secure_bits,
};
use tokio::process::Command;
use workbook::judge::{Containment, Ended, Task};

use super::confine::{Order, Stage};
use super::filter::{self, Around};
use super::{ending, system, user};

/// The newest version whose restrictions were tried.
const TRIED: ABI = ABI::V7;

/// See the [module](self).
#[derive(Debug)]
pub struct Landlock {
    helper: PathBuf,
}

impl Landlock {
    /// Whether the kernel has it is another matter.
    ///
    /// # Errors
    ///
    /// None at present.
    pub fn new(helper: &Path) -> Result<Self, String> {
        Ok(Self {
            helper: helper.to_owned(),
        })
    }
}

impl Containment for Landlock {
    fn name(&self) -> &'static str {
        "landlock"
    }

    fn contain(&self, task: &Task) -> io::Result<Command> {
        let mut readable = task.readable.clone();
        readable.extend(system::implied(task));
        readable.retain(|path| *path != task.writable);
        let grader = rustix::process::getpid().as_raw_nonzero().get();
        let order = Order::new(Stage::Leader { grader, readable }, task);
        if order.user.is_some() {
            user::may_reach(&self.helper)?;
            user::may_reach(&task.program)?;
            for path in task.readable.iter().chain([&task.writable]) {
                user::may_reach(path)?;
            }
        }
        let mut command = Command::new(&self.helper);
        command
            .args(order.arguments(&task.program, &task.arguments)?)
            .current_dir(&task.folder)
            .env_clear()
            .env("TMPDIR", &task.writable)
            .envs(task.environment.iter().cloned());
        Ok(command)
    }

    fn has_network(&self) -> bool {
        false
    }

    fn ended(&self, status: ExitStatus) -> Ended {
        ending::decode(status)
    }
}

/// Binds this process, and all that it will be, to files and system calls.
pub(super) fn bind(readable: &[PathBuf], writable: &Path, compiler: bool) -> io::Result<()> {
    let status = restrict(readable, writable).map_err(io::Error::other)?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err(io::Error::other(
            "the kernel has no Landlock, or it is switched off",
        ));
    }
    drop_capabilities()?;
    let scoped = matches!(
        status.landlock,
        LandlockStatus::Available { effective_abi, .. } if effective_abi >= ABI::V6
    );
    let alone = (!scoped).then(std::process::id);
    filter::apply(Around::Landlock { alone, compiler }).map_err(io::Error::other)
}

fn restrict(
    readable: &[PathBuf],
    writable: &Path,
) -> Result<RestrictionStatus, landlock::RulesetError> {
    let read = AccessFs::from_read(TRIED);
    // Links, pipes, sockets and devices are not made: the grader reads that folder.
    let own = read
        | make_bitflags!(AccessFs::{
            WriteFile | Truncate | MakeReg | MakeDir | RemoveFile | RemoveDir | Refer
        });
    let device = make_bitflags!(AccessFs::{ReadFile | WriteFile});
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        // What the first version has is the least that will do.
        .handle_access(AccessFs::from_all(ABI::V1))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(TRIED))?
        .handle_access(AccessNet::from_all(TRIED))?
        .scope(Scope::from_all(TRIED))?
        .create()?;
    let system = system::readable().chain(system::ROOTS.iter().map(PathBuf::from));
    let declared = readable.iter().cloned();
    let given = system
        .chain(declared)
        .chain([PathBuf::from("/proc")])
        .map(|path| (path, read))
        .chain([(writable.to_owned(), own)])
        .chain(system::DEVICES.map(|it| (PathBuf::from(it), device)));
    for (path, access) in given {
        // What does not exist cannot be read.
        if let Ok(descriptor) = PathFd::new(&path) {
            let access = if path.is_dir() {
                access
            } else {
                access & AccessFs::from_file(TRIED)
            };
            rules = rules.add_rule(PathBeneath::new(descriptor, access))?;
        }
    }
    rules.restrict_self()
}

/// Root without root's powers, also after it has become another program.
fn drop_capabilities() -> io::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    clear_ambient_capability_set()?;
    for capability in CapabilitySet::all() {
        // Some are not known to the kernel.
        let _ = remove_capability_from_bounding_set(capability);
    }
    // Refused without the capability for it, as in some containers; the bounding set is enough.
    let _ = set_capabilities_secure_bits(
        CapabilitiesSecureBits::NO_ROOT | CapabilitiesSecureBits::NO_ROOT_LOCKED,
    );
    let none = CapabilitySet::empty();
    set_capabilities(
        None,
        CapabilitySets {
            effective: none,
            permitted: none,
            inheritable: none,
        },
    )?;
    Ok(())
}
