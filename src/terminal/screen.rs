//! The terminal in raw mode: keys come one by one, and it is given back as it was on every way out.

use std::io::{self, Write as _};
use std::sync::Once;

use crossterm::cursor::MoveTo;
use crossterm::terminal::{Clear, ClearType, disable_raw_mode, enable_raw_mode};
use crossterm::{QueueableCommand as _, queue};

/// The terminal, taken. Dropping it gives it back; so does a panic.
#[derive(Debug)]
pub struct Screen(());

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// If it cannot be put into raw mode.
    pub fn take() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let default = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                // The message would otherwise run down the screen like stairs.
                let _ = disable_raw_mode();
                default(info);
            }));
        });
        enable_raw_mode()?;
        Ok(Self(()))
    }

    /// Clears the terminal and writes `text`, whose last line is left open for [`status`](Self::status).
    ///
    /// # Errors
    ///
    /// If the terminal is gone.
    pub fn draw(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        // Purging keeps the scrollback free of the screens before.
        queue!(
            out,
            Clear(ClearType::All),
            Clear(ClearType::Purge),
            MoveTo(0, 0)
        )?;
        write!(
            anstream::AutoStream::auto(&mut out),
            "{}",
            text.replace('\n', "\r\n")
        )?;
        out.flush()
    }

    /// Rewrites the last line, cut to the width of the terminal so that it never becomes two.
    ///
    /// # Errors
    ///
    /// If the terminal is gone.
    pub fn status(&self, line: &str) -> io::Result<()> {
        let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let line: String = line.chars().take(width.saturating_sub(1)).collect();
        let mut out = io::stdout().lock();
        out.queue(Clear(ClearType::CurrentLine))?;
        write!(out, "\r{line}")?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
        println!();
    }
}
