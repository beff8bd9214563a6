//! What a camera writes of a key of its own: the key's file and the certificate request.
//!
//! Source: RFC 5958 and RFC 5915 (private keys), RFC 5480 (public keys), RFC 2986 (requests), RFC 2985 section 5.4.2
//! (extensionRequest), RFC 5280 section 4.2.1.6 (alternative names).

use super::algorithm::Curve;
use super::encode::Encoder;
use super::fields::tag;
use super::hostname::ReferenceIdentity;
use super::name::DistinguishedName;
use super::refusal::Refusal;

/// The longest private key in PKCS#8 that is written here: P-384, with its public key.
pub const KEY_MAX: usize = 185;
/// The longest public point: P-384, uncompressed.
pub const POINT_MAX: usize = 97;

mod oid {
    /// extensionRequest, RFC 2985.
    pub(super) const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
    /// subjectAltName, RFC 5280.
    pub(super) const ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 17];
    /// ecdsa-with-SHA256 and ecdsa-with-SHA384, RFC 5758, but for their last arc.
    pub(super) const ECDSA_SHA2: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3];
}

/// The attributes that a subject may have: label, last arc below 2.5.4, and the type of its text.
const ATTRIBUTES: [(&[u8], u8, u8); 7] = [
    (b"CN", 3, tag::UTF8_STRING),
    (b"O", 10, tag::UTF8_STRING),
    (b"OU", 11, tag::UTF8_STRING),
    (b"L", 7, tag::UTF8_STRING),
    (b"ST", 8, tag::UTF8_STRING),
    (b"C", 6, tag::PRINTABLE_STRING),
    (b"serialNumber", 5, tag::PRINTABLE_STRING),
];

/// Whom a request is for.
#[derive(Clone, Copy)]
pub enum Applicant<'a> {
    /// A subject as text, `CN=camera-7,O=Example` or a common name alone, and alternative names, separated by commas.
    Named {
        /// The subject.
        subject: &'a [u8],
        /// DNS names and IP addresses.
        names: &'a [u8],
    },
    /// The subject and the alternative names of a certificate that is to be renewed (RFC 7030 section 4.2.2).
    Renewing {
        /// The relative names of the subject.
        subject: DistinguishedName<'a>,
        /// The value of the extension with the alternative names.
        names: Option<&'a [u8]>,
    },
}

/// Writes a private key as PKCS#8 to the beginning of `out`; `point` is its public key, once that is known.
///
/// PKCS#8 and not SEC1: it is what every tool reads, and what the keys of `openssl genpkey` are.
#[must_use]
pub fn private_key(curve: Curve, scalar: &[u8], point: Option<&[u8]>, out: &mut [u8]) -> Option<usize> {
    let mut encoder = Encoder::new(out);
    let whole = encoder.mark();
    if let Some(point) = point {
        let mark = encoder.mark();
        encoder.bits(point);
        encoder.wrap(tag::constructed(1), mark);
    }
    encoder.value(tag::OCTET_STRING, scalar);
    encoder.value(tag::INTEGER, &[1]);
    encoder.wrap(tag::SEQUENCE, whole);
    encoder.wrap(tag::OCTET_STRING, whole);
    curve_algorithm(&mut encoder, curve);
    encoder.value(tag::INTEGER, &[0]);
    encoder.wrap(tag::SEQUENCE, whole);
    encoder.finish()
}

/// Writes the SubjectPublicKeyInfo of a `point`.
#[must_use]
pub fn public_key_info(curve: Curve, point: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut encoder = Encoder::new(out);
    put_public_key(&mut encoder, curve, point);
    encoder.finish()
}

/// Writes what of a request is signed.
///
/// # Errors
/// `ERR_BAD_ARGUMENT` for a subject or a name that cannot be read, or neither of them; `ERR_LIMIT_REACHED` for more than fits.
pub fn unsigned(
    curve: Curve,
    point: &[u8],
    applicant: Applicant<'_>,
    out: &mut [u8],
) -> Result<usize, Refusal<'static>> {
    let most = out.len();
    let mut encoder = Encoder::new(out);
    let whole = encoder.mark();
    let (has_names, has_subject) = match applicant {
        Applicant::Named { subject, names } => (!names.trim_ascii().is_empty(), !subject.is_empty()),
        Applicant::Renewing { subject, names } => (names.is_some(), !subject.is_empty()),
    };
    if !has_names && !has_subject {
        return Err(Refusal::BadArgument { what: "a request needs a subject or a name" });
    }
    if has_names {
        let mark = encoder.mark();
        match applicant {
            Applicant::Named { names, .. } => {
                for name in names.rsplit(|byte| *byte == b',') {
                    put_name(&mut encoder, name.trim_ascii())?;
                }
                encoder.wrap(tag::SEQUENCE, mark);
            }
            Applicant::Renewing { names, .. } => encoder.put(names.unwrap_or_default()),
        }
        encoder.wrap(tag::OCTET_STRING, mark);
        if !has_subject {
            // Then the names are all there is (RFC 5280 section 4.2.1.6).
            encoder.value(tag::BOOLEAN, &[0xff]);
        }
        encoder.value(tag::OID, oid::ALTERNATIVE_NAME);
        for tag in [tag::SEQUENCE, tag::SEQUENCE, tag::SET] {
            encoder.wrap(tag, mark);
        }
        encoder.value(tag::OID, oid::EXTENSION_REQUEST);
        encoder.wrap(tag::SEQUENCE, mark);
    }
    encoder.wrap(tag::constructed(0), whole);
    put_public_key(&mut encoder, curve, point);
    let mark = encoder.mark();
    match applicant {
        Applicant::Named { subject, .. } => put_subject(&mut encoder, subject)?,
        Applicant::Renewing { subject, .. } => encoder.put(subject.as_bytes()),
    }
    encoder.wrap(tag::SEQUENCE, mark);
    encoder.value(tag::INTEGER, &[0]);
    encoder.wrap(tag::SEQUENCE, whole);
    encoder.finish().ok_or(Refusal::LimitReached { most, what: "bytes of request" })
}

/// Writes the request: what is signed, and its signature by a key on `curve`, made with SHA-256 or SHA-384 as the curve has it.
#[must_use]
pub fn signed(curve: Curve, unsigned: &[u8], signature: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut encoder = Encoder::new(out);
    let whole = encoder.mark();
    encoder.bits(signature);
    let mark = encoder.mark();
    encoder.put(&[if curve == Curve::P256 { 2 } else { 3 }]);
    encoder.put(oid::ECDSA_SHA2);
    encoder.wrap(tag::OID, mark);
    encoder.wrap(tag::SEQUENCE, mark);
    encoder.put(unsigned);
    encoder.wrap(tag::SEQUENCE, whole);
    encoder.finish()
}

fn curve_algorithm(encoder: &mut Encoder<'_>, curve: Curve) {
    let mark = encoder.mark();
    encoder.value(tag::OID, super::key::curve_oid(curve));
    encoder.value(tag::OID, super::key::EC_PUBLIC_KEY);
    encoder.wrap(tag::SEQUENCE, mark);
}

fn put_public_key(encoder: &mut Encoder<'_>, curve: Curve, point: &[u8]) {
    let mark = encoder.mark();
    encoder.bits(point);
    curve_algorithm(encoder, curve);
    encoder.wrap(tag::SEQUENCE, mark);
}

fn put_name(encoder: &mut Encoder<'_>, name: &[u8]) -> Result<(), Refusal<'static>> {
    const WRONG: Refusal<'static> = Refusal::BadArgument { what: "names are DNS names and IP addresses" };
    let identity = ReferenceIdentity::parse(name).map_err(|_| WRONG)?;
    match (identity.address(), identity.server_name()) {
        (Some(address), _) => encoder.value(tag::implicit(7), address),
        (None, Some(name)) => encoder.value(tag::implicit(2), name.as_bytes()),
        (None, None) => {}
    }
    Ok(())
}

/// Puts the relative names of a subject that is written as text, from the last one to the first.
fn put_subject(encoder: &mut Encoder<'_>, subject: &[u8]) -> Result<(), Refusal<'static>> {
    const WRONG: Refusal<'static> = Refusal::BadArgument {
        what: "a subject is a name alone, or like CN=a,O=b (CN, O, OU, L, ST, C, serialNumber)",
    };
    if subject.is_empty() {
        return Ok(());
    }
    if subject.contains(&0) || core::str::from_utf8(subject).is_err() {
        return Err(WRONG);
    }
    let mut rest = Some(subject);
    while let Some(text) = rest {
        let (before, part) = split_last(text);
        rest = before;
        match part.iter().position(|byte| *byte == b'=').and_then(|at| part.split_at_checked(at)) {
            None if before.is_none() && part.len() == subject.len() => put_attribute(encoder, &ATTRIBUTES[0], part),
            Some((label, [_, value @ ..])) => {
                let label = label.trim_ascii();
                let known = ATTRIBUTES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(label));
                let value = value.trim_ascii();
                let known = known.filter(|_| !value.is_empty()).ok_or(WRONG)?;
                if known.2 == tag::PRINTABLE_STRING && !is_printable(value) {
                    return Err(Refusal::BadArgument { what: "C and serialNumber are of letters A to Z and digits" });
                }
                put_attribute(encoder, known, value);
            }
            _ => return Err(WRONG),
        }
    }
    Ok(())
}

/// Whether the text of an attribute is one of PrintableString's (X.680 section 41.4); backslashes are no part of it.
fn is_printable(value: &[u8]) -> bool {
    value.iter().all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?\\".contains(byte))
}

/// What is behind the last comma that has no backslash before it, and what is before that.
fn split_last(text: &[u8]) -> (Option<&[u8]>, &[u8]) {
    for (at, byte) in text.iter().enumerate().rev() {
        let (before, behind) = text.split_at_checked(at).unwrap_or_default();
        if *byte == b',' && before.last() != Some(&b'\\') {
            return (Some(before), behind.get(1..).unwrap_or_default());
        }
    }
    (None, text)
}

fn put_attribute(encoder: &mut Encoder<'_>, (_, arc, kind): &(&[u8], u8, u8), value: &[u8]) {
    let mark = encoder.mark();
    // A backslash keeps a comma in a value, and is no part of it.
    for piece in value.rsplit(|byte| *byte == b'\\') {
        encoder.put(piece);
    }
    encoder.wrap(*kind, mark);
    encoder.value(tag::OID, &[0x55, 4, *arc]);
    encoder.wrap(tag::SEQUENCE, mark);
    encoder.wrap(tag::SET, mark);
}

#[cfg(test)]
mod tests;
