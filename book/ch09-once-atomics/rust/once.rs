use std::sync::{LazyLock, OnceLock};
use std::thread;

// What is in it is made when it is first looked at.
static CONNECTIONS: LazyLock<u32> = LazyLock::new(|| {
    println!("loading");
    1000
});

fn main() {
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| *CONNECTIONS);
        }
    });
    println!("{}", *CONNECTIONS);

    // What is in it is made by whoever comes first, out of whatever is at hand there.
    let greeting = OnceLock::new();
    for name in ["Ann", "Bob"] {
        println!("{}", greeting.get_or_init(|| format!("Hello, {name}!")));
    }
}
