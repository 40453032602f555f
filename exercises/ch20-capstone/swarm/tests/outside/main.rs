//! The tool, with servers of which it is known what they do.

mod command;
mod measure;
mod server;
