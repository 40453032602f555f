//! Whether a containment works on this machine: it is made to contain something that does nothing.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use workbook::judge::{Containment, Ended, Limits, Purpose, Task};

/// The second argument of a helper that is to do nothing.
pub(super) const NOTHING: &str = "nothing";

/// How long doing nothing may take, on a machine that is busy.
const LIMIT: Duration = Duration::from_secs(20);

/// Contains a `helper` that does nothing.
pub(super) fn probe(containment: &dyn Containment, helper: &Path) -> Result<(), String> {
    let folder = tempfile::Builder::new().prefix("workbook-").tempdir();
    let folder = folder.map_err(|error| format!("no folder to try it in: {error}"))?;
    let task = Task {
        purpose: Purpose::Test,
        program: helper.to_owned(),
        arguments: vec![super::HELPER.into(), NOTHING.into()],
        folder: folder.path().to_owned(),
        environment: Vec::new(),
        readable: Vec::new(),
        writable: folder.path().to_owned(),
        limits: Limits {
            memory: 1 << 30,
            processes: 64,
            cpu: Duration::from_secs(10),
            file: 1 << 20,
        },
    };
    let mut command = containment
        .contain(&task)
        .map_err(|error| error.to_string())?
        .into_std();
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| error.to_string())?;
    let output = within(LIMIT, child)?;
    match containment.ended(output.status) {
        Ended::Exited(0) => Ok(()),
        ended => Err(format!(
            "it does not work here ({ended:?}): {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )),
    }
}

/// The output of `child`, which is killed if it takes too long.
fn within(limit: Duration, mut child: std::process::Child) -> Result<std::process::Output, String> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{Pid, PidfdFlags, pidfd_open};

    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let end =
        pidfd_open(Pid::from_child(&child), PidfdFlags::empty()).map_err(|error| failed(&error))?;
    let start = Instant::now();
    loop {
        let left = limit.saturating_sub(start.elapsed());
        let timeout = Timespec::try_from(left).expect("some seconds");
        let mut polled = [PollFd::new(&end, PollFlags::IN)];
        match poll(&mut polled, Some(&timeout)) {
            Ok(0) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it did not end within {} s", limit.as_secs()));
            }
            Ok(_) => return child.wait_with_output().map_err(|error| failed(&error)),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(failed(&error)),
        }
    }
}
