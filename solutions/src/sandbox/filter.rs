//! The system calls that no task needs: refused, all else allowed.
//!
//! A list of what is allowed would be safer in theory; but it would have to hold for the standard library,
//! tokio, rustc and the linker, in every version and on every machine, and an honest answer that misses a
//! call fails. What stands here is what leads out of a task: to other processes, to namespaces, to the
//! kernel's darker corners, and to memory that nobody counts.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};

/// What stands around the task besides the filter.
#[derive(Clone, Copy, Debug)]
pub enum Around {
    /// Namespaces of its own, so that it can do harm to nothing but itself.
    Namespaces,
    /// Landlock alone: sockets, and what a file *is* (its mode, owner, times), are the filter's to refuse.
    Landlock {
        /// The task's process, if Landlock does not keep it from sending signals to others: then it may send
        /// them to itself only.
        alone: Option<u32>,
        /// Whether the task is a compiler: the linker makes files executable.
        compiler: bool,
    },
}

/// The filter cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("system calls cannot be filtered: {0}")]
pub struct FilterError(String);

/// Filters the system calls of this thread, and of all that it will start.
///
/// # Errors
///
/// If the kernel or the architecture has no such filters.
pub fn apply(around: Around) -> Result<(), FilterError> {
    let failed = |error: &dyn std::fmt::Display| FilterError(error.to_string());
    for (errno, rules) in [
        // Not there, so that the C library takes the older call, whose arguments a filter can read.
        (libc::ENOSYS, unavailable()),
        (libc::EPERM, refused(around)),
    ] {
        let arch = std::env::consts::ARCH
            .try_into()
            .map_err(|error: seccompiler::BackendError| failed(&error))?;
        let action = SeccompAction::Errno(errno.cast_unsigned());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, action, arch)
            .map_err(|error| failed(&error))?;
        let program: BpfProgram = filter
            .try_into()
            .map_err(|error: seccompiler::BackendError| failed(&error))?;
        apply_filter(&program).map_err(|error| failed(&error))?;
    }
    Ok(())
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn unavailable() -> Rules {
    let mut rules = Rules::new();
    refuse(
        &mut rules,
        &[
            libc::SYS_clone3,
            libc::SYS_io_uring_setup,
            libc::SYS_io_uring_enter,
            libc::SYS_io_uring_register,
        ],
    );
    rules
}

fn refused(around: Around) -> Rules {
    let mut rules = Rules::new();
    for calls in [OTHERS, NAMESPACES, KERNEL, UNCOUNTED] {
        refuse(&mut rules, calls);
    }
    #[cfg(target_arch = "x86_64")]
    refuse(&mut rules, LEGACY);
    for namespace in [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ] {
        let namespace = u64::from(namespace.cast_unsigned());
        when(
            &mut rules,
            libc::SYS_clone,
            &[(0, SeccompCmpOp::MaskedEq(namespace), namespace)],
        );
    }
    // Limits of another process, and the processors it runs on.
    for call in [libc::SYS_prlimit64, libc::SYS_sched_setaffinity] {
        when(&mut rules, call, &[(0, SeccompCmpOp::Ne, 0)]);
    }
    // What a process does not let be seen, the watch cannot count.
    when(
        &mut rules,
        libc::SYS_prctl,
        &[(0, SeccompCmpOp::Eq, word(libc::PR_SET_DUMPABLE))],
    );
    // Keys typed into a terminal by a program.
    for request in [TIOCSTI, TIOCLINUX] {
        when(
            &mut rules,
            libc::SYS_ioctl,
            &[(1, SeccompCmpOp::Eq, request)],
        );
    }
    let not_unix = (0, SeccompCmpOp::Ne, word(libc::AF_UNIX));
    when(
        &mut rules,
        libc::SYS_socketpair,
        std::slice::from_ref(&not_unix),
    );
    match around {
        Around::Namespaces => when(
            &mut rules,
            libc::SYS_socket,
            &[
                not_unix,
                (0, SeccompCmpOp::Ne, word(libc::AF_INET)),
                (0, SeccompCmpOp::Ne, word(libc::AF_INET6)),
            ],
        ),
        Around::Landlock { alone, compiler } => {
            // A socket with a name could reach any service of this machine: docker's, D-Bus's. Pairs
            // cannot, unless they take an address with each message.
            refuse(&mut rules, &[libc::SYS_socket, libc::SYS_connect]);
            for kind in [libc::SOCK_DGRAM, libc::SOCK_RAW] {
                when(
                    &mut rules,
                    libc::SYS_socketpair,
                    &[(1, SeccompCmpOp::MaskedEq(0xf), word(kind))],
                );
            }
            refuse(&mut rules, ATTRIBUTES);
            if !compiler {
                refuse(&mut rules, MODES);
                #[cfg(target_arch = "x86_64")]
                refuse(&mut rules, &[libc::SYS_chmod]);
            }
            if let Some(own) = alone {
                signals_to(own, &mut rules);
            }
        }
    }
    rules
}

/// Signals go to the process `own` and to no other.
fn signals_to(own: u32, rules: &mut Rules) {
    let not_own = (0, SeccompCmpOp::Ne, u64::from(own));
    let not_group = (0, SeccompCmpOp::Ne, 0);
    when(rules, libc::SYS_kill, &[not_own.clone(), not_group]);
    when(rules, libc::SYS_tgkill, &[not_own]);
    refuse(
        rules,
        &[
            libc::SYS_tkill,
            libc::SYS_rt_sigqueueinfo,
            libc::SYS_rt_tgsigqueueinfo,
            libc::SYS_pidfd_send_signal,
        ],
    );
    // Who is told of a descriptor's readiness, by any signal.
    for command in [libc::F_SETOWN, F_SETOWN_EX] {
        when(
            rules,
            libc::SYS_fcntl,
            &[(1, SeccompCmpOp::Eq, word(command))],
        );
    }
    for request in [FIOSETOWN, SIOCSPGRP] {
        when(rules, libc::SYS_ioctl, &[(1, SeccompCmpOp::Eq, request)]);
    }
}

const TIOCSTI: u64 = 0x5412;
const TIOCLINUX: u64 = 0x541c;
const FIOSETOWN: u64 = 0x8901;
const SIOCSPGRP: u64 = 0x8902;
const F_SETOWN_EX: i32 = 15;

/// Other processes: their memory, their descriptors, their turn on the processor.
const OTHERS: &[c_long] = &[
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_process_mrelease,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    libc::SYS_setpriority,
    libc::SYS_sched_setscheduler,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setattr,
    libc::SYS_ioprio_set,
];

/// Namespaces and mounts.
const NAMESPACES: &[c_long] = &[
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_mount_setattr,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
];

/// The kernel and the machine.
const KERNEL: &[c_long] = &[
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_personality,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_vhangup,
    libc::SYS_fanotify_init,
    libc::SYS_lookup_dcookie,
    libc::SYS_nfsservctl,
];

/// Memory that belongs to no process, so that no limit of a process holds it.
const UNCOUNTED: &[c_long] = &[
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_mq_open,
    libc::SYS_io_setup,
];

/// Owners, times and attributes of files, which Landlock does not know.
const ATTRIBUTES: &[c_long] = &[
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
];

/// Modes, times and lengths of files.
const MODES: &[c_long] = &[
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_utimensat,
    libc::SYS_truncate,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
];

/// New enough that not every version of the `libc` crate has its name; the same on all architectures.
const FCHMODAT2: c_long = 452;

#[cfg(target_arch = "x86_64")]
const LEGACY: &[c_long] = &[
    libc::SYS_kexec_file_load,
    libc::SYS_modify_ldt,
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_uselib,
    libc::SYS_ustat,
    libc::SYS_sysfs,
    libc::SYS__sysctl,
];

/// The bit that makes a number of x86_64 one of x32, a second door to the same kernel.
#[cfg(target_arch = "x86_64")]
const X32: c_long = 0x4000_0000;

fn refuse(rules: &mut Rules, calls: &[c_long]) {
    for &call in calls {
        // No rules: whatever the arguments.
        rules.insert(call, Vec::new());
        #[cfg(target_arch = "x86_64")]
        rules.insert(call | X32, Vec::new());
    }
}

/// Refuses `call` when all `conditions` hold: which argument, how compared, with what.
fn when(rules: &mut Rules, call: c_long, conditions: &[(u8, SeccompCmpOp, u64)]) {
    let rule = || {
        let conditions = conditions.iter().map(|(argument, comparison, value)| {
            let comparison = comparison.clone();
            SeccompCondition::new(*argument, SeccompCmpArgLen::Dword, comparison, *value)
                .expect("calls have up to six arguments")
        });
        SeccompRule::new(conditions.collect()).expect("there is a condition")
    };
    let mut add = |call| match rules.get_mut(&call) {
        // Refused altogether.
        Some(present) if present.is_empty() => {}
        Some(present) => present.push(rule()),
        None => {
            rules.insert(call, vec![rule()]);
        }
    };
    add(call);
    #[cfg(target_arch = "x86_64")]
    add(call | X32);
}

fn word(value: i32) -> u64 {
    u64::from(value.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use rustix::io::Errno;
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socket, socketpair};
    use rustix::process::{Pid, getpid, test_kill_process};

    use super::*;

    /// A filter holds for its thread, so each of these has one of its own.
    fn filtered<T: Send>(around: Around, body: impl FnOnce() -> T + Send) -> T {
        thread::scope(|scope| {
            let filtered = scope.spawn(|| {
                apply(around).expect("the kernel filters system calls");
                body()
            });
            filtered.join().expect("no panic")
        })
    }

    fn family(domain: AddressFamily) -> Result<(), Errno> {
        socket(domain, SocketType::DGRAM, None).map(drop)
    }

    #[test]
    fn a_network_of_its_own_may_be_used() {
        filtered(Around::Namespaces, || {
            assert_eq!(family(AddressFamily::INET), Ok(()));
            assert_eq!(family(AddressFamily::UNIX), Ok(()));
            assert_eq!(family(AddressFamily::NETLINK), Err(Errno::PERM));
        });
    }

    #[test]
    fn the_network_of_the_machine_may_not() {
        let around = Around::Landlock {
            alone: None,
            compiler: false,
        };
        filtered(around, || {
            assert_eq!(family(AddressFamily::INET), Err(Errno::PERM));
            assert_eq!(family(AddressFamily::UNIX), Err(Errno::PERM));
            let pair = |kind| {
                let flags = SocketFlags::CLOEXEC;
                socketpair(AddressFamily::UNIX, kind, flags, None).map(drop)
            };
            assert_eq!(pair(SocketType::STREAM), Ok(()));
            assert_eq!(pair(SocketType::DGRAM), Err(Errno::PERM));
        });
    }

    #[test]
    fn where_landlock_scopes_no_signals_a_task_signals_itself_only() {
        let around = Around::Landlock {
            alone: Some(std::process::id()),
            compiler: false,
        };
        let parent = rustix::process::getppid().expect("somebody started this");
        let (own, other) = filtered(around, || {
            let other = [parent, Pid::INIT].map(test_kill_process);
            (test_kill_process(getpid()), other)
        });
        assert_eq!(own, Ok(()));
        assert_eq!(other, [Err(Errno::PERM); 2]);
    }
}
