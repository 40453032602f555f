//! How many descriptors this process may have.

use anyhow::{Context as _, bail};

/// What is open beside the connections: the standard streams, the poll, files that are read.
const BESIDE: u64 = 32;

/// Raises the soft limit until `connections` fit.
///
/// # Errors
///
/// If the hard limit does not allow that many.
pub fn allow(connections: usize) -> anyhow::Result<()> {
    let needed = connections as u64 + BESIDE;
    let limit = rlimit::increase_nofile_limit(needed)
        .context("the limit of descriptors cannot be raised")?;
    // Of Windows's sockets there is no such limit.
    if cfg!(unix) && limit < needed {
        bail!("{}", too_many(connections, limit));
    }
    Ok(())
}

fn too_many(connections: usize, limit: u64) -> String {
    format!(
        "{connections} connections need {} descriptors, and the hard limit of this process is {limit}: at most {} \
         connections fit. For more, take several processes: --fleet",
        connections as u64 + BESIDE,
        limit.saturating_sub(BESIDE)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_hard_limit_is_said_with_what_fits() {
        let said = too_many(20_000, 20_000);
        assert!(
            said.contains("20000 connections need 20032 descriptors"),
            "{said}"
        );
        assert!(said.contains("at most 19968 connections fit"), "{said}");
        allow(1).unwrap();
    }
}
