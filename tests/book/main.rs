//! The book, held to what it says: its programs and snippets run, its links lead somewhere, nothing
//! of it needs the network, and no page has a script inside.

mod directives;
mod harness;
mod links;
mod models;
mod offline;
mod policy;
mod programs;
mod quizzes;
mod search;
mod snippets;
mod tables;
