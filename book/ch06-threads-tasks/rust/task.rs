use tokio::runtime::Builder;

struct Says(&'static str);

impl Drop for Says {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

async fn greeter() {
    let _end = Says("the greeter is dropped, where it waits");
    println!("hello");
    std::future::pending::<()>().await;
    println!("nobody gets here");
}

fn main() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let lazy = greeter();
        println!("made, and nothing has happened");
        tokio::spawn(lazy);
        tokio::task::yield_now().await;
        println!("main is done");
    });
    drop(runtime);
    println!("the runtime is gone");
}
