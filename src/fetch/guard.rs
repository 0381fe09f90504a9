//! Where a request may go: public addresses, on the ports of the web, however a name resolves.
//!
//! An address is judged by its typed host, never by its text: `2130706433`, `0x7f.1` and
//! `①②⑦.0.0.1` are `127.0.0.1` once parsed. Names are judged when they are resolved, by the
//! resolver that the connection itself uses, so that a name cannot resolve twice in two ways.
//!
//! # Limits
//! A name that an operator's network allows on an unusual port is resolved once here and once more
//! to connect; the second time any public address would pass.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::link::Link;

/// The ports of the web: http, https, and what stands in for them.
const PORTS: &[u16] = &[80, 443, 8080, 8443];
/// Names that mean something only inside a house, as do all names that end in one of them.
const INWARD: &[&str] =
    &["localhost", "local", "internal", "home.arpa", "onion", "lan", "intranet", "corp", "home"];

/// Why a request is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused(String);

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Refused {
    fn private(what: impl fmt::Display) -> Self {
        Self(format!(
            "{what} is not on the public internet; if you mean it, name its network in \
                fetch.allow_networks"
        ))
    }
}

/// Decides where requests may go.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    /// Networks that the operator allows.
    allowed: Arc<[IpNet]>,
}

impl Guard {
    /// A guard that allows `networks` beside the public internet, each as `10.1.0.0/16` or as a
    /// single address.
    ///
    /// # Errors
    /// The first text that is no network.
    pub(super) fn new(networks: &[String]) -> Result<Self, String> {
        let parse = |text: &String| {
            text.parse()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| text.clone())
        };
        Ok(Self { allowed: networks.iter().map(parse).collect::<Result<_, _>>()? })
    }

    /// Whether a request may go to `link`: asked before each request, and so before each hop of a
    /// redirect.
    ///
    /// # Errors
    /// Why the request may not go there.
    pub(super) async fn check(&self, link: &Link) -> Result<(), Refused> {
        let url = link.url();
        let port = url.port_or_known_default().unwrap_or_default();
        match url.host() {
            Some(Host::Ipv4(ip)) => self.check_address(ip.into(), port),
            Some(Host::Ipv6(ip)) => self.check_address(ip.into(), port),
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                if is_inward(name) || !PORTS.contains(&port) {
                    return self.check_inward(name, port).await;
                }
                Ok(())
            }
            None => Err(Refused(format!("{link} has no host"))),
        }
    }

    /// Whether a request may reach the address `ip`: it is public, or the operator allows it.
    pub(super) fn permits(&self, ip: IpAddr) -> bool {
        let ip = unmapped(ip);
        is_public(ip) || self.is_allowed(ip)
    }

    fn is_allowed(&self, ip: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&ip))
    }

    fn check_address(&self, ip: IpAddr, port: u16) -> Result<(), Refused> {
        if self.is_allowed(unmapped(ip)) {
            return Ok(());
        }
        if !is_public(ip) {
            return Err(Refused::private(ip));
        }
        if !PORTS.contains(&port) {
            return Err(Refused(format!(
                "port {port} of {ip} is not one of the web's (80, 443, 8080, 8443)"
            )));
        }
        Ok(())
    }

    /// Whether a request may go to a name that looks inward, or to an unusual port: only where the
    /// operator allows all addresses of the name.
    async fn check_inward(&self, name: &str, port: u16) -> Result<(), Refused> {
        let refused = || {
            if is_inward(name) {
                return Refused::private(name);
            }
            Refused(format!("port {port} of {name} is not one of the web's (80, 443, 8080, 8443)"))
        };
        if self.allowed.is_empty() {
            return Err(refused());
        }
        let mut addresses =
            tokio::net::lookup_host((name, port)).await.map_err(|_| refused())?.peekable();
        if addresses.peek().is_none()
            || !addresses.all(|address| self.is_allowed(unmapped(address.ip())))
        {
            return Err(refused());
        }
        Ok(())
    }
}

/// Resolves names to those of their addresses that the guard permits.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let all: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let permitted: Vec<SocketAddr> =
                all.iter().copied().filter(|address| guard.permits(address.ip())).collect();
            if permitted.is_empty() && !all.is_empty() {
                return Err(Refused::private(name.as_str()).into());
            }
            Ok::<Addrs, _>(Box::new(permitted.into_iter()))
        })
    }
}

fn is_inward(name: &str) -> bool {
    !name.contains('.')
        || INWARD.iter().any(|inward| {
            name.strip_suffix(inward)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
}

/// The IPv4 address that an IPv6 address stands for (mapped, compatible, NAT64, 6to4), else `ip`.
fn unmapped(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(ip) = ip else { return ip };
    let [head @ .., high, low] = ip.segments();
    let embedded =
        |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match head {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => embedded(high, low),
        [0, 0, 0, 0, 0, 0] if high != 0 => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        _ => IpAddr::V6(ip),
    }
}

/// Whether an address is one of the public internet, by the special-purpose registries of IANA (RFC
/// 6890), since `IpAddr::is_global` is not stable. 6to4 itself is never public: its relays are gone
/// (RFC 7526).
fn is_public(ip: IpAddr) -> bool {
    if let IpAddr::V6(ip) = ip
        && ip.segments()[0] == 0x2002
    {
        return false;
    }
    match unmapped(ip) {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    !matches!(
        ip.octets(),
        [0 | 10 | 127 | 224.., ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    (0x2000..0x4000).contains(&a)
        && !matches!((a, b), (0x2001, 0..=0x1ff | 0xdb8) | (0x2002, _) | (0x3fff, 0..=0xfff))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ways to write an address of this machine, and one of its neighbours.
    const HOSTILE: &[&str] = &[
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::1]",
        "[::]",
        "127.0.0.1.",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "user:pw@127.0.0.1",
        "example.com@127.0.0.1",
        "%31%32%37.0.0.1",
        "0x7f.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "printer.local",
    ];

    async fn verdict(guard: &Guard, address: &str) -> Result<(), String> {
        let link: Link =
            address.parse().map_err(|error: crate::link::NotALink| error.to_string())?;
        guard.check(&link).await.map_err(|refused| refused.to_string())
    }

    #[tokio::test]
    async fn no_way_of_writing_an_address_gets_past() {
        let guard = Guard::new(&[]).unwrap();
        for host in HOSTILE {
            assert!(verdict(&guard, &format!("http://{host}/")).await.is_err(), "{host}");
        }
        for host in [
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "192.168.0.1",
            "[fe80::1]",
            "[fc00::1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::]",
            "[::a00:1]",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(verdict(&guard, &format!("https://{host}/")).await.is_err(), "{host}");
        }
        for address in [
            "https://8.8.8.8/",
            "https://harbour.example/",
            "http://harbour.example:8080/",
            "https://[2606:4700::1111]/",
            "https://[64:ff9b::808:808]/",
        ] {
            assert_eq!(verdict(&guard, address).await, Ok(()), "{address}");
        }
        assert!(
            verdict(&guard, "https://harbour.example:22/").await.unwrap_err().contains("port 22")
        );
    }

    #[tokio::test]
    async fn an_allowed_network_is_reached_by_name_and_on_any_port() {
        let guard = Guard::new(&["127.0.0.0/8".to_owned(), "::1".to_owned()]).unwrap();
        for address in [
            "http://127.0.0.1:39217/",
            "http://localhost:39217/",
            "http://[::ffff:127.0.0.1]:1/",
            "http://[::1]:1/",
        ] {
            assert_eq!(verdict(&guard, address).await, Ok(()), "{address}");
        }
        assert!(verdict(&guard, "http://10.0.0.1/").await.is_err());
    }

    #[test]
    fn every_special_network_is_known() {
        let edges = [
            ("0.255.255.255", false),
            ("1.0.0.0", true),
            ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("100.63.255.255", true),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("172.15.255.255", true),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("192.0.0.255", false),
            ("192.0.1.0", true),
            ("192.0.2.0", false),
            ("192.88.99.1", false),
            ("198.17.255.255", true),
            ("198.19.255.255", false),
            ("198.51.100.0", false),
            ("203.0.113.9", false),
            ("223.255.255.255", true),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2001:1ff::", false),
            ("2001:200::", true),
            ("2001:db8::1", false),
            ("2002:808:808::", false),
            ("3fff:fff::", false),
            ("3fff:1000::", true),
            ("4000::", false),
            ("ff02::1", false),
        ];
        for (ip, public) in edges {
            assert_eq!(is_public(ip.parse().unwrap()), public, "{ip}");
        }
    }

    #[test]
    fn what_is_no_network_is_named() {
        assert_eq!(Guard::new(&["10.0.0.0/33".to_owned()]).unwrap_err(), "10.0.0.0/33");
    }
}
