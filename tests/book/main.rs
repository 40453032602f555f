//! The book, held to what it says: its programs and snippets run, its links lead somewhere, and nothing
//! of it needs the network.

mod directives;
mod harness;
mod links;
mod offline;
mod programs;
mod search;
mod snippets;
