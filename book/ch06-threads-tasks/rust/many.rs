use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::Barrier;

fn main() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let threads = Arc::new(Mutex::new(HashSet::new()));
    runtime.block_on(async {
        let (here, end) = (
            Arc::new(Barrier::new(10_001)),
            Arc::new(Barrier::new(10_001)),
        );
        let mut tasks = Vec::new();
        for _ in 0..10_000 {
            let (here, end, threads) = (here.clone(), end.clone(), threads.clone());
            tasks.push(tokio::spawn(async move {
                here.wait().await;
                let id = thread::current().id();
                threads.lock().expect("no panic").insert(id);
                end.wait().await;
            }));
        }
        here.wait().await;
        println!(
            "tasks that wait: {}",
            Handle::current().metrics().num_alive_tasks()
        );
        end.wait().await;
        for task in tasks {
            task.await.expect("no panic");
        }
    });
    let threads = threads.lock().expect("no panic").len();
    println!("threads that ran them: at most two, {}", threads <= 2);
}
