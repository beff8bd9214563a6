//! What a key may be used for: key usage and extended key usage.

use super::certificate::Certificate;
use super::extensions::Extension;
use super::fields::{Fields, Malformed, Part, tag};
use super::refusal::Refusal;

/// The role that the certificate's holder plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is the server of a TLS connection.
    ServerAuth,
    /// It is the client of a TLS connection.
    ClientAuth,
}

impl Purpose {
    /// As openssl spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServerAuth => "serverAuth",
            Self::ClientAuth => "clientAuth",
        }
    }

    /// The last arc of its OID under id-kp.
    const fn arc(self) -> u8 {
        match self {
            Self::ServerAuth => 1,
            Self::ClientAuth => 2,
        }
    }
}

/// What an extended key usage says about a purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ExtendedKeyUsage {
    /// The purpose is listed.
    pub(super) listed: bool,
    /// anyExtendedKeyUsage is listed.
    pub(super) any: bool,
}

impl ExtendedKeyUsage {
    /// Reads `ExtKeyUsageSyntax`, at least one purpose.
    pub(super) fn read(extension: Extension<'_>, purpose: Purpose) -> Result<Self, Malformed> {
        const ANY: &[u8] = &[0x55, 0x1d, 0x25, 0];
        let purpose = [0x2b, 6, 1, 5, 5, 7, 3, purpose.arc()];
        let mut fields = Fields::new(extension.value, Part::ExtKeyUsage).sequence()?;
        let mut usage = Self::default();
        loop {
            let oid = fields.content(tag::OID)?;
            usage.listed |= oid == purpose;
            usage.any |= oid == ANY;
            if fields.is_finished() {
                return Ok(usage);
            }
        }
    }
}

/// Whether `certificate`, at any place of the path, may serve `purpose`: it has no extended key usage, or one that lists it.
///
/// Source: RFC 5280 section 4.2.1.12; that the purposes of a CA bound those below it is what all verifiers do.
pub(super) fn allows<'a>(certificate: &Certificate<'a>, purpose: Purpose) -> Result<(), Refusal<'a>> {
    let Some(extension) = certificate.extensions.extended_key_usage else {
        return Ok(());
    };
    let subject = || certificate.title();
    match ExtendedKeyUsage::read(extension, purpose) {
        Ok(usage) if usage.listed || usage.any => Ok(()),
        Ok(_) => Err(Refusal::WrongPurpose { subject: subject(), purpose: purpose.name() }),
        Err(_) => Err(Refusal::CertNonconforming { subject: subject(), rule: "its extKeyUsage is malformed" }),
    }
}

/// Whether the leaf's key may sign handshakes, as ECDHE and TLS 1.3 need it to. An authority in the leaf's place may: what
/// its key signs is worth more than a handshake.
pub(super) fn may_sign_handshakes<'a>(certificate: &Certificate<'a>) -> Result<(), Refusal<'a>> {
    match certificate.extensions.key_usage {
        Some(usage) if !usage.digital_signature() && !certificate.is_ca() => {
            Err(Refusal::KeyUsage { subject: certificate.title(), usage: "digitalSignature" })
        }
        _ => Ok(()),
    }
}

/// Whether the holder is a certification authority that may sign certificates.
///
/// Source: RFC 5280 section 6.1.4 (k), (n); version 3 is needed to say so.
pub(super) fn may_issue<'a>(certificate: &Certificate<'a>) -> Result<(), Refusal<'a>> {
    let subject = || certificate.title();
    match certificate.extensions.basic_constraints {
        Some(constraints) if constraints.ca => {}
        _ => return Err(Refusal::NotCa { subject: subject() }),
    }
    match certificate.extensions.key_usage {
        Some(usage) if !usage.certificate_signing() => {
            Err(Refusal::KeyUsage { subject: subject(), usage: "keyCertSign" })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::value;
    use std::vec::Vec;

    fn read(arcs: &[&[u8]], purpose: Purpose) -> Result<ExtendedKeyUsage, Malformed> {
        let purposes: Vec<_> = arcs.iter().flat_map(|content| value(tag::OID, content)).collect();
        ExtendedKeyUsage::read(Extension { critical: false, value: &value(tag::SEQUENCE, &purposes) }, purpose)
    }

    #[test]
    fn purposes_are_told_apart() {
        const SERVER: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
        const CLIENT: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
        const ANY: &[u8] = &[0x55, 0x1d, 0x25, 0];
        let usage = |listed, any| Ok(ExtendedKeyUsage { listed, any });
        assert_eq!(read(&[SERVER], Purpose::ServerAuth), usage(true, false));
        assert_eq!(read(&[SERVER], Purpose::ClientAuth), usage(false, false));
        assert_eq!(read(&[SERVER, CLIENT], Purpose::ClientAuth), usage(true, false));
        assert_eq!(read(&[ANY], Purpose::ClientAuth), usage(false, true));
        assert_eq!(read(&[&[0x2a, 3], &SERVER[..7]], Purpose::ServerAuth), usage(false, false));
        assert!(read(&[], Purpose::ServerAuth).is_err());
        let text = Extension { critical: false, value: b"serverAuth" };
        assert!(ExtendedKeyUsage::read(text, Purpose::ServerAuth).is_err());
    }
}
