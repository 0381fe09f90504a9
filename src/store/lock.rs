//! The lock of a data directory: only one process has a desk for it.
//!
//! The lock is the kernel's (`flock` on Unix): it ends with the process, however that ends. What
//! stands in the file only tells people who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// The lock of a data directory, held as long as this lives.
#[derive(Debug)]
pub struct DeskLock {
    _file: File,
}

/// Why the lock of a data directory was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds the lock: only read, ask its desk, or wait.
    #[error("{0}")]
    Held(Held),
    /// The lock file cannot be made, written or locked.
    #[error("{}: the lock cannot be taken: {error}", path.display())]
    Unusable { path: PathBuf, error: io::Error },
}

/// The process that holds the lock of a data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the data directory is in use by `{by}` (process {pid}, since {since}); stop it first")]
pub struct Held {
    pub pid: u32,
    pub since: Timestamp,
    /// The command, as people know it.
    pub by: String,
}

impl DeskLock {
    /// Takes the lock of the data directory `data`, which is made where it is not there. `who` is
    /// the command, as people know it.
    ///
    /// # Errors
    /// [`LockError::Held`] names the process that holds it; [`LockError::Unusable`] when the
    /// directory or the file in it cannot be made, written or locked.
    pub fn take(data: &Path, who: &str, now: Timestamp) -> Result<Self, LockError> {
        let path = data.join("desk.lock");
        let unusable = |error| LockError::Unusable { path: path.clone(), error };
        std::fs::create_dir_all(data).map_err(unusable)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Held(holder(&mut file, now))),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        let me = Held { pid: std::process::id(), since: now, by: who.to_owned() };
        say(&mut file, &me).map_err(unusable)?;
        Ok(Self { _file: file })
    }
}

fn say(file: &mut File, me: &Held) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    serde_json::to_writer(&mut *file, me)?;
    file.write_all(b"\n")
}

/// Who holds the lock, as the file says. Between taking the lock and saying so, its holder is
/// process 0.
fn holder(file: &mut File, now: Timestamp) -> Held {
    let mut said = String::new();
    let read = file.take(4_096).read_to_string(&mut said);
    let held = read.ok().and_then(|_| serde_json::from_str(&said).ok());
    held.unwrap_or_else(|| Held {
        pid: 0,
        since: now,
        by: "a dateline that has just started".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    use super::*;
    use crate::store::setup::at;

    #[test]
    fn the_second_desk_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let held = DeskLock::take(&data, "dateline run", at(1)).unwrap();
        let refused = DeskLock::take(&data, "dateline index rebuild", at(2)).unwrap_err();
        let said = format!(
            "the data directory is in use by `dateline run` (process {}, since {}); stop it first",
            std::process::id(),
            at(1)
        );
        assert_eq!(refused.to_string(), said);
        drop(held);
        DeskLock::take(&data, "x", at(3)).unwrap();
        let said = std::fs::read_to_string(data.join("desk.lock")).unwrap();
        assert!(said.ends_with("\"by\":\"x\"}\n"), "{said}");
    }

    /// The other process of the test below: this one, run again with the folder in its environment.
    #[test]
    fn holds_the_lock_until_it_is_killed() {
        let Some(folder) = std::env::var_os("DATELINE_TEST_LOCK") else { return };
        let _held = DeskLock::take(Path::new(&folder), "dateline run", at(1)).unwrap();
        println!("\nheld");
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }

    #[test]
    fn the_lock_of_a_process_that_was_killed_is_free() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("desk.lock"), "not what is expected here").unwrap();
        let mut other = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                "store::lock::tests::holds_the_lock_until_it_is_killed",
            ])
            .env("DATELINE_TEST_LOCK", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(other.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .find(|line| line == "held");
        assert_eq!(said.as_deref(), Some("held"));
        match DeskLock::take(folder.path(), "dateline run", at(2)) {
            Err(LockError::Held(held)) => assert_eq!(
                held,
                Held { pid: other.id(), since: at(1), by: "dateline run".to_owned() }
            ),
            taken => panic!("{taken:?}"),
        }
        other.kill().unwrap();
        other.wait().unwrap();
        DeskLock::take(folder.path(), "dateline run", at(3)).unwrap();
    }

    #[test]
    fn who_has_not_said_yet_is_nobody_yet() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::create(folder.path().join("desk.lock")).unwrap();
        file.lock().unwrap();
        let refused = DeskLock::take(folder.path(), "dateline run", at(2)).unwrap_err();
        assert!(matches!(refused, LockError::Held(Held { pid: 0, .. })));
    }
}
