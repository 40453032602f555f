//! More connections than one process may have: several processes of ours, and of the server.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::args::Args;

/// Not yet.
///
/// # Errors
///
/// Always.
pub fn run(_args: &Args, _stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    anyhow::bail!("--fleet is not there yet")
}
