//! The book, held to what it says: its programs and snippets run, its links lead somewhere, nothing
//! of it needs the network, and the server keeps its promises.

mod directives;
mod harness;
mod links;
mod offline;
mod programs;
mod search;
mod server;
mod snippets;
