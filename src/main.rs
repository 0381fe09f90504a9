//! `dateline`: see `dateline --help`.

use std::process::ExitCode;

/// The system's own scatters what comparing an article needs over all that the memory of a million
/// items takes up: a third more time (`evaluate/run cost`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dateline::cli::main()
}
