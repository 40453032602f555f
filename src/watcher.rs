//! Which files below some folders were written, in batches.
//!
//! The files' own metadata is the truth. Notifications of the operating system only say when to
//! look; where they do not arrive (network drives, folders mounted into containers) a look each
//! second finds the same changes a little later.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::{sleep, timeout};

/// How often to look when no notification comes.
const POLL: Duration = Duration::from_secs(1);
/// How long after a notification to look: an editor's save is several steps.
const SETTLE: Duration = Duration::from_millis(25);

/// Watches files and folders.
pub struct Watcher {
    paths: Vec<PathBuf>,
    seen: Snapshot,
    notified: Receiver<()>,
    /// None where the system gives no notifications. Kept because dropping it ends them.
    notifier: Option<RecommendedWatcher>,
}

type Snapshot = HashMap<PathBuf, (SystemTime, u64)>;

impl Watcher {
    /// Watches `paths`, folders with all that is in them, for changes from now on. A path that is
    /// not there yet is noticed when it appears.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        // One pending notification is enough: it only means "look".
        let (sender, notified) = channel(1);
        let notifier = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if !event.is_ok_and(|event| event.kind.is_access()) {
                let _ = sender.try_send(());
            }
        });
        let mut notifier = notifier.ok();
        if let Some(notifier) = &mut notifier {
            for path in &paths {
                // What cannot be notified of is still polled.
                let _ = notifier.watch(path, RecursiveMode::Recursive);
            }
        }
        Self {
            seen: snapshot(&paths),
            paths,
            notified,
            notifier,
        }
    }

    /// Waits until something changes, and returns the files that were written, created or removed
    /// since the last call, sorted. Dropping the future loses no change.
    pub async fn changed(&mut self) -> Vec<PathBuf> {
        loop {
            match timeout(POLL, self.notified.recv()).await {
                Ok(Some(())) => sleep(SETTLE).await,
                // The channel ends with its notifier, and then only polling is left.
                Ok(None) => sleep(POLL).await,
                Err(_) => {}
            }
            while self.notified.try_recv().is_ok() {}
            let now = snapshot(&self.paths);
            let mut changed: Vec<PathBuf> = now
                .iter()
                .filter(|(path, metadata)| self.seen.get(*path) != Some(metadata))
                .map(|(path, _)| path.clone())
                .chain(
                    self.seen
                        .keys()
                        .filter(|path| !now.contains_key(*path))
                        .cloned(),
                )
                .collect();
            self.seen = now;
            if !changed.is_empty() {
                changed.sort();
                return changed;
            }
        }
    }

    /// Does without notifications from now on.
    pub fn poll_only(&mut self) {
        self.notifier = None;
    }
}

fn snapshot(paths: &[PathBuf]) -> Snapshot {
    let mut snapshot = Snapshot::new();
    for path in paths {
        look(path, &mut snapshot);
    }
    snapshot
}

/// What cannot be read counts as not there: it may be in the middle of being replaced.
fn look(path: &Path, snapshot: &mut Snapshot) {
    let Ok(metadata) = path.metadata() else {
        return;
    };
    if metadata.is_dir() {
        for entry in path.read_dir().into_iter().flatten().flatten() {
            look(&entry.path(), snapshot);
        }
    } else if let Ok(modified) = metadata.modified() {
        snapshot.insert(path.to_owned(), (modified, metadata.len()));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    async fn next(watcher: &mut Watcher) -> Vec<PathBuf> {
        timeout(Duration::from_secs(10), watcher.changed())
            .await
            .expect("a change is noticed")
    }

    async fn finds_every_kind_of_change(poll_only: bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let (inner, late) = (folder.path().join("inner"), folder.path().join("late.toml"));
        fs::create_dir(&inner).expect("made");
        let (a, b) = (inner.join("a.rs"), inner.join("b.rs"));
        fs::write(&a, "1").expect("written");
        let mut watcher = Watcher::new(vec![inner.clone(), late.clone()]);
        if poll_only {
            watcher.poll_only();
        }
        fs::write(&a, "22").expect("written");
        assert_eq!(next(&mut watcher).await, vec![a.clone()]);
        fs::write(&b, "new").expect("written");
        assert_eq!(next(&mut watcher).await, vec![b.clone()]);
        // As editors save: a new file takes the name of the old one.
        fs::write(folder.path().join("temporary"), "333").expect("written");
        fs::rename(folder.path().join("temporary"), &a).expect("renamed");
        assert_eq!(next(&mut watcher).await, vec![a.clone()]);
        fs::remove_file(&b).expect("removed");
        assert_eq!(next(&mut watcher).await, vec![b]);
        fs::write(&late, "x").expect("written");
        assert_eq!(next(&mut watcher).await, vec![late]);
    }

    #[tokio::test]
    async fn changes_are_found_through_notifications() {
        finds_every_kind_of_change(false).await;
    }

    #[tokio::test]
    async fn changes_are_found_without_notifications() {
        finds_every_kind_of_change(true).await;
    }
}
