//! Private keys: PKCS#8, SEC1 and PKCS#1 in DER, recognised strictly.
//!
//! Only the structure is looked at: tags, lengths, versions, identifiers, and the public numbers. No branch depends on a secret
//! byte. Whether the numbers belong together is for whoever computes with them.

use super::algorithm::Curve;
use super::der::{self, Blob, Content, whole};
use super::fields::{Fields, Malformed, Part, tag};
use super::refusal::Refusal;

/// The fewest bits of an RSA modulus.
pub const RSA_BITS_LEAST: u32 = 2048;
/// The most bits of an RSA modulus.
pub const RSA_BITS_MOST: u32 = 4096;

/// What kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On an elliptic curve.
    Ec {
        /// Which curve.
        curve: Curve,
    },
    /// RSA.
    Rsa {
        /// The length of the modulus in bits.
        bits: u32,
    },
}

/// In which form a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PKCS#8 (RFC 5958), around one of the others.
    Pkcs8,
    /// SEC1 (RFC 5915).
    Sec1,
    /// PKCS#1 (RFC 8017 appendix A.1.2).
    Pkcs1,
}

/// A private key, borrowed. It is never printed, so it has no `Debug`.
#[derive(Clone, Copy)]
pub struct PrivateKey<'a> {
    /// What kind of key.
    pub kind: Kind,
    /// How `der` is written.
    pub form: Form,
    /// The key as it was given.
    pub der: &'a [u8],
    /// The ECPrivateKey or RSAPrivateKey: `der` itself, or what PKCS#8 wraps.
    pub inner: &'a [u8],
    /// For a curve: the secret number, big-endian, as long as the curve's order. For RSA: empty.
    pub scalar: &'a [u8],
    /// For a curve: the public point, uncompressed, if the key carries it.
    pub point: Option<&'a [u8]>,
}

/// Content octets of object identifiers.
mod oid {
    /// id-ecPublicKey, RFC 5480.
    pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    /// secp256r1, RFC 5480.
    pub(super) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    /// secp384r1, RFC 5480.
    pub(super) const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
    /// rsaEncryption, RFC 8017.
    pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    /// id-dsa, RFC 3279.
    pub(super) const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
    /// X25519, X448, Ed25519, Ed448: 1.3.101.110 to 113, RFC 8410.
    pub(super) const EDWARDS: [(&[u8], &str); 4] = [
        (&[0x2b, 0x65, 0x6e], "X25519"),
        (&[0x2b, 0x65, 0x6f], "X448"),
        (&[0x2b, 0x65, 0x70], "Ed25519"),
        (&[0x2b, 0x65, 0x71], "Ed448"),
    ];
}

/// The identifier of keys on curves, for who writes them.
#[cfg(feature = "operations")]
pub(super) const EC_PUBLIC_KEY: &[u8] = oid::EC;

/// The identifier of a curve.
#[cfg(feature = "operations")]
pub(super) const fn curve_oid(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P256 => oid::P256,
        Curve::P384 => oid::P384,
    }
}

/// What is wrong with a key: its form at an offset, or something that has a name.
enum Fault<'a> {
    Form(usize),
    Named(Refusal<'a>),
}

impl From<Malformed> for Fault<'_> {
    fn from(malformed: Malformed) -> Self {
        Self::Form(malformed.offset())
    }
}

impl<'a> From<Refusal<'a>> for Fault<'a> {
    fn from(refusal: Refusal<'a>) -> Self {
        Self::Named(refusal)
    }
}

/// Reads a private key, from its first byte to its last.
///
/// # Errors
///
/// [`Refusal::WrongContent`] for another kind of file, [`Refusal::Truncated`], [`Refusal::TrailingJunk`] and
/// [`Refusal::Malformed`] with the offset, [`Refusal::EdwardsKey`], [`Refusal::CurveUnsupported`], [`Refusal::CurveExplicit`],
/// [`Refusal::CurveMissing`], [`Refusal::RsaTooShort`], [`Refusal::RsaTooLong`], [`Refusal::KeyKindUnsupported`].
#[inline(never)]
pub fn private_key(bytes: &[u8]) -> Result<PrivateKey<'_>, Refusal<'_>> {
    let content = Content::Key;
    let found = der::classify(bytes);
    let form = match found {
        Blob::Pkcs8 => Form::Pkcs8,
        Blob::Sec1 => Form::Sec1,
        Blob::Pkcs1 => Form::Pkcs1,
        _ if der::is_cut_header(bytes) => {
            return Err(whole(bytes, 0, content).err().unwrap_or(Refusal::Malformed { content, offset: 0 }));
        }
        _ => return Err(Refusal::WrongContent { expected: content, found }),
    };
    let length = whole(bytes, 0, content)?;
    if length < bytes.len() {
        let extra = bytes.len().saturating_sub(length);
        return Err(Refusal::TrailingJunk { content, offset: length, extra });
    }
    let mut fields = Fields::new(bytes, Part::Key);
    let key = match (fields.inside(tag::SEQUENCE, Part::Key), form) {
        (Err(malformed), _) => Err(malformed.into()),
        (Ok(parts), Form::Pkcs8) => pkcs8(bytes, parts),
        (Ok(parts), Form::Sec1) => sec1(parts, None).map(|ec| ec.key(bytes, form, bytes)),
        (Ok(parts), Form::Pkcs1) => pkcs1(parts).map(|kind| rsa(kind, bytes, form, bytes)),
    };
    key.map_err(|fault| match fault {
        Fault::Form(offset) => Refusal::Malformed { content, offset },
        Fault::Named(refusal) => refusal,
    })
}

/// `PrivateKeyInfo`, and with a public key at its end `OneAsymmetricKey` (RFC 5958 section 2).
fn pkcs8<'a>(der: &'a [u8], mut fields: Fields<'a>) -> Result<PrivateKey<'a>, Fault<'a>> {
    let version = fields.small_integer()?;
    let algorithm = fields.expect(tag::SEQUENCE)?;
    let key = fields.content(tag::OCTET_STRING)?;
    // Attributes, which say nothing about the key, and the public key, which version 1 (called v2) may carry.
    let _attributes = fields.optional(tag::constructed(0))?;
    if version == 1 {
        let _public_key = fields.optional(tag::implicit(1))?;
    }
    fields.finish()?;
    if version > 1 {
        return Err(fields.malformed_in(algorithm).into());
    }

    let mut algorithm = fields.within(algorithm, Part::Algorithm);
    let identifier = algorithm.content(tag::OID)?;
    if identifier == oid::EC {
        let curve = parameters(algorithm)?;
        let inner = fields.over(key, Part::Key).sequence()?;
        sec1(inner, Some(curve)).map(|ec| ec.key(der, Form::Pkcs8, key))
    } else if identifier == oid::RSA {
        let parameters = algorithm.content(tag::NULL)?;
        if !parameters.is_empty() || !algorithm.is_finished() {
            return Err(algorithm.malformed_at(parameters, Part::Key).into());
        }
        let inner = fields.over(key, Part::Key).sequence()?;
        pkcs1(inner).map(|kind| rsa(kind, der, Form::Pkcs8, key))
    } else if let Some((_, kind)) = oid::EDWARDS.iter().find(|(content, _)| *content == identifier) {
        Err(Refusal::EdwardsKey { kind }.into())
    } else {
        Err(Refusal::KeyKindUnsupported { oid: identifier }.into())
    }
}

/// `ECParameters` (RFC 5480 section 2.1.1), of which only a named curve is read.
fn parameters<'a>(mut fields: Fields<'a>) -> Result<Curve, Fault<'a>> {
    if fields.is_finished() {
        return Err(Refusal::CurveMissing.into());
    }
    let parameters = fields.next()?;
    fields.finish()?;
    match (parameters.tag(), parameters.content()) {
        (tag::OID, oid::P256) => Ok(Curve::P256),
        (tag::OID, oid::P384) => Ok(Curve::P384),
        (tag::OID, curve) => Err(Refusal::CurveUnsupported { curve }.into()),
        (tag::SEQUENCE, _) => Err(Refusal::CurveExplicit.into()),
        // implicitCurve.
        (tag::NULL, _) => Err(Refusal::CurveMissing.into()),
        _ => Err(fields.malformed_in(parameters).into()),
    }
}

/// The parts of an ECPrivateKey.
struct Ec<'a> {
    curve: Curve,
    scalar: &'a [u8],
    point: Option<&'a [u8]>,
}

impl<'a> Ec<'a> {
    fn key(self, der: &'a [u8], form: Form, inner: &'a [u8]) -> PrivateKey<'a> {
        PrivateKey { kind: Kind::Ec { curve: self.curve }, form, der, inner, scalar: self.scalar, point: self.point }
    }
}

/// `ECPrivateKey` (RFC 5915 section 3). The curve is named inside, or by what wraps the key, or by both alike.
fn sec1<'a>(mut fields: Fields<'a>, wrapper: Option<Curve>) -> Result<Ec<'a>, Fault<'a>> {
    let version = fields.content(tag::INTEGER)?;
    if version != [1] {
        return Err(fields.malformed_at(version, Part::Key).into());
    }
    let scalar = fields.content(tag::OCTET_STRING)?;
    let named = fields.optional(tag::constructed(0))?.present();
    let public_key = fields.optional(tag::constructed(1))?.present();
    fields.finish()?;

    let curve = match (named, wrapper) {
        (None, None) => return Err(Refusal::CurveMissing.into()),
        (None, Some(curve)) => curve,
        (Some(named), wrapper) => {
            let curve = parameters(fields.within(named, Part::Curve))?;
            if wrapper.is_some_and(|wrapper| wrapper != curve) {
                return Err(fields.malformed_in(named).into());
            }
            curve
        }
    };
    let bytes = match curve {
        Curve::P256 => 32,
        Curve::P384 => 48,
    };
    if scalar.len() != bytes {
        return Err(fields.malformed_at(scalar, Part::Key).into());
    }
    let point = match public_key {
        None => None,
        Some(wrapper) => {
            let mut point = fields.within(wrapper, Part::PublicKey);
            let bits = point.bytes()?;
            point.finish()?;
            match bits {
                [4, coordinates @ ..] if coordinates.len() == bytes.saturating_mul(2) => Some(bits),
                // Compressed: the point is computed from the secret number anyway.
                [2 | 3, coordinate @ ..] if coordinate.len() == bytes => None,
                _ => return Err(fields.malformed_in(wrapper).into()),
            }
        }
    };
    Ok(Ec { curve, scalar, point })
}

fn rsa<'a>(kind: Kind, der: &'a [u8], form: Form, inner: &'a [u8]) -> PrivateKey<'a> {
    PrivateKey { kind, form, der, inner, scalar: &[], point: None }
}

/// `RSAPrivateKey` with two primes (RFC 8017 appendix A.1.2): the modulus and the exponent are checked, which are public; of the
/// secret numbers only that they are there and no longer than the modulus.
fn pkcs1<'a>(mut fields: Fields<'a>) -> Result<Kind, Fault<'a>> {
    let version = fields.content(tag::INTEGER)?;
    if version != [0] {
        return Err(fields.malformed_at(version, Part::Key).into());
    }
    let modulus = fields.content(tag::INTEGER)?;
    let bits = bit_length(modulus).ok_or(fields.malformed_at(modulus, Part::Key))?;
    let exponent = fields.content(tag::INTEGER)?;
    for number in 0..6 {
        // A DSA key in the form of its time has these six numbers and no more.
        if number == 3 && fields.is_finished() {
            return Err(Refusal::KeyKindUnsupported { oid: oid::DSA }.into());
        }
        let secret = fields.content(tag::INTEGER)?;
        if secret.is_empty() || secret.len() > modulus.len() {
            return Err(fields.malformed_at(secret, Part::Key).into());
        }
    }
    fields.finish()?;
    if bits < RSA_BITS_LEAST {
        return Err(Refusal::RsaTooShort { bits }.into());
    }
    if bits > RSA_BITS_MOST {
        return Err(Refusal::RsaTooLong { bits }.into());
    }
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    if !odd(modulus) {
        return Err(fields.malformed_at(modulus, Part::Key).into());
    }
    // At least 3, at most 64 bits.
    match bit_length(exponent) {
        Some(2..=64) if odd(exponent) => Ok(Kind::Rsa { bits }),
        _ => Err(fields.malformed_at(exponent, Part::Key).into()),
    }
}

/// The numbers of an `RSAPrivateKey` that [`private_key`] has read: modulus, public and private exponent, primes, and what is for them.
#[must_use]
pub fn rsa_numbers(inner: &[u8]) -> Option<[&[u8]; 8]> {
    let mut fields = Fields::new(inner, Part::Key).sequence().ok()?;
    let _version = fields.next().ok()?;
    let mut numbers: [&[u8]; 8] = [&[]; 8];
    for number in &mut numbers {
        *number = fields.content(tag::INTEGER).ok()?;
    }
    Some(numbers)
}

/// How many bits a minimal, positive INTEGER has.
fn bit_length(content: &[u8]) -> Option<u32> {
    let significant = match content {
        [0, rest @ ..] if rest.first().is_some_and(|first| first & 0x80 != 0) => rest,
        [0x01..=0x7f, ..] => content,
        _ => return None,
    };
    let first = significant.first()?;
    u32::try_from(significant.len()).ok()?.checked_mul(8)?.checked_sub(first.leading_zeros())
}

#[cfg(test)]
mod tests;
