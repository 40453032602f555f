//! The command, seen from outside: verdicts on answers of every kind, and what the subcommands say
//! and leave behind.

mod answers;
mod judge;
mod models;
mod subcommands;
#[cfg(unix)]
mod terminal;
mod tree;
