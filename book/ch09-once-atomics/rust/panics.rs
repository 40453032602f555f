use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Once, OnceLock};

/// Calls `f` and says how that ended.
fn attempt(what: &str, f: impl FnOnce()) {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(()) => println!("{what} returned"),
        Err(_) => println!("{what} panicked"),
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| {})); // panics are told below

    let once = Once::new();
    attempt("Once, first:", || once.call_once(|| panic!("no such file")));
    attempt("Once, again:", || once.call_once(|| println!("loading")));

    let lazy = LazyLock::new(|| -> u32 { panic!("no such file") });
    attempt("LazyLock, first:", || {
        LazyLock::force(&lazy);
    });
    attempt("LazyLock, again:", || {
        LazyLock::force(&lazy);
    });

    let lock = OnceLock::new();
    attempt("OnceLock, first:", || {
        lock.get_or_init(|| -> u32 { panic!("no such file") });
    });
    attempt("OnceLock, again:", || {
        lock.get_or_init(|| 1000);
    });
}
