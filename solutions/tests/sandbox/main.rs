//! Containment, attacked: whatever a submission tries, it gets nothing, harms nothing and leaves nothing.
//!
//! Each attack is run in every containment that this machine has; the attacks themselves are in
//! `hostile.rs`. After each, no process with its mark may be there for more than three seconds, and the
//! files beside the task's folder must be as they were.
#![cfg(target_os = "linux")]

#[path = "../contained/mod.rs"]
mod contained;
mod cost;
mod grader;
mod harness;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Pid;
use solutions::sandbox::{self, Kind};
use workbook::judge::{Ended, Limit, Purpose, Task};

use contained::helper;
use harness::{Trial, Tried, containments, ended_within};

/// Runs an attack everywhere, and expects that it gets nothing.
fn held(attack: &str, arguments: &[&str]) {
    for (kind, containment) in containments() {
        let trial = Trial::new(attack, arguments.iter().map(|it| (*it).to_owned()));
        let tried = trial.run(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
    }
}

/// Runs a bomb everywhere, and hands on how it ended.
fn bomb(attack: &str, arguments: &[&str], check: impl Fn(Kind, &Tried)) {
    for (kind, containment) in containments() {
        let trial = Trial::new(attack, arguments.iter().map(|it| (*it).to_owned()));
        let tried = trial.run(containment.as_ref());
        println!(
            "{attack}, {kind}: {:?} after {:?}",
            tried.ended, tried.elapsed
        );
        check(*kind, &tried);
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What honest tests do works: threads, processes of their own, files, `/proc`; and a network of one's own
/// in namespaces.
#[test]
fn honest_work_is_done() {
    for (kind, containment) in containments() {
        let network = if *kind == Kind::Bubblewrap {
            "network"
        } else {
            ""
        };
        let trial = Trial::new("honest", [network]);
        let tried = trial.run(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
        assert_eq!(tried.stdout, "all well\n", "{kind}");
    }
}

/// How a task ends is told, also where an exit status says something else.
#[test]
fn an_end_is_told_as_it_was() {
    let ends = [
        ("exit", "0", Ended::Exited(0)),
        ("exit", "1", Ended::Exited(1)),
        ("exit", "101", Ended::Exited(101)),
        ("panic", "", Ended::Exited(101)),
        ("abort", "", Ended::Signaled(6)),
    ];
    for (kind, containment) in containments() {
        for (attack, argument, expected) in ends {
            let tried = Trial::new(attack, [argument]).run(containment.as_ref());
            assert_eq!(
                tried.ended,
                Some(expected),
                "{kind}, {attack} {argument}: {tried:?}"
            );
        }
        if *kind == Kind::Bubblewrap {
            let tried = Trial::new("exit", ["125"]).run(containment.as_ref());
            assert_eq!(tried.ended, Some(Ended::Exited(124)), "{tried:?}");
        }
        let mut trial = Trial::new("nothing", [""]);
        trial.task.program = trial.place.path().join("readable/file");
        let tried = trial.run(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::NotStarted), "{kind}: {tried:?}");
    }
}

/// Standard input is the report's channel, and comes through as it is; and when the task has ended, nobody
/// holds the other end.
#[test]
fn the_report_comes_through() {
    for (kind, containment) in containments() {
        let trial = Trial::new("report", [""]);
        let mut running = trial.start(containment.as_ref());
        running.channel.write_all(b"secret").expect("written");
        let mut said = String::new();
        running
            .channel
            .read_to_string(&mut said)
            .expect("read to its end");
        assert_eq!(said, "it is secret", "{kind}");
        harness::gone(&trial.mark);
    }
}

/// The environment is what the task declares, and the folder for temporary files.
#[test]
fn nothing_is_inherited() {
    let (reader, _writer) = std::io::pipe().expect("a pipe");
    // As a shell would leave one open.
    rustix::io::fcntl_setfd(&reader, rustix::io::FdFlags::empty()).expect("set");
    held("descriptors", &[]);
    for (kind, containment) in containments() {
        let trial = Trial::new("environment", [""]);
        let tried = trial.run(containment.as_ref());
        let mut names: Vec<&str> = tried
            .stdout
            .lines()
            .filter_map(|line| Some(line.split_once('=')?.0))
            // bwrap says where it starts.
            .filter(|name| *name != "PWD")
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["GIVEN", "TMPDIR"], "{kind}: {tried:?}");
    }
}

/// Nothing can be read but what is declared.
#[test]
fn files_of_others_cannot_be_read() {
    let home = std::env::var("HOME").expect("somebody runs this");
    let other = tempfile::Builder::new()
        .prefix("other-")
        .tempdir()
        .expect("a folder");
    fs::write(other.path().join("answer.rs"), "mine").expect("written");
    let root = repository();
    let under = |path: &str| root.join(path).display().to_string();
    let paths = [
        home.clone(),
        format!("{home}/.bashrc"),
        format!("{home}/.profile"),
        "/etc/passwd".to_owned(),
        "/etc/shadow".to_owned(),
        "/etc/hostname".to_owned(),
        "/root".to_owned(),
        "/var/log".to_owned(),
        "/proc/kcore".to_owned(),
        "/proc/1/environ".to_owned(),
        other.path().display().to_string(),
        other.path().join("answer.rs").display().to_string(),
        under("Cargo.toml"),
        under("solutions/Cargo.toml"),
        under("solutions/ch01-defer-drop/ex01_lifo.rs"),
        under("src/stubs.txt"),
        format!("/proc/self/root{home}"),
        format!("/proc/self/cwd/../../../../..{home}"),
        format!("/proc/{}/root/etc/passwd", std::process::id()),
    ];
    for (kind, containment) in containments() {
        let mut arguments = paths.to_vec();
        let trial = Trial::new("read", arguments.clone());
        arguments.push(trial.place.path().join("secret").display().to_string());
        let mut trial = trial;
        trial
            .task
            .arguments
            .push(arguments.pop().expect("there").into());
        let tried = trial.run(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
    }
}

/// A task writes in its own folder and nowhere else.
#[test]
fn files_outside_cannot_be_written() {
    for (kind, containment) in containments() {
        for attack in ["write", "change"] {
            let mut trial = Trial::new(
                attack,
                [
                    "/etc/passwd",
                    "/etc/ld.so.cache",
                    "/usr/lib/x",
                    "/x",
                    "/tmp/x",
                ],
            );
            let own = trial.task.program.clone();
            let beside = |name: &str| trial.place.path().join(name);
            let more = [
                beside("secret"),
                beside("new"),
                beside("readable/file"),
                beside("readable/new"),
                own,
            ];
            if attack == "change" && rustix::process::geteuid().is_root() {
                // A defect here must not be the machine's.
                trial.task.arguments.truncate(2);
            }
            trial.task.arguments.extend(more.map(Into::into));
            let tried = trial.run(containment.as_ref());
            assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
        }
    }
}

/// Safe code can write to its own memory through `/proc`, and anybody to others' by it.
#[test]
fn memory_is_out_of_reach() {
    held("proc-memory", &[]);
}

/// The kernel's own files cannot be written, though the machine may take the task for root.
#[test]
fn the_kernel_is_not_set() {
    held("kernel", &[]);
}

/// In its namespace a task has the company of the helper only.
#[test]
fn no_other_process_is_seen() {
    for (kind, containment) in containments() {
        if *kind == Kind::Bubblewrap {
            let tried = Trial::new("processes", [""]).run(containment.as_ref());
            assert_eq!(tried.ended, Some(Ended::Exited(0)), "{tried:?}");
        }
    }
}

/// Every system call that leads out is refused, with an error that a program can live with.
#[test]
#[cfg(target_arch = "x86_64")]
fn calls_are_refused() {
    held("calls", &[]);
}

/// No capability, no new privilege, no other user, no higher limit.
#[test]
fn there_are_no_powers() {
    for (kind, containment) in containments() {
        let root = rustix::process::geteuid().is_root();
        let reading = match kind {
            Kind::Landlock if root => "0000000000000004",
            _ => "0000000000000000",
        };
        let tried = Trial::new("powers", [reading]).run(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
    }
}

/// Nothing outside can be talked to.
#[test]
fn the_network_is_out_of_reach() {
    let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
    let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let name = format!("sandbox-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).expect("a name");
    let _local = UnixListener::bind_addr(&address).expect("a listener");
    let (tcp_address, udp_address) = (
        tcp.local_addr().expect("bound").to_string(),
        udp.local_addr().expect("bound").to_string(),
    );
    held("sockets", &[&tcp_address, &udp_address, &name]);
    tcp.set_nonblocking(true).expect("set");
    udp.set_nonblocking(true).expect("set");
    assert!(tcp.accept().is_err(), "somebody connected");
    assert!(udp.recv(&mut [0; 8]).is_err(), "something arrived");
}

/// Signals reach nobody outside, and do not end the watch.
#[test]
fn signals_stay_inside() {
    for (kind, containment) in containments() {
        let mut victim = Command::new("sleep")
            .arg("60")
            .stdout(Stdio::null())
            .spawn()
            .expect("sleep starts");
        let tried = Trial::new("signals", [victim.id().to_string()]).run(containment.as_ref());
        let alive = !ended_within(Pid::from_child(&victim), Duration::ZERO);
        victim.kill().expect("killed");
        victim.wait().expect("waited for");
        assert!(alive, "{kind}: the victim was killed");
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
    }
}

/// A fork bomb ends, and so do its processes, those too that move from one process to the next.
#[test]
fn fork_bombs_end() {
    for attack in ["fork-bomb", "fork-chain"] {
        for (kind, containment) in containments() {
            let mut trial = Trial::new(attack, [""]);
            trial.task.limits.cpu = Duration::from_millis(300);
            let tried = trial.run(containment.as_ref());
            println!(
                "{attack}, {kind}: {:?} after {:?}",
                tried.ended, tried.elapsed
            );
            // Or the bomb has come to the end of its fuse, in the bounds that the kernel keeps, before a watch
            // that does not come before it on a busy machine.
            let limits = [Limit::Processes, Limit::Cpu].map(|it| Some(Ended::Exceeded(it)));
            let root = rustix::process::geteuid().is_root();
            let fuse = !root && tried.ended == Some(Ended::Exited(0));
            assert!(limits.contains(&tried.ended) || fuse, "{kind}: {tried:?}");
        }
    }
}

/// Threads are counted as processes are.
#[test]
fn thread_bombs_end() {
    for (kind, containment) in containments() {
        let trial = Trial::new("thread-bomb", [""]);
        let tried = trial.run_within(containment.as_ref(), Duration::from_secs(2));
        let ended = Some(Ended::Exceeded(Limit::Processes));
        assert_eq!(tried.ended, ended, "{kind}: {tried:?}");
    }
}

/// Memory is limited: of one process, of many, and what is shared.
#[test]
fn memory_bombs_end() {
    bomb("memory", &[], |kind, tried| {
        let ended = tried.ended.expect("in time");
        let stopped = [Ended::Exceeded(Limit::Memory), Ended::Signaled(6)];
        assert!(stopped.contains(&ended), "{kind}: {tried:?}");
    });
    bomb("memory-of-many", &["50000000"], |kind, tried| {
        let ended = Some(Ended::Exceeded(Limit::Memory));
        assert_eq!(tried.ended, ended, "{kind}: {tried:?}");
    });
    bomb("memory-shared", &[], |kind, tried| {
        let ended = Some(Ended::Exceeded(Limit::Memory));
        assert_eq!(tried.ended, ended, "{kind}: {tried:?}");
    });
}

/// Time on the processors is counted over all processes.
#[test]
fn processor_time_is_limited() {
    for (kind, containment) in containments() {
        let mut trial = Trial::new("processor", [""]);
        trial.task.limits.cpu = Duration::from_secs(1);
        let tried = trial.run(containment.as_ref());
        let ended = Some(Ended::Exceeded(Limit::Cpu));
        assert_eq!(tried.ended, ended, "{kind}: {tried:?}");
    }
}

/// Room for files is limited: of one, of many, of those that nobody sees, of those with nothing in them.
#[test]
fn the_disk_is_not_filled() {
    let free = || {
        let it = rustix::fs::statvfs(std::env::temp_dir().as_path()).expect("known");
        it.f_bavail * it.f_frsize
    };
    for attack in ["file", "files", "files-unnamed", "files-empty"] {
        for (kind, containment) in containments() {
            let before = free();
            let trial = Trial::new(attack, [""]);
            let tried = trial.run(containment.as_ref());
            println!(
                "{attack}, {kind}: {:?} after {:?}",
                tried.ended, tried.elapsed
            );
            assert!(tried.ended.is_some(), "{kind}, {attack}: {tried:?}");
            let left = size(&trial.task.writable);
            assert!(left < 1 << 30, "{kind}, {attack}: {left} bytes are left");
            // Others work here, too.
            let used = before.saturating_sub(free());
            assert!(used < 4 << 30, "{kind}, {attack}: {used} bytes are gone");
            if attack == "files-empty" {
                assert_eq!(
                    tried.ended,
                    Some(Ended::Exceeded(Limit::Files)),
                    "{kind}: {tried:?}"
                );
            }
        }
    }
}

fn size(folder: &Path) -> u64 {
    fs::read_dir(folder)
        .expect("listed")
        .flatten()
        .filter_map(|it| Some(it.metadata().ok()?.len()))
        .sum()
}

/// A flood of output is the caller's to cap; its writer ends with its group.
#[test]
fn a_flood_ends_with_its_group() {
    for (kind, containment) in containments() {
        let trial = Trial::new("output", [""]);
        let tried = trial.run_within(containment.as_ref(), Duration::from_secs(1));
        assert_eq!(tried.ended, None, "{kind}");
    }
}

/// Daemons end when their task ends, and when their task's group is killed.
#[test]
fn daemons_end() {
    held("daemon", &[]);
    for (kind, containment) in containments() {
        let trial = Trial::new("daemon-and-wait", [""]);
        let tried = trial.run_within(containment.as_ref(), Duration::from_secs(1));
        assert_eq!(tried.ended, None, "{kind}: {tried:?}");
    }
}

/// A task whose group is killed at once leaves nothing, whatever was set up by then.
#[test]
fn a_task_can_be_killed_at_any_moment() {
    for (_, containment) in containments() {
        for moment in 0..60 {
            let trial = Trial::new("daemon-and-wait", [""]);
            trial.run_within(containment.as_ref(), Duration::from_micros(moment * 500));
        }
    }
}

/// Tests of one answer may have the same folder, at the same time.
#[test]
fn a_folder_can_be_shared() {
    for (kind, containment) in containments() {
        let (one, mut other) = (Trial::new("honest", [""]), Trial::new("honest", [""]));
        other.task.folder = one.task.folder.clone();
        other.task.writable = one.task.writable.clone();
        let first = one.start(containment.as_ref());
        let tried = other.run(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
        let tried = first.finish(containment.as_ref());
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
    }
}

/// What a test leaves in its folder is harmless to one who reads and removes it: no links, no pipes, nothing
/// without the rights of its owner.
#[test]
fn nothing_in_the_folder_is_a_trap() {
    fn look(folder: &Path) {
        for entry in fs::read_dir(folder).expect("can be listed") {
            let entry = entry.expect("an entry");
            let metadata = entry.metadata().expect("known");
            let kind = metadata.file_type();
            assert!(kind.is_file() || kind.is_dir(), "{entry:?} is {kind:?}");
            assert!(!kind.is_fifo() && !kind.is_socket() && !kind.is_char_device());
            let mode = metadata.permissions().mode();
            assert_eq!(mode & 0o7000, 0, "{entry:?} has the mode {mode:o}");
            assert_eq!(mode & 0o600, 0o600, "{entry:?} has the mode {mode:o}");
            if kind.is_dir() {
                look(&entry.path());
            }
        }
    }
    for purpose in [Purpose::Test, Purpose::Compile] {
        for (_, containment) in containments() {
            let mut trial = Trial::new("traps", [""]);
            trial.task.purpose = purpose;
            trial.run(containment.as_ref());
            look(&trial.task.writable);
        }
    }
}

/// rustc and the linker work, and the program is where it was asked for. `include!` finds nothing that is
/// not declared.
#[test]
fn a_compiler_works_and_reads_nothing_else() {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = String::from_utf8(sysroot.expect("rustc starts").stdout).expect("a path");
    let rustc = Path::new(sysroot.trim()).join("bin/rustc");
    for (kind, containment) in containments() {
        let compile = |source: &str| {
            let mut trial = Trial::new("", [""]);
            fs::write(trial.task.readable[0].join("file"), "to be read").expect("written");
            fs::write(trial.task.writable.join("main.rs"), source).expect("written");
            trial.task = Task {
                purpose: Purpose::Compile,
                program: rustc.clone(),
                arguments: ["main.rs", "-o", "main", "-C", "debuginfo=1", "--cfg"]
                    .into_iter()
                    .map(Into::into)
                    // So that its processes can be found.
                    .chain([format!("mark=\"{}\"", trial.mark).into()])
                    .collect(),
                environment: vec![("PATH".into(), "/usr/bin:/bin".into())],
                limits: workbook::judge::Limits {
                    memory: 2 << 30,
                    processes: 256,
                    cpu: Duration::from_secs(60),
                    file: 1 << 30,
                },
                ..trial.task
            };
            let tried = trial.run_within(containment.as_ref(), Duration::from_secs(60));
            (trial, tried)
        };
        let (trial, tried) = compile("fn main() { println!(\"compiled\"); }");
        assert_eq!(tried.ended, Some(Ended::Exited(0)), "{kind}: {tried:?}");
        let output = Command::new(trial.task.writable.join("main")).output();
        assert_eq!(output.expect("it runs").stdout, b"compiled\n");

        let secret = repository().join("solutions/ch01-defer-drop/ex01_lifo.rs");
        let secrets = [
            secret,
            PathBuf::from("/etc/passwd"),
            trial.place.path().join("secret"),
        ];
        for path in secrets {
            let source = format!("fn main() {{ print!(\"{{}}\", include_str!({path:?})); }}");
            let (_, tried) = compile(&source);
            assert_eq!(tried.ended, Some(Ended::Exited(1)), "{kind}: {tried:?}");
            assert!(tried.stderr.contains("couldn't read"), "{kind}: {tried:?}");
        }
    }
}

/// A grader that is root is told when its tests could not read what they are to read.
#[test]
fn what_is_roots_alone_is_said() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    for (kind, containment) in containments() {
        if *kind == Kind::Bubblewrap {
            let trial = Trial::new("nothing", [""]);
            let readable = &trial.task.readable[0];
            let closed = fs::Permissions::from_mode(0o700);
            fs::set_permissions(readable, closed).expect("changed");
            let error = containment.contain(&trial.task).expect_err("not readable");
            let text = error.to_string();
            assert!(text.contains("chmod -R go+rX"), "{text}");
        }
    }
}

/// Where nothing works, it is said what would.
#[test]
fn what_is_missing_is_said() {
    let missing = sandbox::available(Path::new("/no/such/helper"), None).expect_err("no helper");
    let text = missing.to_string();
    for part in [
        "bubblewrap",
        "landlock",
        "apt install bubblewrap",
        "apparmor",
        "Docker",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(
        sandbox::available(helper(), Some(Kind::Bubblewrap)).is_ok() || containments().len() < 2
    );
}
