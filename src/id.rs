//! The numbers that people paste: `i42` an item, `s7` a story, `d3` a delivery.
//!
//! They count up in the order in which the desk filed things, so they stay short. What leaves the
//! house is named by [`derived`] instead: the same thing sent twice carries the same name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident, $letter:literal, $noun:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.strip_prefix($letter)
                    .and_then(|digits| digits.parse().ok())
                    .map(Self)
                    .ok_or_else(|| NotAnId {
                        text: text.to_owned(),
                        noun: $noun,
                        example: concat!($letter, "42"),
                    })
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

numbered!(
    /// The number of an item: one article at one canonical address.
    ItemId, "i", "item"
);
numbered!(
    /// The number of a story: the items that report one event.
    StoryId, "s", "story"
);
numbered!(
    /// The number of a delivery: one alert or digest to one channel.
    DeliveryId, "d", "delivery"
);

/// The error for a text that is not the number of a thing of the kind `noun`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {noun}; one looks like {example}")]
pub struct NotAnId {
    text: String,
    noun: &'static str,
    example: &'static str,
}

/// A name derived from what a thing is made of: 26 characters, lower case, the same for the same
/// parts. Parts are length-prefixed, so that `["ab", "c"]` and `["a", "bc"]` differ.
#[must_use]
pub fn derived(parts: &[impl AsRef<str>]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        let part = part.as_ref();
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    data_encoding::BASE32_NOPAD.encode(&digest[..16]).to_lowercase()
}

/// The first ten characters of a [`derived`] name: enough to tell versions of one thing apart.
#[must_use]
pub fn derived_short(parts: &[impl AsRef<str>]) -> String {
    let mut name = derived(parts);
    name.truncate(10);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_what_it_prints() {
        assert_eq!("i42".parse::<ItemId>().unwrap(), ItemId(42));
        assert_eq!(ItemId(42).to_string(), "i42");
        assert_eq!(
            "s42".parse::<ItemId>().unwrap_err().to_string(),
            "`s42` is no item; one looks like i42"
        );
    }

    #[test]
    fn a_derived_name_depends_on_where_parts_end() {
        assert_eq!(derived(&["ab", "c"]), derived(&["ab", "c"]));
        assert_ne!(derived(&["ab", "c"]), derived(&["a", "bc"]));
        assert_eq!(derived(&["x"]).len(), 26);
    }
}
