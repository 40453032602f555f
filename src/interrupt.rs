//! The wish to stop: Ctrl-C, and on Unix the signals of a closing terminal or a supervisor.

use std::process::ExitCode;

/// Waits until the workbook is asked to stop, and returns what it should exit with: 128 and the
/// number of the signal, as shells have it.
pub async fn wait() -> ExitCode {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let received = async |kind: SignalKind, number: u8| {
            match signal(kind) {
                Ok(mut signals) => {
                    signals.recv().await;
                }
                // Then this signal ends the workbook in the system's own way.
                Err(_) => std::future::pending().await,
            }
            ExitCode::from(128 + number)
        };
        tokio::select! {
            code = received(SignalKind::interrupt(), 2) => code,
            code = received(SignalKind::hangup(), 1) => code,
            code = received(SignalKind::terminate(), 15) => code,
        }
    }
    #[cfg(not(unix))]
    {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        ExitCode::from(130)
    }
}
