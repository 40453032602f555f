//! What a submission would do if it could. Compiled by the tests and run contained, an attack at a time.
//!
//! It exits with 0 if nothing was got, and with 10 if something was, which it then prints.

use std::ffi::{CString, c_char, c_int, c_long, c_void};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, exit};
use std::thread;
use std::time::{Duration, Instant};

unsafe extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
    fn fork() -> c_int;
    fn setsid() -> c_int;
    fn kill(pid: c_int, signal: c_int) -> c_int;
    fn mmap(
        at: *mut c_void,
        len: usize,
        prot: c_int,
        flags: c_int,
        fd: c_int,
        off: i64,
    ) -> *mut c_void;
    fn mkfifo(path: *const c_char, mode: u32) -> c_int;
    fn chmod(path: *const c_char, mode: u32) -> c_int;
    fn chown(path: *const c_char, user: u32, group: u32) -> c_int;
    fn truncate(path: *const c_char, length: i64) -> c_int;
    fn getppid() -> c_int;
}

fn got(what: impl std::fmt::Display) {
    println!("got: {what}");
    GOT.store(true, std::sync::atomic::Ordering::Relaxed);
}

static GOT: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

fn c(path: &str) -> CString {
    CString::new(Path::new(path).as_os_str().as_bytes()).unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // The first is a mark, by which the tests find this process.
    let rest = &arguments[2..];
    match arguments[1].as_str() {
        "nothing" => {}
        "exit" => exit(rest[0].parse().unwrap()),
        "abort" => std::process::abort(),
        "panic" => panic!("on purpose"),
        "read" => read(rest),
        "write" => write(rest),
        "change" => change(rest),
        "proc-memory" => proc_memory(),
        "processes" => processes(),
        "kernel" => kernel(),
        "calls" => calls(),
        "sockets" => sockets(&rest[0], &rest[1], &rest[2]),
        "signals" => signals(&rest[0]),
        "powers" => powers(&rest[0]),
        "descriptors" => descriptors(),
        "environment" => {
            for (name, value) in std::env::vars() {
                println!("{name}={value}");
            }
        }
        "report" => report(),
        "fork-bomb" => {
            let fuse = fuse();
            while !fuse() {
                unsafe { fork() };
            }
        }
        "fork-chain" => {
            // Each process ends once it has a child: a target that moves.
            let fuse = fuse();
            if unsafe { fork() } > 0 {
                thread::sleep(Duration::from_secs(8));
                return;
            }
            while !fuse() {
                if unsafe { fork() } > 0 {
                    exit(0);
                }
            }
        }
        "thread-bomb" => loop {
            match thread::Builder::new().spawn(|| {
                loop {
                    thread::park();
                }
            }) {
                Ok(_) => {}
                Err(_) => thread::park_timeout(Duration::from_millis(1)),
            }
        },
        "memory" => {
            let mut all = Vec::new();
            loop {
                all.push(vec![1_u8; 1 << 20]);
            }
        }
        "memory-of-many" => {
            for _ in 0..20 {
                if unsafe { fork() } == 0 {
                    let _all = vec![1_u8; rest[0].parse().unwrap()];
                    loop {
                        thread::park();
                    }
                }
            }
            loop {
                thread::park();
            }
        }
        "memory-shared" => loop {
            // MAP_SHARED | MAP_ANONYMOUS: no limit on data holds that.
            let size = 64 << 20;
            let at = unsafe { mmap(std::ptr::null_mut(), size, 3, 0x21, -1, 0) };
            if at as isize == -1 {
                loop {
                    thread::park();
                }
            }
            unsafe { std::ptr::write_bytes(at.cast::<u8>(), 1, size) };
        },
        "processor" => {
            for _ in 0..4 {
                if unsafe { fork() } == 0 {
                    loop {
                        std::hint::spin_loop();
                    }
                }
            }
            loop {
                thread::park();
            }
        }
        "file" => {
            let mut file = File::create(folder().join("big")).unwrap();
            let block = vec![1_u8; 1 << 20];
            while file.write_all(&block).is_ok() {}
        }
        "files" => {
            let block = vec![1_u8; 1 << 20];
            for number in 0.. {
                if fs::write(folder().join(number.to_string()), &block).is_err() {
                    return;
                }
            }
        }
        "files-unnamed" => {
            let block = vec![1_u8; 1 << 20];
            let mut open = Vec::new();
            loop {
                let path = folder().join("unnamed");
                let mut file = File::create(&path).unwrap();
                let _ = fs::remove_file(&path);
                if file.write_all(&block).is_err() {
                    return;
                }
                open.push(file);
            }
        }
        "files-empty" => {
            for number in 0.. {
                if File::create(folder().join(number.to_string())).is_err() {
                    return;
                }
            }
        }
        "output" => {
            let block = vec![b'x'; 1 << 16];
            let mut out = std::io::stdout();
            while out.write_all(&block).is_ok() {}
        }
        "daemon" => {
            daemon();
        }
        "daemon-and-wait" => {
            daemon();
            loop {
                thread::park();
            }
        }
        "wait" => loop {
            thread::park();
        },
        "traps" => traps(),
        "honest" => honest(rest.contains(&"network".to_owned())),
        other => panic!("no attack {other}"),
    }
    if GOT.load(std::sync::atomic::Ordering::Relaxed) {
        exit(10);
    }
}

/// Bombs end by themselves, so that a defect here does not cost the machine: after eight seconds.
fn fuse() -> impl Fn() -> bool {
    let start = Instant::now();
    move || start.elapsed() > Duration::from_secs(8)
}

/// The folder that is its own.
fn folder() -> std::path::PathBuf {
    std::env::temp_dir()
}

fn read(paths: &[String]) {
    for path in paths {
        if let Ok(text) = fs::read(path) {
            got(format!("{path}: {} bytes", text.len()));
        } else if let Ok(entries) = fs::read_dir(path) {
            // That a folder leads to what is declared is no secret; what else is in it would be.
            let names: Vec<_> = entries.flatten().map(|it| it.file_name()).collect();
            if names.len() > 1 {
                got(format!("{path}: {names:?}"));
            }
        }
    }
}

fn write(paths: &[String]) {
    for path in paths {
        if OpenOptions::new().append(true).open(path).is_ok() {
            got(format!("{path} opened"));
        }
        if File::create(path).is_ok() {
            got(format!("{path} created"));
        }
        if fs::create_dir(format!("{path}.d")).is_ok() {
            got(format!("{path}.d"));
        }
        if std::os::unix::fs::symlink("/etc/passwd", format!("{path}.l")).is_ok() {
            got(format!("{path}.l"));
        }
        if fs::rename(path, format!("{path}.n")).is_ok() || fs::remove_file(path).is_ok() {
            got(format!("{path} is gone"));
        }
    }
}

fn change(paths: &[String]) {
    for path in paths {
        let text = c(path);
        unsafe {
            if chmod(text.as_ptr(), 0o777) == 0 {
                got(format!("{path}: chmod"));
            }
            if chown(text.as_ptr(), 1, 1) == 0 {
                got(format!("{path}: chown"));
            }
            if truncate(text.as_ptr(), 0) == 0 {
                got(format!("{path}: truncate"));
            }
            // utimensat, fchmodat2
            if syscall(280, -100, text.as_ptr(), 0, 0) == 0 {
                got(format!("{path}: utimensat"));
            }
            if syscall(452, -100, text.as_ptr(), 0o777, 0) == 0 {
                got(format!("{path}: fchmodat2"));
            }
        }
    }
}

fn proc_memory() {
    let own = OpenOptions::new().write(true).open("/proc/self/mem");
    if own.is_ok() {
        got("/proc/self/mem");
    }
    let thread = OpenOptions::new().write(true).open("/proc/thread-self/mem");
    if thread.is_ok() {
        got("/proc/thread-self/mem");
    }
    for pid in [1, unsafe { getppid() }] {
        for name in ["mem", "environ", "maps", "fd", "root", "cwd"] {
            let path = format!("/proc/{pid}/{name}");
            let read = |path: &str| -> std::io::Result<usize> {
                if fs::metadata(path)?.is_dir() {
                    // That there are descriptors is no secret; what they are would be.
                    let open = |it: std::fs::DirEntry| {
                        fs::read_link(it.path()).is_ok() || fs::metadata(it.path()).is_ok()
                    };
                    return Ok(fs::read_dir(path)?
                        .flatten()
                        .filter_map(|it| open(it).then_some(()))
                        .count());
                }
                let mut buffer = [0; 16];
                File::open(path)?.read(&mut buffer)
            };
            if read(&path).is_ok_and(|it| it > 0) {
                got(path);
            }
        }
    }
}

fn processes() {
    let mut count = 0;
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|it| it.parse::<u32>().is_ok()) {
            count += 1;
        }
    }
    if count > 2 {
        got(format!("{count} processes"));
    }
}

fn kernel() {
    for path in [
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/hostname",
        "/proc/sys/kernel/pid_max",
        "/proc/sysrq-trigger",
        "/proc/self/oom_score_adj",
        "/proc/self/comm",
        "/proc/self/attr/current",
        "/proc/self/uid_map",
        "/proc/self/setgroups",
        "/sys/kernel/mm/ksm/run",
        "/sys/fs/cgroup/cgroup.procs",
        "/dev/shm/x",
        "/dev/kmsg",
        "/dev/mem",
        "/dev/tty",
    ] {
        if OpenOptions::new()
            .write(true)
            .create(true)
            .open(path)
            .is_ok()
        {
            got(path);
        }
    }
}

/// Each of these would do nothing if it were let through: the arguments are wrong, or refer to this process.
fn calls() {
    const NEW_USER: c_long = 0x1000_0000;
    let pid = c_long::from(std::process::id());
    let empty = c"";
    let at = empty.as_ptr() as c_long;
    let calls: &[(&str, c_long, [c_long; 5])] = &[
        ("ptrace", 101, [0, 0, 0, 0, 0]),
        ("process_vm_readv", 310, [pid, 0, 0, 0, 0]),
        ("process_vm_writev", 311, [pid, 0, 0, 0, 0]),
        ("pidfd_getfd", 438, [0, 0, 0, 0, 0]),
        ("kcmp", 312, [pid, pid, 0, 0, 0]),
        ("bpf", 321, [0, 0, 0, 0, 0]),
        ("perf_event_open", 298, [0, 0, -1, -1, 0]),
        ("keyctl", 250, [0, -3, 0, 0, 0]),
        ("add_key", 248, [at, at, 0, 0, -3]),
        ("request_key", 249, [at, at, 0, -3, 0]),
        ("mount", 165, [at, at, at, 0, 0]),
        ("umount2", 166, [at, 0, 0, 0, 0]),
        ("pivot_root", 155, [at, at, 0, 0, 0]),
        ("chroot", 161, [c"/".as_ptr() as c_long, 0, 0, 0, 0]),
        ("fsopen", 430, [at, 0, 0, 0, 0]),
        ("open_tree", 428, [-100, at, 0, 0, 0]),
        ("move_mount", 429, [-100, at, -100, at, 0]),
        ("mount_setattr", 442, [-100, at, 0, 0, 0]),
        ("unshare", 272, [0, 0, 0, 0, 0]),
        ("unshare a user namespace", 272, [NEW_USER, 0, 0, 0, 0]),
        ("setns", 308, [0, 0, 0, 0, 0]),
        ("clone a user namespace", 56, [NEW_USER | 17, 0, 0, 0, 0]),
        ("clone3", 435, [0, 0, 0, 0, 0]),
        ("io_uring_setup", 425, [1, 0, 0, 0, 0]),
        ("io_setup", 206, [1, 0, 0, 0, 0]),
        ("userfaultfd", 323, [1, 0, 0, 0, 0]),
        ("kexec_load", 246, [0, 0, 0, 0, 0]),
        ("reboot", 169, [0, 0, 0, 0, 0]),
        ("init_module", 175, [0, 0, at, 0, 0]),
        ("finit_module", 313, [-1, at, 0, 0, 0]),
        ("open_by_handle_at", 304, [-100, 0, 0, 0, 0]),
        ("name_to_handle_at", 303, [-100, at, 0, 0, 0]),
        ("memfd_create", 319, [at, 0, 0, 0, 0]),
        ("memfd_secret", 447, [0, 0, 0, 0, 0]),
        ("shmget", 29, [0, 4096, 0o1600, 0, 0]),
        ("semget", 64, [0, 1, 0o1600, 0, 0]),
        ("msgget", 68, [0, 0o1600, 0, 0, 0]),
        ("mq_open", 240, [at, 0, 0, 0, 0]),
        ("syslog", 103, [10, 0, 0, 0, 0]),
        ("personality", 135, [0xffff_ffff, 0, 0, 0, 0]),
        ("settimeofday", 164, [0, 0, 0, 0, 0]),
        ("clock_settime", 227, [-1, 0, 0, 0, 0]),
        ("sethostname", 170, [at, 0, 0, 0, 0]),
        ("setpriority", 141, [0, 0, 0, 0, 0]),
        ("prlimit of another", 302, [1, 7, 0, 0, 0]),
        ("sched_setaffinity of another", 203, [1, 0, 0, 0, 0]),
        ("prctl PR_SET_DUMPABLE", 157, [4, 0, 0, 0, 0]),
        ("ioctl TIOCSTI", 16, [0, 0x5412, at, 0, 0]),
        ("fanotify_init", 300, [0, 0, 0, 0, 0]),
        ("modify_ldt", 154, [0, 0, 0, 0, 0]),
        ("iopl", 172, [0, 0, 0, 0, 0]),
        ("quotactl", 179, [0, at, 0, 0, 0]),
        ("acct", 163, [at, 0, 0, 0, 0]),
        ("swapon", 167, [at, 0, 0, 0, 0]),
    ];
    for (name, number, [a, b, c, d, e]) in calls {
        let result = unsafe { syscall(*number, *a, *b, *c, *d, *e) };
        let errno = std::io::Error::last_os_error().raw_os_error();
        // EPERM, or ENOSYS.
        if result != -1 || !matches!(errno, Some(1 | 38)) {
            got(format!("{name}: {result}, {errno:?}"));
        }
    }
}

fn sockets(tcp: &str, udp: &str, abstract_name: &str) {
    use std::net::{TcpStream, UdpSocket};
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram, UnixStream};

    if TcpStream::connect(tcp).is_ok() {
        got("a TCP connection to the machine");
    }
    if TcpStream::connect("1.1.1.1:53").is_ok() {
        got("the network");
    }
    if let Ok(socket) = UdpSocket::bind("0.0.0.0:0") {
        // Whether it arrives is for the test to see.
        let _ = socket.send_to(b"out", udp);
    }
    let address = SocketAddr::from_abstract_name(abstract_name).unwrap();
    if UnixStream::connect_addr(&address).is_ok() {
        got("an abstract socket of the machine");
    }
    if let Ok((one, _other)) = UnixDatagram::pair() {
        if one.send_to_addr(b"out", &address).is_ok() {
            got("a datagram to an abstract socket of the machine");
        }
    }
    // netlink, packet, vsock, alg, bluetooth
    for family in [16, 17, 40, 38, 31] {
        if unsafe { syscall(41, family, 3, 0) } != -1 {
            got(format!("a socket of family {family}"));
        }
    }
}

fn signals(victim: &str) {
    let victim: c_int = victim.parse().unwrap();
    unsafe {
        for target in [victim, -victim] {
            if kill(target, 9) == 0 {
                got(format!("killed {target}"));
            }
        }
        // The helper is here, but is not to be moved.
        for signal in [15, 2, 1, 19, 9] {
            kill(getppid(), signal);
        }
        // Whether there is anybody whom it may signal.
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let number = entry.file_name().to_str().and_then(|it| it.parse().ok());
            if let Some(pid @ 2..) = number
                && pid != std::process::id() as c_int
                && kill(pid, 0) == 0
            {
                got(format!("may signal {pid}"));
            }
        }
    }
}

/// `reading` is what is left to a user who takes root's place: it may search root's folders.
fn powers(reading: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    for line in status.lines() {
        let Some((name, value)) = line.split_once(":\t") else {
            continue;
        };
        let wanted = match name {
            "CapInh" | "CapPrm" | "CapEff" | "CapAmb" => "0000000000000000",
            "Uid" if value.starts_with("0\t") => "not root",
            "NoNewPrivs" => "1",
            "Seccomp" => "2",
            _ => continue,
        };
        if value.trim() != wanted && !(name.starts_with("Cap") && value.trim() == reading) {
            got(line);
        }
    }
    unsafe {
        // setuid, setgid, setgroups: to somebody else
        for (number, name) in [(105, "setuid"), (106, "setgid")] {
            if syscall(number, 4321) == 0 {
                got(name);
            }
        }
        if syscall(116, 0, 0) == 0 {
            got("setgroups");
        }
        // RLIMIT_NPROC, NOFILE, AS, CPU: up
        for resource in [6, 7, 9, 0] {
            let unlimited = [u64::MAX, u64::MAX];
            if syscall(160, resource, unlimited.as_ptr()) == 0 {
                got(format!("limit {resource} is off"));
            }
        }
    }
}

fn descriptors() {
    let mut open: Vec<String> = Vec::new();
    for entry in fs::read_dir("/proc/self/fd").unwrap().flatten() {
        if let Ok(target) = fs::read_link(entry.path()) {
            open.push(format!("{:?} -> {}", entry.file_name(), target.display()));
        }
    }
    // Its three, and the folder that is being read, which is gone by now or not.
    if open.len() > 4 {
        got(format!("{open:?}"));
    }
}

fn report() {
    use std::os::fd::FromRawFd;
    use std::os::unix::net::UnixStream;

    let mut channel = unsafe { UnixStream::from_raw_fd(0) };
    channel.write_all(b"it is ").unwrap();
    let mut nonce = [0; 6];
    channel.read_exact(&mut nonce).unwrap();
    channel.write_all(&nonce).unwrap();
}

fn daemon() {
    unsafe {
        if fork() == 0 {
            setsid();
            if fork() == 0 {
                // Works on, so that it is not mistaken for a zombie.
                let start = Instant::now();
                while start.elapsed() < Duration::from_secs(60) {
                    thread::park_timeout(Duration::from_millis(5));
                    let _ = fs::write(folder().join("daemon"), "alive");
                }
            }
            exit(0);
        }
    }
}

fn traps() {
    let folder = folder();
    let _ = std::os::unix::fs::symlink("/etc/passwd", folder.join("link"));
    let _ = std::os::unix::fs::symlink("/etc", folder.join("folder-link"));
    let _ = std::os::unix::net::UnixListener::bind(folder.join("socket"));
    let pipe = folder.join("pipe");
    unsafe { mkfifo(c(pipe.to_str().unwrap()).as_ptr(), 0o600) };
    let locked = folder.join("locked");
    let _ = fs::create_dir(&locked);
    let _ = fs::write(locked.join("file"), "x");
    unsafe {
        // mknod of a device, mkdir and open with all the wrong modes
        let device = c(folder.join("device").to_str().unwrap());
        syscall(133, device.as_ptr(), 0o020_666, 0x0108);
        let closed = c(folder.join("closed").to_str().unwrap());
        syscall(83, closed.as_ptr(), 0);
        let setuid = c(folder.join("setuid").to_str().unwrap());
        syscall(85, setuid.as_ptr(), 0o6755);
        chmod(c(locked.to_str().unwrap()).as_ptr(), 0);
    }
}

/// What tests of the course do.
fn honest(network: bool) {
    let workers: Vec<_> = (0..64)
        .map(|number| thread::spawn(move || number * 2))
        .collect();
    let sum: i32 = workers.into_iter().map(|it| it.join().unwrap()).sum();
    assert_eq!(sum, 64 * 63);
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own).args(["m", "exit", "7"]).output().unwrap();
    assert_eq!(output.status.code(), Some(7));
    let own = std::env::current_exe().unwrap();
    let mut child = Command::new(own).args(["m", "wait"]).spawn().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(fs::read_dir("/proc/self/fd").unwrap().count() >= 3);
    assert!(
        fs::read_to_string("/proc/self/limits")
            .unwrap()
            .contains("Max open files")
    );
    let file = folder().join(std::env::args().nth(1).unwrap());
    fs::write(&file, "text").unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "text");
    let (mut one, mut other) = std::os::unix::net::UnixStream::pair().unwrap();
    one.write_all(b"x").unwrap();
    other.read_exact(&mut [0]).unwrap();
    let _ = File::open("/dev/urandom").unwrap().read_exact(&mut [0; 8]);
    File::create("/dev/null").unwrap().write_all(b"x").unwrap();
    let deadline = Instant::now() + Duration::from_millis(20);
    while Instant::now() < deadline {
        thread::park_timeout(Duration::from_millis(1));
    }
    if network {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = std::net::TcpStream::connect(address).unwrap();
        client.write_all(b"x").unwrap();
        listener.accept().unwrap().0.read_exact(&mut [0]).unwrap();
    }
    println!("all well");
}
