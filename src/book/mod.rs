//! The book: mdBook, run in this process, with the workbook's own directives.
//!
//! - [`directive`]: finds `{{#exercise …}}`, `{{#program …}}` and the like on the pages and expands them;
//! - `exercise`: what an exercise becomes on its page; `course`: a map of all of them;
//! - `program`: what a program and its recorded output become; `model`: one whose interleavings were
//!   explored, and the one that breaks it;
//! - [`Quiz`]: a question about a program, whose answers are checked, and what it becomes.
//!
//! A book that is served has the script of `src/page` besides, which makes editors of the exercises.
//!
//! And what pages are held to:
//! - [`Page`]: a page as written, and what mdBook would leave on it without a word;
//! - [`Snippet`]: a piece of Rust on a page, to be compiled and run.

mod course;
pub mod directive;
mod exercise;
mod include;
mod model;
mod page;
mod program;
mod quiz;
mod snippet;

use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use crate::catalog::Catalog;
use directive::Directives;

pub use page::Page;
pub use quiz::{Answer, Outcome, Quiz};
pub use snippet::{Expected, Snippet};

/// Where the book is built unless somebody says otherwise, relative to the root.
pub const OUTPUT: &str = "target/book";

/// Where the pages of a served book find their server, without the leading slash.
pub const SOCKET: &str = "__workbook/socket";

/// Why the book cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The catalog cannot be read, and without it no exercise can be shown.
    #[error(transparent)]
    Catalog(#[from] crate::catalog::CatalogError),
    /// mdBook refused: the configuration, the summary, a page or a directive on it.
    #[error("{0:#}")]
    MdBook(anyhow::Error),
}

/// What a book is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built<'path> {
    /// To be published anywhere, as files: complete without a script and without a server.
    ForAnywhere,
    /// The same, for one place: below this path of a host, as `/course/`. Only the page that the host
    /// shows for an address that does not exist has to know; elsewhere every link is relative.
    Below(&'path str),
    /// To be served by [`crate::serve`], whose pages edit, check and run.
    ToBeServed,
}

/// Builds the book of the workbook at `root` into `output`, which is emptied first.
///
/// The source tree is only read.
///
/// # Errors
///
/// If a page, a directive or the configuration is wrong; the error names the page and its line.
pub fn render(root: &Path, output: &Path, built: Built<'_>) -> Result<(), BookError> {
    let catalog = Catalog::load(root)?;
    let mut config = Config::from_disk(root.join("book.toml")).map_err(BookError::MdBook)?;
    config.build.build_dir = output.to_owned();
    match built {
        Built::ForAnywhere => Ok(()),
        Built::Below(path) => config.set("output.html.site-url", path),
        // The one thing by which our layout can tell; the script does more than to reload.
        Built::ToBeServed => config.set("output.html.live-reload-endpoint", SOCKET),
    }
    .map_err(BookError::MdBook)?;
    let served = built == Built::ToBeServed;
    let mut book = MDBook::load_with_config(root, config).map_err(BookError::MdBook)?;
    book.with_preprocessor(Directives::new(catalog, served));
    book.build().map_err(BookError::MdBook)?;
    if served {
        add_page_files(output).map_err(|error| {
            BookError::MdBook(
                anyhow::Error::new(error).context("the script of the pages cannot be written"),
            )
        })?;
    }
    Ok(())
}

/// The script and the style of the served pages, as `src/page` builds them.
fn add_page_files(output: &Path) -> std::io::Result<()> {
    let folder = output.join("__workbook");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("page.js"),
        include_bytes!("../page/bundle/page.js"),
    )?;
    std::fs::write(folder.join("page.css"), include_bytes!("../page/page.css"))
}

/// The sources of the book: a change below one of these changes its pages.
pub fn sources(root: &Path) -> Vec<PathBuf> {
    ["book", "book.toml", "exercises"]
        .map(|path| root.join(path))
        .into()
}
