//! The capstone's server from outside, as clients meet it: decent ones, clumsy ones, and those that want to harm.
//!
//! On Linux only, where connections are parked, which much of this is about. It is built with the references. With `CH20_FEATURES=server`, it is built with the rungs of whoever works on them.

#![cfg(target_os = "linux")]

mod abuse;
mod clients;
mod crowd;
mod endings;
mod harness;
mod protocol;
mod rooms;
mod telling;
