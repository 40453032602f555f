//! The book in the browser: served on this machine, built anew when a source changes.
//!
//! A reader never sees half a book: each build goes into a folder of its own, and requests move
//! over to it when it is complete. A build that fails leaves the last good one in place.

mod router;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use crate::book::{self, BookError};
use crate::watcher::Watcher;

/// The port that is tried first when none is asked for.
pub const PORT: u16 = 3000;
/// How many ports above it are tried.
const MORE_PORTS: u16 = 20;

/// A book that is served, and can be built anew.
#[derive(Clone, Debug)]
pub struct Server {
    root: PathBuf,
    /// The latest book that is complete. The folder goes when its last request is answered.
    current: Arc<RwLock<Arc<TempDir>>>,
    /// Told when there is a newer book.
    reload: broadcast::Sender<()>,
}

/// Why the book is not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// There is no book to serve.
    #[error(transparent)]
    Book(#[from] BookError),
    /// There is no place to build it.
    #[error("the book's folder below target cannot be made: {0}")]
    Folder(std::io::Error),
    /// The port that was asked for is not to be had.
    #[error(
        "port {port} cannot be used: {error}. Is another workbook running? `--port 0` takes any \
         free port, and without `--port` the next free one is found"
    )]
    Port {
        /// The port.
        port: u16,
        /// Why not.
        error: std::io::Error,
    },
    /// The server came to an end by itself.
    #[error("the server failed: {0}")]
    Server(std::io::Error),
}

impl Server {
    /// Builds the book of the workbook at `root` for the first time.
    ///
    /// # Errors
    ///
    /// If it cannot be built.
    pub async fn new(root: &Path) -> Result<Self, ServeError> {
        let first = build(root.to_owned()).await?;
        Ok(Self {
            root: root.to_owned(),
            current: Arc::new(RwLock::new(Arc::new(first))),
            reload: broadcast::Sender::new(1),
        })
    }

    /// Builds the book again, and tells the open pages.
    ///
    /// # Errors
    ///
    /// If it cannot be built; then the last one is still served.
    pub async fn rebuild(&self) -> Result<(), ServeError> {
        let new = Arc::new(build(self.root.clone()).await?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = new;
        // An error only means that no page is open.
        let _ = self.reload.send(());
        Ok(())
    }

    /// Rebuilds whenever a source of the book changes, for ever, and hands each result to `told`.
    ///
    /// The `sources` are [`sources`] of the same workbook, watched since before the book was built:
    /// then no change is missed.
    pub async fn follow(&self, mut sources: Watcher, mut told: impl FnMut(Result<(), ServeError>)) {
        loop {
            let changed = sources.changed().await;
            if changed
                .iter()
                .any(|path| concerns_the_book(&self.root, path))
            {
                told(self.rebuild().await);
            }
        }
    }

    /// Answers requests on `listener`, for ever.
    ///
    /// # Errors
    ///
    /// If the server cannot go on.
    pub async fn serve(&self, listener: TcpListener) -> Result<(), ServeError> {
        axum::serve(listener, router::router(self.clone()))
            .await
            .map_err(ServeError::Server)
    }

    fn current(&self) -> Arc<TempDir> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Watches the sources of the book of the workbook at `root`, for [`Server::follow`].
pub fn sources(root: &Path) -> Watcher {
    Watcher::new(book::sources(root))
}

/// Listens on `port` of this machine alone, or, if none is asked for, on the first free one from
/// [`PORT`] on.
///
/// # Errors
///
/// If the port, or every one of them, is taken.
pub async fn listen(port: Option<u16>) -> Result<TcpListener, ServeError> {
    let bind = |port: u16| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    if let Some(port) = port {
        return bind(port)
            .await
            .map_err(|error| ServeError::Port { port, error });
    }
    for port in PORT..PORT + MORE_PORTS {
        if let Ok(listener) = bind(port).await {
            return Ok(listener);
        }
    }
    bind(0)
        .await
        .map_err(|error| ServeError::Port { port: 0, error })
}

/// The learner's own files lie among the sources, but what a page shows is the exercise as shipped.
fn concerns_the_book(root: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root.join("exercises")) else {
        return true;
    };
    let in_chapter = inside.components().count() == 2;
    inside
        .file_name()
        .is_some_and(|name| name == "chapter.toml")
        || !in_chapter && inside.iter().nth(1).is_some_and(|folder| folder == "tests")
}

/// mdBook works with the file system and a processor for a good while: not on a thread that answers
/// requests.
async fn build(root: PathBuf) -> Result<TempDir, ServeError> {
    let target = root.join("target");
    let work = move || {
        std::fs::create_dir_all(&target).map_err(ServeError::Folder)?;
        let folder = tempfile::Builder::new()
            .prefix("served-")
            .tempdir_in(&target)
            .map_err(ServeError::Folder)?;
        book::render(&root, folder.path(), Some(router::RELOAD))?;
        Ok(folder)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panicked) => Err(ServeError::Server(std::io::Error::other(panicked))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learners_save_is_no_reason_to_reload() {
        let concerns = |path: &str| concerns_the_book(Path::new("/w"), &Path::new("/w").join(path));
        for path in [
            "book.toml",
            "book/ch01-a/README.md",
            "exercises/ch01-a/chapter.toml",
            "exercises/ch01-a/tests/ex01_b.rs",
        ] {
            assert!(concerns(path), "{path}");
        }
        for path in [
            "exercises/ch01-a/ex01_b.rs",
            "exercises/ch01-a/ex01_b.rs.1.bak",
            "exercises/ch01-a/wrong/ex01_b/c.rs",
            "exercises/ch01-a/Cargo.toml",
            "exercises/support/src/lib.rs",
        ] {
            assert!(!concerns(path), "{path}");
        }
    }
}
