//! What does the server do while nobody says anything?

use std::time::Duration;

use super::Run;
use super::meter::{Meter, Used};

/// Lets `length` pass. What is counted are connections times seconds, so that a figure for each is one for each
/// second.
pub(super) fn ask(run: &mut Run, length: Duration) -> anyhow::Result<Option<Used>> {
    run.say("nobody says anything");
    let server = run.server.clone();
    let meter = Meter::start(&server);
    run.crowd.rest(length)?;
    let open = run.crowd.open().len() as f64;
    let used = meter.stop((open * length.as_secs_f64()) as u64);
    Ok((!run.crowd.is_stopped()).then_some(used))
}
