//! Host names: what a script asks for, and whether a certificate carries it.
//!
//! Source: RFC 9525 (service identity), RFC 5280 section 7.2 (A-labels only), RFC 6066 section 3 (no addresses in SNI).

use super::address::{ipv4, ipv6};
use super::fields::Malformed;
use super::general_name::{GeneralName, GeneralNames};
use super::pieces::{halves, pieces, utf8};
use super::refusal::Refusal;
use super::text::Name;

/// The longest DNS name, in characters without the final dot.
const LONGEST_NAME: usize = 253;
/// The longest label of a DNS name.
const LONGEST_LABEL: usize = 63;

/// Tells whether a name, in lower or upper case and without final dot, is one under which anybody may register:
/// `com`, `co.uk`. Lists of them are too long for a camera; tools on a host bring one.
pub type PublicSuffix = fn(name: &[u8]) -> bool;

/// The name that a certificate must carry: a DNS name or an IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceIdentity<'a> {
    /// As the script wrote it.
    text: &'a [u8],
    kind: Kind<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'a> {
    /// Without the final dot.
    Dns(&'a str),
    Ipv4([u8; 4]),
    Ipv6([u8; 16]),
}

impl<'a> ReferenceIdentity<'a> {
    /// Reads a `server_hostname`: a DNS name of letters, digits and hyphens (a final dot is allowed), or an IP address.
    ///
    /// # Errors
    /// `ERR_HOSTNAME_INVALID` for everything else: nothing is cut off, converted or guessed.
    pub fn parse(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Refusal<'a>> {
        let text = text.as_ref();
        match Kind::read(text) {
            Ok(kind) => Ok(Self { text, kind }),
            Err(reason) => Err(Refusal::HostnameInvalid { wanted: Name::Text(text), reason }),
        }
    }

    /// What to send as server name indication: the DNS name without its final dot; nothing for an address.
    #[must_use]
    pub const fn server_name(&self) -> Option<&'a str> {
        match self.kind {
            Kind::Dns(name) => Some(name),
            Kind::Ipv4(_) | Kind::Ipv6(_) => None,
        }
    }

    /// The bytes of an IP address, 4 or 16; nothing for a DNS name.
    #[must_use]
    pub const fn address(&self) -> Option<&[u8]> {
        match &self.kind {
            Kind::Dns(_) => None,
            Kind::Ipv4(address) => Some(address),
            Kind::Ipv6(address) => Some(address),
        }
    }

    /// For messages: as the script wrote it.
    #[must_use]
    pub const fn name(&self) -> Name<'a> {
        Name::Text(self.text)
    }

    /// Whether one of `names` is this identity. Names that break the rules match nothing.
    pub(super) fn is_among(
        &self,
        names: GeneralNames<'_>,
        public_suffix: Option<PublicSuffix>,
    ) -> Result<bool, Malformed> {
        let mut found = false;
        for name in names {
            found |= self.is(name?, public_suffix);
        }
        Ok(found)
    }

    fn is(&self, name: GeneralName<'_>, public_suffix: Option<PublicSuffix>) -> bool {
        match (&self.kind, name) {
            (Kind::Dns(wanted), GeneralName::Dns(presented)) => {
                PresentedName::read(presented).is_some_and(|presented| presented.matches(wanted, public_suffix))
            }
            (Kind::Ipv4(wanted), GeneralName::Ip(presented)) => wanted == presented,
            (Kind::Ipv6(wanted), GeneralName::Ip(presented)) => wanted == presented,
            _ => false,
        }
    }

    /// Whether a common name is this identity: read as a DNS name, or as the text of an address.
    pub(super) fn is_common_name(&self, name: &[u8], public_suffix: Option<PublicSuffix>) -> bool {
        match &self.kind {
            Kind::Dns(_) => self.is(GeneralName::Dns(name), public_suffix),
            kind => Kind::read(name).as_ref() == Ok(kind),
        }
    }
}

impl<'a> Kind<'a> {
    /// Reads an identity; the reason as the error, to follow "server_hostname '…'".
    fn read(text: &'a [u8]) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("is empty");
        }
        if text.contains(&0) {
            return Err("contains a NUL character");
        }
        let Some(text) = utf8(text) else {
            return Err("is not UTF-8");
        };
        if !text.is_ascii() {
            return Err("has letters beyond ASCII: write it in its xn-- form");
        }
        if let Some(address) = ipv4(text.as_bytes()) {
            return Ok(Self::Ipv4(address));
        }
        if text.as_bytes().contains(&b':') {
            if let Some(address) = ipv6(text.as_bytes()) {
                return Ok(Self::Ipv6(address));
            }
            return Err("is no IPv6 address, and DNS names have no colon");
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if name.len() > LONGEST_NAME {
            return Err("is longer than DNS names can be");
        }
        if name.as_bytes().contains(&b'_') {
            return Err("has an underscore, which no certificate may carry");
        }
        if !is_dns_name(name.as_bytes()) {
            return Err("is neither a DNS name nor an IP address");
        }
        Ok(Self::Dns(name))
    }
}

/// Whether `name` consists of labels of letters, digits and inner hyphens, and is not the text of an address.
pub(super) fn is_dns_name(name: &[u8]) -> bool {
    name.len() <= LONGEST_NAME && pieces(name, b'.').all(is_label) && !is_numeric(name)
}

fn is_label(label: &[u8]) -> bool {
    let ends_well = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    label.len() <= LONGEST_LABEL
        && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && ends_well(label.first())
        && ends_well(label.last())
}

/// Whether the last label is a number: no top-level domain is, addresses are.
fn is_numeric(name: &[u8]) -> bool {
    name.rsplit(|byte| *byte == b'.').next().is_some_and(|label| label.iter().all(u8::is_ascii_digit))
}

/// A well-formed dNSName of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PresentedName<'a> {
    /// Whether `*.` stands before `base`.
    pub(super) wildcard: bool,
    /// The labels after the wildcard, or all.
    pub(super) base: &'a [u8],
}

impl<'a> PresentedName<'a> {
    /// Reads a dNSName; `None` for what is none: a wildcard elsewhere than as the whole first label, a final dot, characters
    /// that DNS names lack, an address.
    pub(super) fn read(name: &'a [u8]) -> Option<Self> {
        let (wildcard, base) = match name.strip_prefix(b"*.") {
            Some(base) => (true, base),
            None => (false, name),
        };
        is_dns_name(base).then_some(Self { wildcard, base })
    }

    /// Whether it stands for `wanted`. A wildcard stands for exactly one label, and never for all names directly under a
    /// top-level domain or a public suffix.
    fn matches(self, wanted: &str, public_suffix: Option<PublicSuffix>) -> bool {
        let wanted = wanted.as_bytes();
        if !self.wildcard {
            return wanted.eq_ignore_ascii_case(self.base);
        }
        let Some((_, parent)) = halves(wanted, b'.') else {
            return false;
        };
        parent.contains(&b'.')
            && parent.eq_ignore_ascii_case(self.base)
            && !public_suffix.is_some_and(|is_public_suffix| is_public_suffix(parent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(wanted: &str, presented: &str) -> bool {
        let reference = ReferenceIdentity::parse(wanted).unwrap();
        reference.is(GeneralName::Dns(presented.as_bytes()), None)
    }

    #[test]
    fn names_match() {
        for (wanted, presented) in [
            ("example.com", "example.com"),
            ("example.com.", "example.com"),
            ("EXAMPLE.com", "example.COM"),
            ("localhost", "localhost"),
            ("camera", "camera"),
            ("www.example.com", "*.example.com"),
            ("WWW.Example.com", "*.eXample.com"),
            ("xn--bcher-kva.example.com", "*.example.com"),
            ("a-b.example.com", "*.example.com"),
            ("1.example.com", "*.example.com"),
            ("8.8.8.8.example.com", "8.8.8.8.example.com"),
            ("3com.com", "3com.com"),
        ] {
            assert!(matches(wanted, presented), "{wanted} {presented}");
        }
    }

    #[test]
    fn names_do_not_match() {
        for (wanted, presented) in [
            ("example.com", "example.org"),
            ("example.com", ""),
            ("example.com", "*"),
            ("example.com", "*."),
            ("example.com", "*.com"),
            ("com", "*"),
            ("com", "*.com"),
            ("example.com", "example.com."),
            ("example.com", ".example.com"),
            ("example.com", "*.example.com"),
            ("a.b.example.com", "*.example.com"),
            ("a.b.example.com", "*.*.example.com"),
            ("www.example.com", "w*.example.com"),
            ("www.example.com", "*w.example.com"),
            ("www.example.com", "www.*.com"),
            ("www.example.com", "**.example.com"),
            ("www.example.com", "www.example.*"),
            ("www.example.com", "*.example.com."),
            ("www.example.com", "*..example.com"),
            ("www.example.com", "*example.com"),
            ("xn--bliss-1b3c148a.example.com", "xn--*-1b3c148a.example.com"),
            ("example.com", "example.com\0"),
            ("example.com", "example.com\0.evil.org"),
            ("example.com", " example.com"),
            ("example.com", "exa mple.com"),
            ("example.com", "exämple.com"),
            ("camera.local", "*.local"),
            ("camera", "camera.local"),
        ] {
            assert!(!matches(wanted, presented), "{wanted} {presented}");
        }
    }

    #[test]
    fn public_suffixes_stop_wildcards() {
        let suffix: PublicSuffix = |name| name.eq_ignore_ascii_case(b"co.uk");
        let reference = ReferenceIdentity::parse("example.co.uk").unwrap();
        assert!(!reference.is(GeneralName::Dns(b"*.co.uk"), Some(suffix)));
        assert!(reference.is(GeneralName::Dns(b"*.co.uk"), None));
        assert!(reference.is(GeneralName::Dns(b"example.co.uk"), Some(suffix)));
    }

    #[test]
    fn addresses_match_addresses_only() {
        let v4 = ReferenceIdentity::parse("192.0.2.1").unwrap();
        assert!(v4.is(GeneralName::Ip(&[192, 0, 2, 1]), None));
        assert!(!v4.is(GeneralName::Ip(&[192, 0, 2, 2]), None));
        assert!(!v4.is(GeneralName::Dns(b"192.0.2.1"), None));
        assert!(v4.is_common_name(b"192.0.2.1", None));
        assert_eq!(v4.server_name(), None);
        let v6 = ReferenceIdentity::parse("2001:DB8::1").unwrap();
        let mut address = [0; 16];
        address[..4].copy_from_slice(&[0x20, 1, 0x0d, 0xb8]);
        address[15] = 1;
        assert!(v6.is(GeneralName::Ip(&address), None));
        assert!(v6.is_common_name(b"2001:db8:0::1", None));
        assert!(!v6.is(GeneralName::Ip(&address[..4]), None));
        // An IPv4 address written as IPv6 stays one of 16 bytes.
        let mapped = ReferenceIdentity::parse("::ffff:192.0.2.1").unwrap();
        assert!(!mapped.is(GeneralName::Ip(&[192, 0, 2, 1]), None));
    }

    #[test]
    fn references_are_names_or_addresses() {
        let long = ["a".repeat(63).as_str(); 4].join(".");
        for (text, reason) in [
            ("", "is empty"),
            ("a\0b.example", "contains a NUL character"),
            ("exämple.com", "has letters beyond ASCII: write it in its xn-- form"),
            ("foo_bar.example.com", "has an underscore, which no certificate may carry"),
            ("[::1]", "is no IPv6 address, and DNS names have no colon"),
            ("fe80::1%eth0", "is no IPv6 address, and DNS names have no colon"),
            ("example.com:443", "is no IPv6 address, and DNS names have no colon"),
            ("https://example.com", "is no IPv6 address, and DNS names have no colon"),
            (long.as_str(), "is longer than DNS names can be"),
            (".", "is neither a DNS name nor an IP address"),
            ("..", "is neither a DNS name nor an IP address"),
            ("a..b", "is neither a DNS name nor an IP address"),
            (".example.com", "is neither a DNS name nor an IP address"),
            ("example.com..", "is neither a DNS name nor an IP address"),
            ("-a.example", "is neither a DNS name nor an IP address"),
            ("a-.example", "is neither a DNS name nor an IP address"),
            ("*.example.com", "is neither a DNS name nor an IP address"),
            ("example.com/path", "is neither a DNS name nor an IP address"),
            ("example com", "is neither a DNS name nor an IP address"),
            ("1.2.3", "is neither a DNS name nor an IP address"),
            ("1.2.3.4.5", "is neither a DNS name nor an IP address"),
            ("256.1.1.1", "is neither a DNS name nor an IP address"),
            ("01.2.3.4", "is neither a DNS name nor an IP address"),
            ("127.1", "is neither a DNS name nor an IP address"),
        ] {
            let refusal = ReferenceIdentity::parse(text).unwrap_err();
            assert_eq!(refusal, Refusal::HostnameInvalid { wanted: Name::Text(text.as_bytes()), reason }, "{text}");
        }
        assert_eq!(ReferenceIdentity::parse("Example.COM.").unwrap().server_name(), Some("Example.COM"));
        assert!(ReferenceIdentity::parse(&[0xff, 0xfe][..]).is_err());
    }
}
