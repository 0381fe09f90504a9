//! The site that an address belongs to: what one publisher has registered, with all hosts below.
//!
//! The public suffix list says below which names domains are registered (`co.uk`, `github.io`);
//! `config/known/hosting.toml` adds what it lacks.
//!
//! # Limits
//! Where one host publishes for many by path (`medium.com/@alice`), they are one site.

use std::sync::LazyLock;

use serde::Deserialize;
use url::Host;

use super::Link;
use crate::known;

impl Link {
    /// The name of the site that the address belongs to: the registered domain (`bbc.co.uk` of
    /// `news.bbc.co.uk`), or what a hosting domain has given out (`alice.substack.com`). An IP
    /// address, or another host that nobody has registered, is a site of its own at each port.
    #[must_use]
    pub fn site(&self) -> String {
        let registered = match self.url().host() {
            Some(Host::Domain(host)) => registered(host.trim_end_matches('.')),
            _ => None,
        };
        match (registered, self.url().port()) {
            (Some(domain), _) => domain.to_owned(),
            (None, Some(port)) => format!("{}:{port}", self.host()),
            (None, None) => self.host().to_owned(),
        }
    }

    /// Whether both addresses belong to one site.
    #[must_use]
    pub fn is_same_site(&self, other: &Self) -> bool {
        self.site() == other.site()
    }
}

/// The part of a host's name that one publisher has; none where there is no such part.
fn registered(host: &str) -> Option<&str> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let domain = psl::domain_str(host)?;
    let Some(above) = host.strip_suffix(domain).and_then(|above| above.strip_suffix('.')) else {
        return Some(domain);
    };
    if !KNOWN.is_hosting(domain) {
        return Some(domain);
    }
    Some(&host[above.rfind('.').map_or(0, |dot| dot + 1)..])
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    domains: Vec<String>,
}

impl Known {
    fn is_hosting(&self, domain: &str) -> bool {
        self.domains.iter().any(|hosting| match hosting.strip_suffix(".*") {
            Some(name) => domain.split('.').next() == Some(name),
            None => hosting == domain,
        })
    }
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(known::HOSTING).expect("config/known/hosting.toml is tested to parse")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        let (one, other): (Link, Link) = (
            format!("http://{one}/a").parse().unwrap(),
            format!("http://{other}/b").parse().unwrap(),
        );
        assert_eq!(one.is_same_site(&other), expected, "{} and {}", one.site(), other.site());
    }

    #[test]
    fn a_site_has_many_hosts() {
        check("bbc.co.uk", "news.bbc.co.uk", true);
        check("www.news.example", "m.news.example", true);
        check("news.example", "www.news.example", true);
        check("news.example.", "news.example:8443", true);
        check("a.co.uk", "b.co.uk", false);
        check("one.gov.kp", "other.gov.kp", false);
        check("news.example", "elsewhere.example", false);
        check("新闻.公司.cn", "www.新闻.公司.cn", true);
        check("新闻.公司.cn", "报.公司.cn", false);
    }

    #[test]
    fn below_a_hosting_domain_each_name_is_a_site() {
        check("alice.substack.com", "bob.substack.com", false);
        check("alice.substack.com", "www.alice.substack.com", true);
        check("substack.com", "www.substack.com", true);
        check("alice.substack.com", "substack.com", false);
        check("alice.github.io", "bob.github.io", false);
        check("alice.blogspot.com", "bob.blogspot.com", false);
        check("alice.blogspot.co.uk", "bob.blogspot.co.uk", false);
        check("alice.blogspot.co.uk", "img.alice.blogspot.co.uk", true);
        check("blogspot.news.example", "news.example", true);
    }

    #[test]
    fn what_nobody_has_registered_is_a_site_at_each_port() {
        check("127.0.0.1:8001", "127.0.0.1:8002", false);
        check("127.0.0.1:8001", "127.0.0.1:8001", true);
        check("10.0.0.1", "9.9.0.1", false);
        check("[::1]:8001", "[::1]:8002", false);
        check("localhost:8001", "localhost:8002", false);
        check("co.uk", "ac.uk", false);
    }
}
