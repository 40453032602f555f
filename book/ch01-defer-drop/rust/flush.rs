//! A buffered writer over a disk that is full.

use std::io::{self, BufWriter, Write};

struct FullDisk;

impl Write for FullDisk {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("no space left on device"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn save() -> io::Result<()> {
    let mut writer = BufWriter::new(FullDisk);
    writeln!(writer, "settings")
    // Here the writer is dropped, and flushed, and the error goes nowhere.
}

fn save_and_say() -> io::Result<()> {
    let mut writer = BufWriter::new(FullDisk);
    writeln!(writer, "settings")?;
    writer.flush()
}

fn main() {
    println!("save: {:?}", save().map_err(|error| error.to_string()));
    println!(
        "save_and_say: {:?}",
        save_and_say().map_err(|error| error.to_string())
    );
}
