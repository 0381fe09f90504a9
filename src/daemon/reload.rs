//! The reload: a changed configuration is taken over while the daemon runs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tracing::{error, info, warn};

use super::pace::goes_on;
use crate::configuration::Configuration;

/// How often the configuration directory is looked at for changes.
const LOOK: Duration = Duration::from_secs(2);

/// Takes over each changed configuration, or says once what is wrong with it and keeps the old one.
/// When somebody asks for it (`asked` changes), the directory is read at once, and it is said how
/// that went.
pub(super) async fn looking(
    current: watch::Sender<Arc<Configuration>>,
    mut asked: watch::Receiver<()>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let root = current.borrow().directory.root.clone();
    let mut seen = stamp(&root);
    loop {
        let is_asked = tokio::select! {
            goes_on = goes_on(&mut stopping, LOOK) => match goes_on {
                true => false,
                false => return Ok(()),
            },
            Ok(()) = asked.changed() => true,
        };
        let stamp = stamp(&root);
        if stamp != seen || is_asked {
            seen = stamp;
            read_again(&current, &root);
        }
    }
}

fn read_again(current: &watch::Sender<Arc<Configuration>>, root: &Path) {
    match Configuration::read(root) {
        Ok(configuration) => match configuration.client() {
            Ok(_) => take_over(current, configuration),
            Err(wrong) => error!("the old configuration stays: {wrong}"),
        },
        Err(faults) => {
            faults.iter().for_each(|fault| error!("the old configuration stays: {fault}"));
        }
    }
}

fn take_over(current: &watch::Sender<Arc<Configuration>>, mut configuration: Configuration) {
    let data = &current.borrow().settings().data.clone();
    if configuration.settings().data != *data {
        warn!("`data` stays {} until the next start", data.display());
        configuration.directory.settings.data.clone_from(data);
    }
    info!(
        "took over the configuration; {} sources, {} watches",
        configuration.sources.len(),
        configuration.watches.iter().count()
    );
    current.send_replace(Arc::new(configuration));
}

/// The stamp of a configuration: name, size and time of each of its files. It differs when one was
/// changed.
fn stamp(root: &Path) -> BTreeSet<(String, u64, Option<SystemTime>)> {
    let mut stamp = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() {
                let is_data = entry.path().join("desk.lock").exists();
                if !is_data {
                    folders.push(entry.path());
                }
            } else {
                stamp.insert((
                    entry.path().display().to_string(),
                    about.len(),
                    about.modified().ok(),
                ));
            }
        }
    }
    stamp
}
