//! The signals by which the system asks something of a daemon.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// A listener for SIGTERM, SIGINT and SIGHUP, from when it is made on: a signal that comes while
/// the house is opened counts.
pub struct SystemSignals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

/// What a signal asks a process for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// SIGTERM or SIGINT: the process is to end.
    Stop,
    /// SIGHUP: the configuration is to be read again.
    Reload,
}

impl SystemSignals {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system does not let this process listen.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits until this process is asked for something, and says for what.
    pub(super) async fn asked(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::Stop,
            _ = self.interrupt.recv() => Asked::Stop,
            _ = self.hangup.recv() => Asked::Reload,
        }
    }

    /// Waits until this process is asked to stop.
    pub async fn stop(&mut self) {
        while self.asked().await != Asked::Stop {}
    }
}
