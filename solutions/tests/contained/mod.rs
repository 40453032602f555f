//! Whether what is to be tested can be contained here. Where nothing may be missing, it has to be.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use solutions::sandbox::{self, Kind};
use workbook::judge::Containment;

pub(crate) fn helper() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_solutions"))
}

/// The containment by `kind`. None if this machine has none, and then it is said loudly that `what` is not
/// tested.
pub(crate) fn containment(kind: Kind, what: &str) -> Option<Arc<dyn Containment>> {
    let missing = match sandbox::available(helper(), Some(kind)) {
        Ok(containment) => return Some(containment),
        Err(missing) => missing,
    };
    let required = std::env::var("WORKBOOK_REQUIRE_ALL").is_ok_and(|it| it == "1");
    assert!(!required, "{missing}");
    // Not through the harness, which would keep it to itself.
    let _ = writeln!(
        std::io::stderr(),
        "\n*** NOT TESTED: {what} ***\n{missing}\n"
    );
    None
}
