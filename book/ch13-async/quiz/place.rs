use std::sync::Arc;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinSet;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (places, meeting) = (Arc::new(Semaphore::new(1)), Arc::new(Barrier::new(2)));
    let mut tasks = JoinSet::new();
    for number in 1..=2 {
        let place = Arc::clone(&places).acquire_owned().await;
        let _place = place.expect("it is never closed");
        let meeting = Arc::clone(&meeting);
        tasks.spawn(async move {
            println!("{number} begins");
            meeting.wait().await;
        });
    }
    tasks.join_all().await;
    println!("they have met");
}
