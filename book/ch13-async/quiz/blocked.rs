use std::sync::Mutex;

use tokio::task::yield_now;

async fn visit(room: &Mutex<Vec<&str>>, name: &'static str) {
    let mut names = room.lock().unwrap();
    yield_now().await;
    names.push(name);
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let room = Mutex::new(Vec::new());
    tokio::join!(visit(&room, "Ann"), visit(&room, "Bob"));
    println!("{:?}", room.into_inner().unwrap());
}
