//! The workbook in a real browser: what its tests share.
//!
//! - [`browser`]: Chromium, and the tabs of it;
//! - [`axe`]: what is not accessible on a page;
//! - [`served`]: a workbook with the real book, served by the real command;
//! - [`capstone`]: the server that the last chapter builds;
//! - [`published`]: the book as static files, below some path of some server.
//!
//! It is a package of its own so that nobody who only wants to solve exercises builds it.

pub mod axe;
pub mod browser;
pub mod capstone;
pub mod published;
pub mod served;

use std::path::{Path, PathBuf};
use std::time::Duration;

/// No wait for a page is longer.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder that is kept from one run to the next.
pub fn kept(name: &str) -> PathBuf {
    target().join("browser").join(name)
}

/// Cargo's own target folder: this executable is `target/debug/deps/…`.
fn target() -> PathBuf {
    let executable = std::env::current_exe().expect("it runs");
    executable
        .ancestors()
        .find(|it| it.file_name().is_some_and(|name| name == "debug"))
        .and_then(Path::parent)
        .expect("built by cargo")
        .to_owned()
}

/// Whether what cannot be tried here is a failure.
pub fn all_required() -> bool {
    std::env::var("WORKBOOK_REQUIRE_ALL").is_ok_and(|it| it == "1")
}
