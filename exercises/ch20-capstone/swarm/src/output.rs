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
    beside: Option<Reports>,
}

impl Output {
    /// Makes sure that they can be written to.
    ///
    /// # Errors
    ///
    /// If one cannot.
    pub fn prepare(
        json: Option<PathBuf>,
        svg: Option<PathBuf>,
        beside: Option<&Path>,
    ) -> anyhow::Result<Self> {
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
        let beside = match beside {
            Some(file) => {
                let text = fs::read_to_string(file)
                    .with_context(|| format!("{} cannot be read", file.display()))?;
                let reports = serde_json::from_str(&text);
                Some(
                    reports
                        .with_context(|| format!("{} is not what --json writes", file.display()))?,
                )
            }
            None => None,
        };
        Ok(Self { json, svg, beside })
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
        let mut text = table::render(reports);
        if let Some(beside) = &self.beside {
            text.push_str("\nAs recorded:\n\n");
            text.push_str(&table::render(beside));
        }
        Ok(io::stdout().write_all(text.as_bytes())?)
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
        let said = Output::prepare(Some(file.clone()), None, None)
            .unwrap_err()
            .to_string();
        assert_eq!(said, format!("{} cannot be written", file.display()));
        let file = folder.path().join("file");
        fs::write(&file, "kept").unwrap();
        assert!(Output::prepare(None, Some(file.clone()), None).is_err());
        Output::prepare(
            Some(file.clone()),
            Some(folder.path().join("new/charts")),
            None,
        )
        .unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
        let said = Output::prepare(None, None, Some(&file))
            .unwrap_err()
            .to_string();
        assert_eq!(
            said,
            format!("{} is not what --json writes", file.display())
        );
        assert!(folder.path().join("new/charts").is_dir());
    }
}
