//! Mistake: a task of its own runs on the same thread as the others.
//! Rejected by: the_heart_beats_while_the_parser_runs

use tokio::task::yield_now;

/// The parser panicked.
#[derive(Debug, PartialEq, Eq)]
pub struct ParserPanicked;

/// Runs `parser` on `document`, and returns what it returns. It may take seconds; the other tasks of this
/// runtime, which may have a single thread, go on meanwhile.
pub async fn parse<T: Send + 'static>(
    document: String,
    parser: impl FnOnce(&str) -> T + Send + 'static,
) -> Result<T, ParserPanicked> {
    tokio::spawn(async move { parser(&document) })
        .await
        .map_err(|_| ParserPanicked)
}

/// After so many numbers, [`sum`] lets others have their turn.
pub const GIVE_WAY: usize = 1000;

/// The sum of all `numbers`. Other tasks get a turn after each [`GIVE_WAY`] of them.
pub async fn sum(numbers: &[u64]) -> u64 {
    let mut sum = 0;
    for chunk in numbers.chunks(GIVE_WAY) {
        sum += chunk.iter().sum::<u64>();
        yield_now().await;
    }
    sum
}
