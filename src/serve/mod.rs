//! The book in the browser: served on this machine, built anew when a source changes, with its
//! exercises edited, checked and run from the page.
//!
//! - `guard`: who is answered; `token`: who is let in;
//! - `router`: the pages and the way to their socket;
//! - `message`: what a page asks and is told; `connection`: one page's socket;
//! - `desk`: what is asked, done; `queue`: one job after the other;
//! - `build`: the next version of the book, made by a process of its own.
//!
//! A reader never sees half a book: each build goes into a folder of its own, and requests move
//! over to it when it is complete. A build that fails leaves the last good one in place.

mod build;
mod connection;
mod desk;
mod guard;
mod message;
mod queue;
mod router;
mod token;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::book;
use crate::catalog::CatalogError;
use crate::progress;
use crate::watcher::Watcher;
use crate::workbook::Workbook;
use desk::Desk;
use guard::Guard;
use message::Tell;
use token::Tokens;

/// The port that is tried first when none is asked for.
pub const PORT: u16 = 3000;
/// How many ports above it are tried.
const MORE_PORTS: u16 = 20;

/// A book that is served, and can be built anew.
#[derive(Clone, Debug)]
pub struct Server {
    root: PathBuf,
    address: SocketAddr,
    guard: Guard,
    tokens: Tokens,
    /// Tells this server from the one before it and the one after.
    name: Arc<str>,
    /// The latest book that is complete. The folder goes when its last request is answered.
    current: Arc<RwLock<Arc<TempDir>>>,
    desk: Arc<Desk>,
    /// For pages that are connected.
    places: Arc<Semaphore>,
}

/// Why the book is not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The declarations of the exercises cannot be read.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The book cannot be built, and this is why.
    #[error("{0}")]
    Book(String),
    /// The book is built by this program, in a process of its own, and that cannot be started.
    #[error("the process that builds the book cannot be started: {0}")]
    Process(std::io::Error),
    /// There is no place to build it.
    #[error("the book's folder below target cannot be made: {0}")]
    Folder(std::io::Error),
    /// The token by which the reader's browser is known cannot be made.
    #[error("the secret of this start cannot be kept in .workbook: {0}")]
    Token(std::io::Error),
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
    /// Builds the book of `workbook` for the first time, to be served on `listener`.
    ///
    /// # Errors
    ///
    /// If it cannot be built, or the secret of this start cannot be kept.
    pub async fn new(workbook: Workbook, listener: &TcpListener) -> Result<Self, ServeError> {
        let root = workbook.root().to_owned();
        let address = listener.local_addr().map_err(ServeError::Server)?;
        let tokens = Tokens::new(&root).map_err(ServeError::Token)?;
        let first = build::build(&root).await?;
        Ok(Self {
            address,
            guard: Guard {
                port: address.port(),
                open_to_others: !address.ip().is_loopback(),
            },
            name: book_name(&first),
            tokens,
            current: Arc::new(RwLock::new(Arc::new(first))),
            desk: Arc::new(Desk::new(workbook).await),
            places: Arc::new(Semaphore::new(router::PAGES)),
            root,
        })
    }

    /// The address to open in a browser, with the token that lets it edit and run.
    pub fn url(&self) -> String {
        let token = self.tokens.current();
        format!("http://{}/?token={token}", self.address)
    }

    /// Builds the book again, and tells the open pages.
    ///
    /// # Errors
    ///
    /// If it cannot be built; then the last one is still served, and the open pages say why.
    pub async fn rebuild(&self) -> Result<(), ServeError> {
        let built = build::build(&self.root).await;
        let built = built.and_then(|new| {
            self.desk.reopen()?;
            Ok(new)
        });
        match built {
            Ok(new) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                self.desk.book(None);
                self.desk.tell(&Tell::Reload);
                Ok(())
            }
            Err(error) => {
                self.desk.book(Some(error.to_string()));
                Err(error)
            }
        }
    }

    /// Follows changes, for ever: rebuilds whenever a source of the book changes, and hands each result
    /// to `told`; tells the open pages whenever a learner's file or the progress does.
    ///
    /// The `sources` are [`sources`] of the same workbook, watched since before the book was built:
    /// then no change is missed.
    pub async fn follow(&self, mut sources: Watcher, mut told: impl FnMut(Result<(), ServeError>)) {
        loop {
            let changed = sources.changed().await;
            self.desk.changed(&changed);
            if changed
                .iter()
                .any(|path| concerns_the_book(&self.root, path))
            {
                told(self.rebuild().await);
            }
        }
    }

    /// Answers requests on `listener` and does what the pages ask for, for ever.
    ///
    /// # Errors
    ///
    /// If the server cannot go on.
    pub async fn serve(&self, listener: TcpListener) -> Result<(), ServeError> {
        tokio::select! {
            result = axum::serve(listener, router::router(self.clone())) => {
                result.map_err(ServeError::Server)
            }
            () = self.desk.work() => Ok(()),
        }
    }

    fn current(&self) -> Arc<TempDir> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Watches what [`Server::follow`] follows, of the workbook at `root`: the sources of the book, the
/// learner's files among them, and the progress.
pub fn sources(root: &Path) -> Watcher {
    let mut paths = book::sources(root);
    let progress = root.join(progress::FOLDER);
    // What is there can be watched, and need not be looked at again and again. If it cannot be made,
    // neither can the progress be kept, which is said then.
    let _ = std::fs::create_dir_all(&progress);
    paths.push(progress);
    Watcher::new(paths)
}

/// Listens on `port` of `address`, or, if no port is asked for, on the first free one from [`PORT`] on.
///
/// # Errors
///
/// If the port, or every one of them, is taken.
pub async fn listen(address: Option<IpAddr>, port: Option<u16>) -> Result<TcpListener, ServeError> {
    let address = address.unwrap_or(Ipv4Addr::LOCALHOST.into());
    let bind = |port: u16| TcpListener::bind(SocketAddr::from((address, port)));
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

/// The folder of the first book is one that no other server has.
fn book_name(folder: &TempDir) -> Arc<str> {
    let name = folder.path().file_name().unwrap_or_default();
    name.to_string_lossy().into()
}

/// The learner's own files lie among the sources, but what a page shows is the exercise as shipped.
fn concerns_the_book(root: &Path, path: &Path) -> bool {
    if path.starts_with(root.join(progress::FOLDER)) {
        return false;
    }
    let Ok(inside) = path.strip_prefix(root.join("exercises")) else {
        return true;
    };
    let in_chapter = inside.components().count() == 2;
    inside
        .file_name()
        .is_some_and(|name| name == "chapter.toml")
        || !in_chapter && inside.iter().nth(1).is_some_and(|folder| folder == "tests")
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
            ".workbook/progress.json",
        ] {
            assert!(!concerns(path), "{path}");
        }
    }
}
