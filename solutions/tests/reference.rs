//! Every test of every chapter, run against the reference solutions.

// Two exercises may well be solved by files of the same shape, but each `exercise` module is its own
// file; what the lint sees is one test file compiled here and in its chapter.
#![allow(clippy::duplicate_mod)]

include!(concat!(env!("OUT_DIR"), "/chapters.rs"));
