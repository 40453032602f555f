//! What a thread and a task cost on this machine: to start, to keep waiting, and to hand over to.
//!
//! `cargo run --release -p ch06-threads-tasks --example costs [HOW MANY]`. The numbers of the Go program
//! beside this file are of the same three things.

use std::fs;
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

/// How often two of a kind hand over to each other.
const HANDOVERS: u32 = 100_000;

fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .map_or(10_000, |it| it.parse().expect("a number"));
    println!("{count} that wait, and {HANDOVERS} handovers");
    row("task", tasks(count), task_handovers());
    row("thread", threads(count), thread_handovers());
}

/// What `count` of a kind took: until the last was waiting, and while all of them were.
struct Cost {
    each: Duration,
    resident: usize,
    kernel_stack: usize,
}

fn row(kind: &str, cost: Cost, handovers: Duration) {
    println!(
        "{kind:>8}: {:8.2} µs to start  {:7} B resident  {:6} B of kernel stack  {:6.2} µs to hand over",
        cost.each.as_secs_f64() * 1e6,
        cost.resident,
        cost.kernel_stack,
        handovers.as_secs_f64() * 1e6 / f64::from(HANDOVERS),
    );
}

fn measured(count: usize, start: impl FnOnce()) -> Cost {
    let before = memory();
    let begin = Instant::now();
    start();
    let took = begin.elapsed();
    let after = memory();
    Cost {
        each: took.div_f64(count as f64),
        resident: after.0.saturating_sub(before.0) / count,
        kernel_stack: after.1.saturating_sub(before.1) / count,
    }
}

fn threads(count: usize) -> Cost {
    let (here, end) = (Barrier::new(count + 1), Barrier::new(count + 1));
    thread::scope(|scope| {
        let cost = measured(count, || {
            for _ in 0..count {
                scope.spawn(|| {
                    here.wait();
                    end.wait();
                });
            }
            here.wait();
        });
        end.wait();
        cost
    })
}

fn tasks(count: usize) -> Cost {
    runtime().block_on(async {
        let here = Arc::new(tokio::sync::Barrier::new(count + 1));
        let end = Arc::new(tokio::sync::Barrier::new(count + 1));
        let before = memory();
        let begin = Instant::now();
        for _ in 0..count {
            let (here, end) = (Arc::clone(&here), Arc::clone(&end));
            tokio::spawn(async move {
                here.wait().await;
                end.wait().await;
            });
        }
        here.wait().await;
        let took = begin.elapsed();
        let after = memory();
        end.wait().await;
        Cost {
            each: took.div_f64(count as f64),
            resident: after.0.saturating_sub(before.0) / count,
            kernel_stack: after.1.saturating_sub(before.1) / count,
        }
    })
}

fn thread_handovers() -> Duration {
    let (ping, pinged) = mpsc::sync_channel(1);
    let (pong, ponged) = mpsc::sync_channel(1);
    thread::scope(|scope| {
        scope.spawn(move || pinged.iter().try_for_each(|()| pong.send(())));
        let begin = Instant::now();
        for _ in 0..HANDOVERS / 2 {
            ping.send(()).expect("the other one listens");
            ponged.recv().expect("the other one answers");
        }
        drop(ping);
        begin.elapsed()
    })
}

fn task_handovers() -> Duration {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let (ping, mut pinged) = tokio::sync::mpsc::channel(1);
        let (pong, mut ponged) = tokio::sync::mpsc::channel(1);
        tokio::spawn(async move {
            while pinged.recv().await.is_some() && pong.send(()).await.is_ok() {}
        });
        let begin = Instant::now();
        for _ in 0..HANDOVERS / 2 {
            ping.send(()).await.expect("the other one listens");
            ponged.recv().await.expect("the other one answers");
        }
        begin.elapsed()
    })
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .expect("a runtime")
}

/// Bytes of this process that are in memory, and of the system that are stacks of the kernel. Zero where
/// there is no `/proc`.
fn memory() -> (usize, usize) {
    (
        kilobytes("/proc/self/status", "VmRSS:") * 1024,
        kilobytes("/proc/meminfo", "KernelStack:") * 1024,
    )
}

fn kilobytes(file: &str, name: &str) -> usize {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .find_map(|line| {
            line.strip_prefix(name)?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        })
        .unwrap_or(0)
}
