//! The web PKI's rules, for who asks for them: what public authorities promise beyond RFC 5280.
//!
//! Source: CA/Browser Forum Baseline Requirements section 7.1.

use core::fmt::Write;
use core::net::IpAddr;

use super::algorithm::PublicKey;
use super::certificate::Certificate;
use super::fields::{Fields, Malformed, Part, tag};
use super::general_name::GeneralName;
use super::profile::{Place, Rules, authority_key_identifier, rule, subject_key_identifier};
use super::usage::{ExtendedKeyUsage, Purpose};

/// Whether `certificate` keeps the rules of its place.
pub(super) fn check(certificate: &Certificate<'_>, place: Place, purpose: Purpose) -> Rules {
    if let PublicKey::Rsa { bits, large_exponent } = certificate.public_key {
        rule(bits % 8 == 0, "its key's length is no multiple of 8 bits")?;
        rule(large_exponent, "its key's exponent is below 65537")?;
    }
    if place != Place::Leaf {
        let critical = certificate.extensions.basic_constraints.is_some_and(|constraints| constraints.critical);
        rule(critical, "its basicConstraints are not critical")?;
    }
    match place {
        Place::Leaf if certificate.is_ca() => {
            // RFC 5280 allows an authority in the leaf's place, but not one that could not be an authority.
            let signs = certificate.extensions.key_usage.is_none_or(|usage| usage.certificate_signing());
            rule(signs, "it is a CA that may not sign certificates")
        }
        Place::Leaf => check_leaf(certificate, purpose),
        Place::Anchor if certificate.is_self_issued() => check_root(certificate),
        // Anchors that others issued are trusted for their own sake; who issued them does not matter.
        Place::Intermediate | Place::Anchor => Ok(()),
    }
}

fn check_root(root: &Certificate<'_>) -> Rules {
    rule(root.extensions.extended_key_usage.is_none(), "it is a root with an extKeyUsage")?;
    let Some(authority) = authority_key_identifier(root).ok().flatten() else {
        return Ok(());
    };
    let subject = subject_key_identifier(root).ok().flatten();
    rule(!authority.certificate, "its authorityKeyIdentifier names a certificate")?;
    rule(authority.key.is_some() && authority.key == subject, "its key identifiers differ")
}

fn check_leaf(leaf: &Certificate<'_>, purpose: Purpose) -> Rules {
    let extensions = &leaf.extensions;
    let usage = extensions.extended_key_usage.filter(|usage| !usage.critical);
    rule(usage.is_some(), "its extKeyUsage is missing or critical")?;
    let any = usage.and_then(|usage| ExtendedKeyUsage::read(usage, purpose).ok()).is_some_and(|usage| usage.any);
    rule(!any, "its extKeyUsage allows everything")?;
    let names = extensions.subject_alternative_name;
    rule(names.is_some(), "it has no subjectAltName")?;
    let critical = names.is_some_and(|names| names.critical);
    rule(!critical || leaf.subject.is_empty(), "its subjectAltName is critical")?;
    let access = extensions.authority_information_access.map(|extension| access_descriptions(extension.value));
    rule(access.is_none_or(|access| access.is_ok()), "its authorityInfoAccess is malformed")?;
    let common_name = leaf.subject.common_name();
    rule(
        common_name.is_none_or(|name| is_copied(leaf, name)),
        "its common name is another spelling of its subjectAltName",
    )
}

/// Reads `AuthorityInfoAccessSyntax`: at least one description.
fn access_descriptions(value: &[u8]) -> Result<(), Malformed> {
    const PART: Part = Part::AuthorityInfoAccess;
    let mut fields = Fields::new(value, PART).sequence()?;
    loop {
        let mut description = fields.inside(tag::SEQUENCE, PART)?;
        description.expect(tag::OID)?;
        GeneralName::next(&mut description)?;
        description.finish()?;
        if fields.is_finished() {
            return Ok(());
        }
    }
}

/// Whether a common name that is a host name or an address is spelled as alternative names are: an address in its canonical
/// text, a DNS name in A-labels and, where it is among the alternative names, character for character. That it is among
/// them is not asked for.
fn is_copied(leaf: &Certificate<'_>, common_name: &[u8]) -> bool {
    if is_like_address(common_name) {
        return is_canonical_address(common_name);
    }
    if !common_name.is_ascii() && common_name.contains(&b'.') && !common_name.contains(&b' ') {
        return false;
    }
    let mut dns = leaf.alternative_names().filter_map(|name| match name {
        Ok(GeneralName::Dns(name)) => Some(name),
        _ => None,
    });
    let spelled = dns.clone().any(|name| name == common_name);
    spelled || !dns.any(|name| name.eq_ignore_ascii_case(common_name))
}

/// Whether `name` is meant as an address, in decimal or hexadecimal.
fn is_like_address(name: &[u8]) -> bool {
    let digits = name.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':' | b'x' | b'X'));
    let mut labels = name.rsplitn(2, |byte| *byte == b'.');
    let decimal = labels.next().is_some_and(|label| !label.is_empty() && label.iter().all(u8::is_ascii_digit));
    digits && (decimal && labels.next().is_some() || name.contains(&b':') || name.starts_with(b"0x"))
}

/// Whether `name` is the canonical text of an address (RFC 5952 section 4).
fn is_canonical_address(name: &[u8]) -> bool {
    let Some(address) = core::str::from_utf8(name).ok().and_then(|name| name.parse::<IpAddr>().ok()) else {
        return false;
    };
    let mut text = heapless::String::<40>::new();
    write!(text, "{address}").is_ok() && text.as_bytes() == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling() {
        for name in ["192.0.2.1", "2001:db8::1", "::1", "2001:db8::1:0:0:1"] {
            assert!(is_like_address(name.as_bytes()) && is_canonical_address(name.as_bytes()), "{name}");
        }
        for name in ["192.168.001.001", "0xC0A80101", "2001:DB8::1", "2001:db8:0:0:1:0:0:1", "2001:0db8::1", "1.2.3"] {
            assert!(is_like_address(name.as_bytes()) && !is_canonical_address(name.as_bytes()), "{name}");
        }
        for name in ["camera", "cafe", "2024", "a.example", "bad.cafe", ""] {
            assert!(!is_like_address(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn access_descriptions_are_well_formed() {
        let value = crate::policy::desk::value;
        let oid = value(6, &[0x2b, 6, 1, 5, 5, 7, 48, 2]);
        let one = value(0x30, &[oid.clone(), value(0x86, b"http://ca.example/")].concat());
        assert!(access_descriptions(&value(0x30, &[one.clone(), one].concat())).is_ok());
        for bad in [value(0x30, &[]), value(0x30, &value(0x30, &oid)), b"text".to_vec(), value(0x30, &oid)] {
            assert!(access_descriptions(&bad).is_err(), "{bad:02x?}");
        }
    }
}
