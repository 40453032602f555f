//! Counting allocations, so that a test can hold a solution to a budget.
//!
//! The counts come from [`allocation_counter`], which replaces the global allocator of every test
//! that links this crate and counts each thread by itself.

/// What one thread allocated while a closure ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocations {
    /// Calls to the allocator that returned a new block. A reallocation counts as one.
    pub blocks: u64,
    /// Bytes asked for, summed over those calls.
    pub bytes: u64,
    /// The most bytes held at any moment, counting only what was allocated inside the closure.
    pub peak_bytes: u64,
    /// Bytes allocated inside the closure and still held when it returned: what its result keeps,
    /// or what it leaked. Negative when it freed blocks that were allocated before.
    pub kept_bytes: i64,
}

/// Runs `work` and returns its result together with what this thread allocated meanwhile.
///
/// Allocations of threads that `work` starts are not counted.
pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Allocations) {
    let mut result = None;
    let info = allocation_counter::measure(|| result = Some(work()));
    let result = result.expect("measure calls its closure once");
    let allocations = Allocations {
        blocks: info.count_total,
        bytes: info.bytes_total,
        peak_bytes: info.bytes_max,
        kept_bytes: info.bytes_current,
    };
    (result, allocations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_blocks_bytes_and_what_is_kept() {
        let (kept, allocations) = measure(|| {
            drop(std::hint::black_box(vec![0_u8; 100]));
            vec![0_u8; 40]
        });
        assert_eq!(kept.len(), 40);
        assert_eq!(
            allocations,
            Allocations {
                blocks: 2,
                bytes: 140,
                peak_bytes: 100,
                kept_bytes: 40
            }
        );
    }

    #[test]
    fn a_reallocation_is_a_block() {
        let (_, allocations) = measure(|| {
            let mut bytes = Vec::with_capacity(8);
            bytes.extend_from_slice(&[0_u8; 8]);
            bytes.push(1);
            bytes
        });
        assert_eq!(allocations.blocks, 2);
    }
}
