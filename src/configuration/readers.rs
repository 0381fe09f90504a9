//! The check that what a reader names is there.

use std::collections::BTreeMap;

use super::faults::{Faults, unknown};
use crate::deliver::Channel;
use crate::report::Reader;
use crate::settings::Directory;
use crate::watch::Watch;

/// Faults each reader whose watches or channels are not there. A file that could not be read has
/// its own fault and makes no other.
pub(super) fn check(
    readers: &[Reader],
    watches: &[Watch],
    channels: &BTreeMap<String, Channel>,
    directory: &Directory,
    faults: &mut Faults,
) {
    let files = &directory.readers;
    let are_channels_read = faults.0.iter().all(|fault| !fault.file.starts_with("channels/"));
    for reader in readers {
        for id in reader
            .watches
            .iter()
            .filter(|id| directory.watches.iter().all(|file| file.stem != **id))
        {
            let known = watches.iter().map(|watch| watch.id.as_str());
            let otherwise = format!("add watches/{id}.toml; a file of comments only is none");
            faults.add(
                files,
                &reader.id,
                &format!("\"{id}\""),
                unknown("watch", id, known, &otherwise),
            );
        }
        for name in
            reader.channel_names().filter(|name| are_channels_read && !channels.contains_key(*name))
        {
            let known = channels.keys().map(String::as_str);
            let otherwise = format!("add channels/{name}.toml; a file of comments only is none");
            faults.add(
                files,
                &reader.id,
                &format!("\"{name}\""),
                unknown("channel", name, known, &otherwise),
            );
        }
    }
}
