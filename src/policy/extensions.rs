//! The extensions of a certificate: found, told apart, and the short ones read.

use super::fields::{Fields, Malformed, Part, tag};

/// The most extensions that a certificate may have; real ones have about ten.
const MOST_EXTENSIONS: usize = 40;

/// An extension whose value is read where it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Whether who does not understand it must refuse the certificate.
    pub critical: bool,
    /// The DER inside the OCTET STRING.
    pub value: &'a [u8],
}

/// basicConstraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the extension is critical.
    pub critical: bool,
    /// Whether the subject is a certification authority.
    pub ca: bool,
    /// How many CA certificates, self-issued ones not counted, may lie between this one and the leaf.
    pub path_length: Option<u32>,
}

/// keyUsage (RFC 5280 section 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    /// The first byte of the BIT STRING; the ninth bit, decipherOnly, is of no interest here.
    bits: u8,
}

impl KeyUsage {
    /// The key may sign handshakes.
    #[must_use]
    pub const fn digital_signature(self) -> bool {
        self.bits & 0x80 != 0
    }

    /// The key may encrypt keys (RSA key transport, which is not offered).
    #[must_use]
    pub const fn key_encipherment(self) -> bool {
        self.bits & 0x20 != 0
    }

    /// The key may agree on keys.
    #[must_use]
    pub const fn key_agreement(self) -> bool {
        self.bits & 0x08 != 0
    }

    /// The key may sign certificates.
    #[must_use]
    pub const fn certificate_signing(self) -> bool {
        self.bits & 0x04 != 0
    }

    /// The key may sign revocation lists.
    #[must_use]
    pub const fn crl_signing(self) -> bool {
        self.bits & 0x02 != 0
    }

    /// The first eight bits, digitalSignature the highest.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.bits
    }

    /// Whether any bit is set, as RFC 5280 asks.
    #[must_use]
    pub const fn any(self) -> bool {
        self.bits != 0
    }
}

/// The extensions that policy looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions<'a> {
    /// Is it a CA, and how far does its power reach.
    pub basic_constraints: Option<BasicConstraints>,
    /// What the key may be used for.
    pub key_usage: Option<KeyUsage>,
    /// In which roles the key may be used.
    pub extended_key_usage: Option<Extension<'a>>,
    /// The names of the subject.
    pub subject_alternative_name: Option<Extension<'a>>,
    /// The names that a CA may certify.
    pub name_constraints: Option<Extension<'a>>,
    /// The identifier of the subject's key.
    pub subject_key_identifier: Option<Extension<'a>>,
    /// The identifier of the issuer's key.
    pub authority_key_identifier: Option<Extension<'a>>,
    /// Where to learn more about the issuer.
    pub authority_information_access: Option<Extension<'a>>,
    /// Constraints of certificate policies.
    pub policy_constraints: Option<Extension<'a>>,
    /// The certificate policies.
    pub certificate_policies: Option<Extension<'a>>,
    /// The content of the OID of the first critical extension that is not understood.
    pub unknown_critical: Option<&'a [u8]>,
}

impl<'a> Extensions<'a> {
    /// Reads `Extensions`; each kind may appear once.
    pub(super) fn read(mut fields: Fields<'a>) -> Result<Self, Malformed> {
        let mut extensions = Self::default();
        let all = fields.clone();
        let mut count: usize = 0;
        // An empty SEQUENCE is not allowed.
        loop {
            let (oid, extension) = read_extension(&mut fields)?;
            if count >= MOST_EXTENSIONS || appears_before(all.clone(), oid, count) {
                return Err(fields.malformed_at(extension.value, Part::Extensions));
            }
            count = count.saturating_add(1);
            extensions.take(oid, extension, &fields)?;
            if fields.is_finished() {
                return Ok(extensions);
            }
        }
    }

    fn take(&mut self, oid: &'a [u8], extension: Extension<'a>, fields: &Fields<'a>) -> Result<(), Malformed> {
        const AUTHORITY_INFORMATION_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
        let known = match oid {
            [0x55, 0x1d, arc] => *arc,
            AUTHORITY_INFORMATION_ACCESS => {
                self.authority_information_access = Some(extension);
                0
            }
            _ => 0,
        };
        // What is understood well enough to be critical.
        let understood = match known {
            19 => {
                self.basic_constraints = Some(basic_constraints(extension, fields)?);
                true
            }
            15 => {
                self.key_usage = Some(key_usage(extension, fields)?);
                true
            }
            37 => {
                self.extended_key_usage = Some(extension);
                true
            }
            17 => {
                self.subject_alternative_name = Some(extension);
                true
            }
            30 => {
                self.name_constraints = Some(extension);
                true
            }
            // Identifiers of keys are hints and shall never be critical; the rules say so by name.
            14 => {
                self.subject_key_identifier = Some(extension);
                true
            }
            35 => {
                self.authority_key_identifier = Some(extension);
                true
            }
            // Policies matter only to who requires one, and nobody here does.
            32 => {
                self.certificate_policies = Some(extension);
                true
            }
            36 => {
                self.policy_constraints = Some(extension);
                false
            }
            _ => false,
        };
        if extension.critical && !understood && self.unknown_critical.is_none() {
            self.unknown_critical = Some(oid);
        }
        Ok(())
    }
}

/// The next `Extension`, and the content of its OID.
pub(super) fn read_extension<'a>(fields: &mut Fields<'a>) -> Result<(&'a [u8], Extension<'a>), Malformed> {
    let mut inner = fields.inside(tag::SEQUENCE, Part::Extension)?;
    let oid = inner.content(tag::OID)?;
    let critical = inner.flag()?;
    let value = inner.content(tag::OCTET_STRING)?;
    inner.finish()?;
    Ok((oid, Extension { critical, value }))
}

/// Whether one of the first `count` extensions has this OID.
fn appears_before(mut fields: Fields<'_>, oid: &[u8], count: usize) -> bool {
    (0..count).any(|_| read_extension(&mut fields).is_ok_and(|(earlier, _)| earlier == oid))
}

fn basic_constraints(extension: Extension<'_>, all: &Fields<'_>) -> Result<BasicConstraints, Malformed> {
    let mut fields = all.over(extension.value, Part::BasicConstraints).sequence()?;
    let ca = fields.flag()?;
    let path_length = if fields.is_finished() { None } else { Some(fields.small_integer()?) };
    fields.finish()?;
    Ok(BasicConstraints { critical: extension.critical, ca, path_length })
}

fn key_usage(extension: Extension<'_>, all: &Fields<'_>) -> Result<KeyUsage, Malformed> {
    let content = all.over(extension.value, Part::KeyUsage).single(tag::BIT_STRING)?;
    match content {
        [0] => return Ok(KeyUsage { bits: 0 }),
        [unused @ 0..=7, bits, rest @ ..] if rest.len() <= 1 => {
            // Unused bits are zero in DER.
            let last = *rest.first().unwrap_or(bits);
            if last.trailing_zeros() >= u32::from(*unused) {
                return Ok(KeyUsage { bits: *bits });
            }
        }
        _ => {}
    }
    Err(all.malformed_at(content, Part::KeyUsage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::value;
    use std::vec::Vec;

    fn extension(oid: &[u8], critical: bool, content: &[u8]) -> Vec<u8> {
        let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
        value(tag::SEQUENCE, &[&value(tag::OID, oid), flag, &value(tag::OCTET_STRING, content)].concat())
    }

    fn read(parts: &[Vec<u8>]) -> Result<Extensions<'static>, Malformed> {
        let der = value(tag::SEQUENCE, &parts.concat()).leak();
        Extensions::read(Fields::new(der, Part::Extensions).sequence()?)
    }

    fn usage(bits: &[u8]) -> Result<KeyUsage, Malformed> {
        read(&[extension(&[0x55, 0x1d, 15], true, &value(tag::BIT_STRING, bits))]).map(|all| all.key_usage.unwrap())
    }

    fn constraints(content: &[u8]) -> Result<BasicConstraints, Malformed> {
        let content = value(tag::SEQUENCE, content);
        read(&[extension(&[0x55, 0x1d, 19], true, &content)]).map(|all| all.basic_constraints.unwrap())
    }

    #[test]
    fn each_kind_once() {
        let one = extension(&[0x55, 0x1d, 14], false, &[4, 0]);
        let other = extension(&[0x2a, 3, 4], false, &[]);
        assert!(read(&[one.clone(), other.clone()]).unwrap().subject_key_identifier.is_some());
        assert!(read(&[one.clone(), other.clone(), one]).is_err());
        assert!(read(&[other.clone(), other]).is_err());
        assert!(read(&[]).is_err());
        let many: Vec<_> = (0..MOST_EXTENSIONS as u8).map(|arc| extension(&[0x2a, arc], false, &[])).collect();
        assert!(read(&many).is_ok());
        assert!(read(&[many, Vec::from([extension(&[0x2a, 99], false, &[])])].concat()).is_err());
    }

    #[test]
    fn critical_ones_are_understood_or_told() {
        let policy_constraints: &[u8] = &[0x55, 0x1d, 36];
        for (oid, critical, told) in [
            (&[0x55, 0x1d, 17][..], true, false),
            (&[0x55, 0x1d, 32], true, false),
            (policy_constraints, true, true),
            (policy_constraints, false, false),
            (&[0x2b, 6, 1, 5, 5, 7, 1, 1], true, true),
            (&[0x2a, 3, 4], true, true),
            (&[0x2a, 3, 4], false, false),
        ] {
            let extensions = read(&[extension(oid, critical, &[])]).unwrap();
            assert_eq!(extensions.unknown_critical, told.then_some(oid));
        }
    }

    #[test]
    fn key_usage_is_a_minimal_bit_string() {
        assert!(usage(&[7, 0x80]).unwrap().digital_signature());
        assert!(usage(&[1, 0x06]).unwrap().certificate_signing());
        assert!(usage(&[1, 0x06]).unwrap().crl_signing());
        assert!(usage(&[7, 0x80, 0x80]).unwrap().digital_signature());
        assert!(!usage(&[0]).unwrap().any());
        assert!(!usage(&[7, 0x00]).unwrap().any());
        for bits in [&[][..], &[7, 0xc0], &[8, 0x80], &[7, 0x80, 0xff], &[0, 0x80, 0x80, 0x80]] {
            assert!(usage(bits).is_err(), "{bits:02x?}");
        }
    }

    #[test]
    fn basic_constraints() {
        let ca = constraints(&[1, 1, 0xff]).unwrap();
        assert!(ca.ca && ca.critical && ca.path_length.is_none());
        assert_eq!(constraints(&[1, 1, 0xff, 2, 1, 3]).unwrap().path_length, Some(3));
        assert!(!constraints(&[]).unwrap().ca);
        for content in
            [&[1, 1, 0][..], &[1, 1, 1], &[1, 1, 0xff, 2, 1, 0x80], &[1, 1, 0xff, 4, 0], &[1, 1, 0xff, 2, 1, 0, 5, 0]]
        {
            assert!(constraints(content).is_err(), "{content:02x?}");
        }
    }
}
