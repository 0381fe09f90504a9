//! The program `dateline`: its commands stand in `dateline::cli`; `dateline --help` tells them.

use std::process::ExitCode;

/// The heap of the whole program. The system's own scatters what comparing an article needs over
/// all that the memory of a million items takes up: a third more time (`evaluate/run cost`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dateline::cli::main()
}
