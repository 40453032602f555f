//! Where the figures go. It is tried first: nobody wants to hear after five minutes that a folder is missing.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::report::Reports;
use crate::{chart, table};

/// The places that were asked for.
#[derive(Clone, Debug)]
pub struct Output {
    json: Option<PathBuf>,
    svg: Option<PathBuf>,
}

impl Output {
    /// Makes sure that they can be written to.
    ///
    /// # Errors
    ///
    /// If one cannot.
    pub fn prepare(json: Option<PathBuf>, svg: Option<PathBuf>) -> anyhow::Result<Self> {
        if let Some(file) = &json
            && !is_stdout(file)
        {
            // What is there is kept until there is something better.
            fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)
                .with_context(|| cannot(file))?;
        }
        if let Some(folder) = &svg {
            fs::create_dir_all(folder).with_context(|| cannot(folder))?;
            let trial = folder.join(".swarm");
            fs::write(&trial, "")
                .and_then(|()| fs::remove_file(&trial))
                .with_context(|| cannot(folder))?;
        }
        Ok(Self { json, svg })
    }

    /// Writes the figures to all places, and the table to the standard output unless JSON goes there.
    ///
    /// # Errors
    ///
    /// If that fails after all.
    pub fn write(&self, reports: &Reports) -> anyhow::Result<()> {
        let json =
            || -> anyhow::Result<String> { Ok(serde_json::to_string_pretty(reports)? + "\n") };
        match &self.json {
            Some(file) if is_stdout(file) => return Ok(io::stdout().write_all(json()?.as_bytes())?),
            Some(file) => fs::write(file, json()?).with_context(|| cannot(file))?,
            None => {}
        }
        if let Some(folder) = &self.svg {
            for (name, svg) in chart::all(reports) {
                let file = folder.join(name);
                fs::write(&file, svg).with_context(|| cannot(&file))?;
            }
        }
        Ok(io::stdout().write_all(table::render(reports).as_bytes())?)
    }
}

fn is_stdout(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn cannot(place: &Path) -> String {
    format!("{} cannot be written", place.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_is_said_before_anything_is_measured() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("there/is/none.json");
        let said = Output::prepare(Some(file.clone()), None)
            .unwrap_err()
            .to_string();
        assert_eq!(said, format!("{} cannot be written", file.display()));
        let file = folder.path().join("file");
        fs::write(&file, "kept").unwrap();
        assert!(Output::prepare(None, Some(file.clone())).is_err());
        Output::prepare(Some(file.clone()), Some(folder.path().join("new/charts"))).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
        assert!(folder.path().join("new/charts").is_dir());
    }
}
