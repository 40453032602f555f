//! The `workbook` command as a library: everything but the parsing of its arguments.
//!
//! What there is to work on:
//! - [`catalog`]: chapters, exercises and tests, read from their declarations;
//! - [`stubs`]: the exercises as shipped;
//! - [`progress`]: what the learner has solved; [`learner_file`]: the files that are the learner's;
//!   [`atomic_file`]: how both are written;
//! - [`refusal`]: what an error of the compiler is called in all of them;
//! - [`workbook`]: all of these, opened.
//!
//! What is done with it:
//! - [`check`]: the one way to judge an answer; [`judge`]: many answers, which are not trusted;
//!   [`screen`]: what is refused of those by sight;
//! - [`book`]: the pages, built; [`serve`]: the pages, in the browser;
//! - [`programs`]: the programs on the pages, compiled and run;
//! - [`watch`]: what a save, a key and a verdict lead to; [`watcher`]: which files were saved;
//! - [`scratch`] and [`verify`]: the authors' declarations, tried in a tree of their own.
//!
//! How it is shown:
//! - [`terminal`]: events, lists and differences as text;
//! - [`command`]: the subcommands; [`interrupt`]: the wish to stop.

pub mod atomic_file;
pub mod book;
pub mod catalog;
pub mod check;
pub mod command;
pub mod interrupt;
pub mod judge;
pub mod learner_file;
pub mod programs;
pub mod progress;
pub mod refusal;
pub mod scratch;
pub mod screen;
pub mod serve;
pub mod stubs;
pub mod terminal;
pub mod verify;
pub mod watch;
pub mod watcher;
pub mod workbook;
