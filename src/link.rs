//! Addresses: an absolute http(s) link, and the form in which two of them are compared.
//!
//! # Limits
//! Only what cannot choose another text is folded: fragments, default ports, tracking parameters,
//! AMP renderings, a trailing slash, `http` and `https`, and the order of parameters. `m.` and
//! `www.` stay, as do parameters that no list names; a page that declares its own canonical address
//! joins them.

mod site;

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::known;

/// An absolute `http` or `https` address with a host, without user and password.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link(Url);

/// The reason why a text is not a [`Link`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotALink {
    #[error("`{0}` is not an absolute address; one looks like https://example.org/feed.xml")]
    Malformed(String),
    #[error("`{0}` is not http or https")]
    Scheme(String),
    #[error("`{0}` carries a user name or a password; give them in the source's file instead")]
    Credentials(String),
}

impl Link {
    /// The address that `text` gives when it is resolved against this one.
    ///
    /// # Errors
    /// When the result is no http(s) address.
    pub fn join(&self, text: &str) -> Result<Self, NotALink> {
        let url = self.0.join(text.trim()).map_err(|_| NotALink::Malformed(text.to_owned()))?;
        Self::try_from(url)
    }

    /// The address as the `url` crate has it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host of the address, in lower case; an IP address as it is written in an address.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The form of this address in which addresses are compared and items are told apart.
    #[must_use]
    pub fn folded(&self) -> Self {
        let mut url = self.0.clone();
        url.set_fragment(None);
        if url.scheme() == "http" && url.port().is_none() {
            url.set_scheme("https").ok();
        }
        let kept = kept_parameters(&url);
        if kept.is_empty() {
            url.set_query(None);
        } else {
            url.set_query(Some(&kept.join("&")));
        }
        let path = folded_path(url.path());
        url.set_path(&path);
        if let Some(host) = url.host_str().and_then(without_amp_label) {
            url.set_host(Some(&host)).ok();
        }
        Self(url)
    }
}

fn kept_parameters(url: &Url) -> Vec<String> {
    let mut kept: Vec<String> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !KNOWN.is_tracking(pair))
        .map(str::to_owned)
        .collect();
    kept.sort();
    kept
}

fn folded_path(path: &str) -> String {
    let path =
        KNOWN.amp_paths.iter().find_map(|amp| path.strip_suffix(amp.as_str())).unwrap_or(path);
    match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        shorter => shorter.to_owned(),
    }
}

fn without_amp_label(host: &str) -> Option<String> {
    KNOWN
        .amp_hosts
        .iter()
        .find_map(|label| host.strip_prefix(label.as_str()))
        .filter(|rest| rest.contains('.'))
        .map(str::to_owned)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    parameters: Vec<String>,
    amp_paths: Vec<String>,
    amp_parameters: Vec<String>,
    amp_hosts: Vec<String>,
}

impl Known {
    fn is_tracking(&self, pair: &str) -> bool {
        let pair = pair.to_ascii_lowercase();
        let name = pair.split('=').next().unwrap_or_default();
        self.amp_parameters.contains(&pair)
            || self.parameters.iter().any(|known| match known.strip_suffix('*') {
                Some(prefix) => name.starts_with(prefix),
                None => name == known,
            })
    }
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(known::TRACKING).expect("config/known/tracking.toml is tested to parse")
});

impl TryFrom<Url> for Link {
    type Error = NotALink;

    fn try_from(url: Url) -> Result<Self, NotALink> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NotALink::Scheme(url.to_string()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotALink::Credentials(url.host_str().unwrap_or_default().to_owned()));
        }
        Ok(Self(url))
    }
}

impl FromStr for Link {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let url = Url::parse(text.trim()).map_err(|_| NotALink::Malformed(text.to_owned()))?;
        Self::try_from(url)
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Serialize for Link {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(link: &str, folded: &str) {
        assert_eq!(link.parse::<Link>().unwrap().folded().as_str(), folded);
    }

    #[test]
    fn what_cannot_choose_another_text_is_folded() {
        check("http://News.Example:80/a/?utm_source=x&id=3#top", "https://news.example/a?id=3");
        check("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2");
        check("https://amp.news.example/a", "https://news.example/a");
        check("https://news.example/a/amp/", "https://news.example/a");
        check("https://news.example/a?outputType=amp", "https://news.example/a");
        check("https://news.example", "https://news.example/");
    }

    #[test]
    fn what_may_choose_another_text_stays() {
        check("https://news.example/?p=17", "https://news.example/?p=17");
        check("https://m.news.example/a", "https://m.news.example/a");
        check("https://news.example/A", "https://news.example/A");
        check("https://news.example:8443/a", "https://news.example:8443/a");
        check("https://news.example/camp", "https://news.example/camp");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(matches!("ftp://x.example/a".parse::<Link>(), Err(NotALink::Scheme(_))));
        assert!(matches!("/a".parse::<Link>(), Err(NotALink::Malformed(_))));
        let refused = "https://me:secret@x.example/".parse::<Link>().unwrap_err();
        assert_eq!(refused, NotALink::Credentials("x.example".to_owned()));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(path in "[a-z/?&=#%_.0-9]{0,40}") {
            if let Ok(link) = format!("https://news.example/{path}").parse::<Link>() {
                prop_assert_eq!(link.folded().folded(), link.folded());
            }
        }
    }
}
