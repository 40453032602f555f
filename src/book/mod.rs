//! The book: mdBook, run in this process, with the workbook's own directives.
//!
//! - [`directive`]: finds `{{#exercise …}}` and `{{#program …}}` on the pages and expands them;
//! - `exercise`: what an exercise becomes on its page;
//! - `program`: what a program and its recorded output become.
//!
//! And what pages are held to:
//! - [`Page`]: a page as written, and what mdBook would leave on it without a word;
//! - [`Snippet`]: a piece of Rust on a page, to be compiled and run.

pub mod directive;
mod exercise;
mod include;
mod page;
mod program;
mod snippet;

use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use crate::catalog::Catalog;
use directive::Directives;

pub use page::Page;
pub use snippet::{Expected, Snippet};

/// Where the book is built unless somebody says otherwise, relative to the root.
pub const OUTPUT: &str = "target/book";

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

/// Builds the book of the workbook at `root` into `output`, which is emptied first. With
/// `reload_endpoint`, each page listens at that address of its server for the word to reload.
///
/// The source tree is only read.
///
/// # Errors
///
/// If a page, a directive or the configuration is wrong; the error names the page and its line.
pub fn render(root: &Path, output: &Path, reload_endpoint: Option<&str>) -> Result<(), BookError> {
    let catalog = Catalog::load(root)?;
    let mut config = Config::from_disk(root.join("book.toml")).map_err(BookError::MdBook)?;
    config.build.build_dir = output.to_owned();
    if let Some(endpoint) = reload_endpoint {
        config
            .set("output.html.live-reload-endpoint", endpoint)
            .map_err(BookError::MdBook)?;
    }
    let mut book = MDBook::load_with_config(root, config).map_err(BookError::MdBook)?;
    book.with_preprocessor(Directives::new(catalog));
    book.build().map_err(BookError::MdBook)
}

/// The sources of the book: a change below one of these changes its pages.
pub fn sources(root: &Path) -> Vec<PathBuf> {
    ["book", "book.toml", "exercises"]
        .map(|path| root.join(path))
        .into()
}
