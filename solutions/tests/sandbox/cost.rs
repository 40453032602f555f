//! What containment costs: `cargo test -p solutions --test sandbox -- --ignored --nocapture cost`.

use std::time::Duration;

use super::harness::{Trial, containments, ended_within, marked};
use workbook::judge::{Containment, Ended, Trusting};

/// Prints how long a contained process takes that does nothing, from start to end.
#[test]
#[ignore = "a measurement"]
fn cost_of_a_contained_process() {
    let measured = |containment: &dyn Containment| {
        let mut times: Vec<Duration> = (0..101)
            .map(|_| {
                let trial = Trial::new("nothing", [""]);
                let tried = trial.run(containment);
                assert_eq!(tried.ended, Some(Ended::Exited(0)), "{tried:?}");
                tried.elapsed
            })
            .collect();
        times.sort_unstable();
        (times[0], times[50], times[90])
    };
    let print = |name: &str, (least, half, most): (Duration, Duration, Duration)| {
        println!("{name}: least {least:?}, median {half:?}, nine of ten within {most:?}");
    };
    print("not contained", measured(&Trusting));
    for (kind, containment) in containments() {
        print(&kind.to_string(), measured(containment.as_ref()));
    }
}

/// Prints what watching costs, of tasks that wait for ever as deadlocked tests do.
#[test]
#[ignore = "a measurement"]
fn cost_of_watching() {
    const TASKS: usize = 100;
    const WATCHED: Duration = Duration::from_secs(5);
    for (kind, containment) in containments() {
        let trials: Vec<_> = (0..TASKS).map(|_| Trial::new("wait", [""])).collect();
        let running: Vec<_> = trials
            .iter()
            .map(|it| it.start(containment.as_ref()))
            .collect();
        let ticks = || -> u64 {
            let all = trials.iter().flat_map(|it| marked(&it.mark));
            all.filter_map(ticks_of).sum()
        };
        let first = i32::try_from(running[0].id()).expect("a process's number");
        let first = rustix::process::Pid::from_raw(first).expect("not zero");
        ended_within(first, Duration::from_secs(3));
        let before = ticks();
        ended_within(first, WATCHED);
        let used = (ticks() - before) * 10;
        println!("{kind}: {TASKS} tasks that wait take {used} ms in {WATCHED:?}");
        drop(running);
        for trial in &trials {
            for pid in marked(&trial.mark) {
                kill(pid);
            }
        }
    }
}

fn ticks_of(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = after.split_ascii_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

fn kill(pid: u32) {
    use rustix::process::{Pid, Signal, kill_process};

    if let Some(pid) = Pid::from_raw(pid.cast_signed()) {
        let _ = kill_process(pid, Signal::KILL);
    }
}
