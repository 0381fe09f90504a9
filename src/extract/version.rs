//! The version of what reads: the code and the known data of `extract`, `source` and `link`.
//!
//! It is kept with each version of an item. Verdicts and the memory do not rest on it: an article
//! that was read by another version stays as it was read, until its page is read again.

use std::sync::LazyLock;

use crate::id::derived_short;
use crate::known;

/// Changes whenever the code of `extract`, `source`, `link` or `text` may read the same page otherwise.
const READING: u32 = 2;

/// The reading version of this program: its number, and ten characters that name the known data.
#[must_use]
pub fn reading_version() -> &'static str {
    &VERSION
}

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{READING}.{}", derived_short(&known::READING)));
