//! Signature algorithms and public keys: which are supported, and what the others are called.

use super::fields::{Field, Fields, Malformed, Part, tag};

/// A signature algorithm that certificates may be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ECDSA with SHA-256 (RFC 5758).
    EcdsaSha256,
    /// ECDSA with SHA-384.
    EcdsaSha384,
    /// ECDSA with SHA-512.
    EcdsaSha512,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 4055).
    RsaSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RsaSha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RsaSha512,
    /// RSASSA-PSS with SHA-256 for hash and mask, salt of 32 bytes.
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384 for hash and mask, salt of 48 bytes.
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512 for hash and mask, salt of 64 bytes.
    RsaPssSha512,
}

/// A hash that signatures may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// What an AlgorithmIdentifier of a signature says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// One that is supported.
    Supported(SignatureAlgorithm),
    /// One whose hash is broken: `SHA-1`, `MD5`.
    Weak(&'static str),
    /// Any other.
    Unsupported,
}

/// A curve that keys may lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256, also called secp256r1 and prime256v1.
    P256,
    /// NIST P-384, also called secp384r1.
    P384,
}

/// A public key of a certificate, as far as policy needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// A point on a supported curve, uncompressed.
    Ec(Curve),
    /// An RSA key with so many bits in its modulus; whether it is at least 65537 is the exponent's only question.
    Rsa {
        /// The length of the modulus in bits.
        bits: u32,
        /// Whether the exponent is 65537 or more, as the web PKI asks.
        large_exponent: bool,
    },
    /// Any other kind, by its name as far as it is known.
    Unsupported(&'static str),
}

/// The numbers of a public key that is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicNumbers<'a> {
    /// A point, uncompressed.
    Ec {
        /// The curve.
        curve: Curve,
        /// The point.
        point: &'a [u8],
    },
    /// Two numbers, without zeros before them.
    Rsa {
        /// The modulus.
        modulus: &'a [u8],
        /// The public exponent.
        exponent: &'a [u8],
    },
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
const SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04];
const EDWARDS: &[u8] = &[0x2b, 0x65];
const CERTICOM_CURVE: &[u8] = &[0x2b, 0x81, 0x04, 0x00];
const X9_CURVE: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01];
const NULL: &[u8] = &[tag::NULL, 0];
/// The longest public exponent of RSA, in bytes, as of keys of our own: with one as long as the modulus, a check of a signature
/// would take a hundred times as long.
const LONGEST_EXPONENT: usize = 8;

/// The arcs of `oid` after `prefix`.
fn under<'a>(oid: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    oid.strip_prefix(prefix)
}

/// Reads the `AlgorithmIdentifier` of a signature, whose values `fields` are; the algorithm's OID beside what it means.
///
/// Source: RFC 5758 (ECDSA, parameters absent), RFC 4055 (RSA, parameters NULL; PSS).
pub(super) fn signature_algorithm<'a>(mut fields: Fields<'a>) -> Result<(&'a [u8], Algorithm), Malformed> {
    let oid = fields.content(tag::OID)?;
    let parameters = parameters(&mut fields)?;
    Ok((oid, classify(oid, parameters, &fields)?))
}

/// What `oid` with `parameters` means, the last of `fields`.
fn classify(oid: &[u8], parameters: Field<'_>, fields: &Fields<'_>) -> Result<Algorithm, Malformed> {
    use Algorithm::{Supported, Unsupported, Weak};
    if let Some(arcs) = under(oid, ECDSA) {
        let algorithm = match arcs {
            [3, 2] => SignatureAlgorithm::EcdsaSha256,
            [3, 3] => SignatureAlgorithm::EcdsaSha384,
            [3, 4] => SignatureAlgorithm::EcdsaSha512,
            [1] => return Ok(Weak("SHA-1")),
            [3, 1] => return Ok(Weak("SHA-224")),
            _ => return Ok(Unsupported),
        };
        return if parameters.present().is_none() { Ok(Supported(algorithm)) } else { Err(fields.malformed()) };
    }
    if let Some(arcs) = under(oid, RSA) {
        let algorithm = match arcs {
            [11] => SignatureAlgorithm::RsaSha256,
            [12] => SignatureAlgorithm::RsaSha384,
            [13] => SignatureAlgorithm::RsaSha512,
            [10] => return pss(parameters, fields),
            [2] => return Ok(Weak("MD2")),
            [3] => return Ok(Weak("MD4")),
            [4] => return Ok(Weak("MD5")),
            [5] => return Ok(Weak("SHA-1")),
            [14] => return Ok(Weak("SHA-224")),
            _ => return Ok(Unsupported),
        };
        return if parameters.whole == NULL { Ok(Supported(algorithm)) } else { Err(fields.malformed()) };
    }
    Ok(match under(oid, DSA) {
        Some([3]) => Weak("SHA-1"),
        _ => Unsupported,
    })
}

/// The optional parameters of an AlgorithmIdentifier, which end it.
fn parameters<'a>(fields: &mut Fields<'a>) -> Result<Field<'a>, Malformed> {
    // None is a value of no tag.
    let next = fields.rest().first().copied().unwrap_or_default();
    let field = fields.optional(next)?;
    fields.finish()?;
    Ok(field)
}

/// Reads `RSASSA-PSS-params`, of which only the three combinations of TLS are supported.
///
/// Source: RFC 4055 section 3.1, RFC 8446 section 4.2.3.
fn pss<'a>(parameters: Field<'a>, around: &Fields<'a>) -> Result<Algorithm, Malformed> {
    if parameters.tag() != tag::SEQUENCE {
        return Err(around.malformed());
    }
    let mut fields = around.within(parameters, Part::PssParameters);
    // The defaults are SHA-1 and 20 bytes.
    let hash = match fields.optional(tag::constructed(0))?.present() {
        None => return Ok(Algorithm::Weak("SHA-1")),
        Some(field) => hash_algorithm(fields.within(field, Part::PssHash).sequence()?)?,
    };
    let mask = match fields.optional(tag::constructed(1))?.present() {
        None => return Ok(Algorithm::Weak("SHA-1")),
        Some(field) => {
            let mut generator = fields.within(field, Part::PssMask).sequence()?;
            if under(generator.content(tag::OID)?, RSA) != Some(&[8]) {
                return Ok(Algorithm::Unsupported);
            }
            let hash = hash_algorithm(generator.inside(tag::SEQUENCE, Part::PssHash)?)?;
            generator.finish()?;
            hash
        }
    };
    let salt = match fields.optional(tag::constructed(2))?.present() {
        None => 20,
        Some(field) => fields.within(field, Part::PssSaltLength).single_integer()?,
    };
    if let Some(field) = fields.optional(tag::constructed(3))?.present() {
        // trailerField is 1 always, and the default.
        if fields.within(field, Part::PssTrailer).single_integer()? != 1 {
            return Err(around.malformed());
        }
    }
    fields.finish()?;
    Ok(match (hash, mask, salt) {
        (Some(Hash::Sha256), Some(Hash::Sha256), 32) => Algorithm::Supported(SignatureAlgorithm::RsaPssSha256),
        (Some(Hash::Sha384), Some(Hash::Sha384), 48) => Algorithm::Supported(SignatureAlgorithm::RsaPssSha384),
        (Some(Hash::Sha512), Some(Hash::Sha512), 64) => Algorithm::Supported(SignatureAlgorithm::RsaPssSha512),
        _ => Algorithm::Unsupported,
    })
}

/// Reads the `AlgorithmIdentifier` of a hash, whose values `fields` are; `None` for one that is not supported.
fn hash_algorithm(mut fields: Fields<'_>) -> Result<Option<Hash>, Malformed> {
    let oid = fields.content(tag::OID)?;
    // RFC 4055 section 2.1: absent and NULL parameters are both read.
    if parameters(&mut fields)?.present().is_some_and(|field| field.whole != NULL) {
        return Err(fields.malformed());
    }
    Ok(match under(oid, SHA2) {
        Some([1]) => Some(Hash::Sha256),
        Some([2]) => Some(Hash::Sha384),
        Some([3]) => Some(Hash::Sha512),
        _ => None,
    })
}

/// The names of RFC 8410's algorithms.
fn edwards(oid: &[u8]) -> Option<&'static str> {
    match under(oid, EDWARDS)? {
        [110] => Some("X25519"),
        [111] => Some("X448"),
        [112] => Some("Ed25519"),
        [113] => Some("Ed448"),
        _ => None,
    }
}

impl SignatureAlgorithm {
    /// The hash that is signed.
    #[must_use]
    pub const fn hash(self) -> Hash {
        match self {
            Self::EcdsaSha256 | Self::RsaSha256 | Self::RsaPssSha256 => Hash::Sha256,
            Self::EcdsaSha384 | Self::RsaSha384 | Self::RsaPssSha384 => Hash::Sha384,
            Self::EcdsaSha512 | Self::RsaSha512 | Self::RsaPssSha512 => Hash::Sha512,
        }
    }

    /// Whether a key of this kind can make such signatures.
    #[must_use]
    pub const fn fits(self, key: PublicKey) -> bool {
        match self {
            Self::EcdsaSha256 | Self::EcdsaSha384 | Self::EcdsaSha512 => matches!(key, PublicKey::Ec(_)),
            _ => matches!(key, PublicKey::Rsa { .. }),
        }
    }
}

impl PublicKey {
    /// Reads `SubjectPublicKeyInfo`, complete with its tag and length.
    ///
    /// # Errors
    /// What does not follow RFC 5280 section 4.1.2.7 and RFC 3279, RFC 5480: `Malformed`.
    pub fn read(public_key_info: &[u8]) -> Result<Self, Malformed> {
        Self::of(Fields::new(public_key_info, Part::PublicKey).sequence()?)
    }

    /// Reads the `SubjectPublicKeyInfo` whose values `fields` are.
    pub(super) fn of(mut fields: Fields<'_>) -> Result<Self, Malformed> {
        let mut algorithm = fields.inside(tag::SEQUENCE, Part::PublicKeyAlgorithm)?;
        let oid = algorithm.content(tag::OID)?;
        let parameters = parameters(&mut algorithm)?;
        let malformed = fields.malformed();
        let key = fields.bytes()?;
        fields.finish()?;
        if oid == EC_PUBLIC_KEY {
            return ec(parameters, &algorithm, key, malformed);
        }
        Ok(match under(oid, RSA) {
            Some([1]) if parameters.whole == NULL => return rsa(key).ok_or(malformed),
            Some([1]) => return Err(algorithm.malformed()),
            Some([10]) => Self::Unsupported("RSA-PSS"),
            _ if under(oid, DSA).is_some() => Self::Unsupported("DSA"),
            _ => Self::Unsupported(edwards(oid).unwrap_or("unknown to this library")),
        })
    }

    /// The numbers in `SubjectPublicKeyInfo`; `None` for what [`Self::read`] refuses, or cannot use.
    #[must_use]
    pub fn numbers(public_key_info: &[u8]) -> Option<PublicNumbers<'_>> {
        let key = Self::read(public_key_info).ok()?;
        let mut fields = Fields::new(public_key_info, Part::PublicKey).sequence().ok()?;
        let _algorithm = fields.next().ok()?;
        let bytes = fields.bytes().ok()?;
        match key {
            Self::Ec(curve) => Some(PublicNumbers::Ec { curve, point: bytes }),
            Self::Rsa { .. } => rsa_integers(bytes).map(|(modulus, exponent)| PublicNumbers::Rsa { modulus, exponent }),
            Self::Unsupported(_) => None,
        }
    }

    /// The kind in a word or two: `P-256`, `RSA`, `Ed25519`.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Ec(Curve::P256) => "P-256",
            Self::Ec(Curve::P384) => "P-384",
            Self::Rsa { .. } => "RSA",
            Self::Unsupported(name) => name,
        }
    }

    /// The key's size in bits, 0 if it is of an unsupported kind.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self {
            Self::Ec(Curve::P256) => 256,
            Self::Ec(Curve::P384) => 384,
            Self::Rsa { bits, .. } => bits,
            Self::Unsupported(_) => 0,
        }
    }
}

/// Reads the parameters, the last of `algorithm`, and the point of an EC key.
fn ec(
    parameters: Field<'_>,
    algorithm: &Fields<'_>,
    point: &[u8],
    malformed: Malformed,
) -> Result<PublicKey, Malformed> {
    let oid = match (parameters.tag(), parameters.present()) {
        (tag::OID, Some(_)) => parameters.content(),
        (tag::SEQUENCE, _) => return Ok(PublicKey::Unsupported("EC with explicit parameters")),
        (_, Some(_)) => return Err(algorithm.malformed_in(parameters)),
        (_, None) => return Err(algorithm.malformed()),
    };
    let curve = match (under(oid, X9_CURVE), under(oid, CERTICOM_CURVE)) {
        (Some([7]), _) => Curve::P256,
        (_, Some([0x22])) => Curve::P384,
        (Some([1]), _) => return Ok(PublicKey::Unsupported("P-192")),
        (_, Some([0x21])) => return Ok(PublicKey::Unsupported("P-224")),
        (_, Some([0x23])) => return Ok(PublicKey::Unsupported("P-521")),
        (_, Some([0x0a])) => return Ok(PublicKey::Unsupported("secp256k1")),
        _ => return Ok(PublicKey::Unsupported("EC on an unknown curve")),
    };
    let length = match curve {
        Curve::P256 => 65,
        Curve::P384 => 97,
    };
    match point {
        [4, ..] if point.len() == length => Ok(PublicKey::Ec(curve)),
        [2 | 3, ..] => Ok(PublicKey::Unsupported("EC with a compressed point")),
        _ => Err(malformed),
    }
}

/// Reads `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`.
fn rsa(key: &[u8]) -> Option<PublicKey> {
    let (modulus, exponent) = rsa_integers(key)?;
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
    if !odd(modulus) || !odd(exponent) || exponent == [1] || exponent.len() > LONGEST_EXPONENT {
        return None;
    }
    let zeros = modulus.first().map_or(0, |byte| byte.leading_zeros());
    let bits = u32::try_from(modulus.len()).ok()?.checked_mul(8)?.checked_sub(zeros)?;
    let large_exponent = exponent.len() > 3 || (exponent.len() == 3 && exponent >= &[1, 0, 1][..]);
    Some(PublicKey::Rsa { bits, large_exponent })
}

/// The two numbers of an RSA key.
fn rsa_integers(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Fields::new(key, Part::RsaKey).sequence().ok()?;
    let modulus = positive(fields.content(tag::INTEGER).ok()?)?;
    let exponent = positive(fields.content(tag::INTEGER).ok()?)?;
    fields.finish().ok()?;
    Some((modulus, exponent))
}

/// The significant bytes of a minimal, positive INTEGER.
fn positive(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, rest @ ..] if rest.first().is_some_and(|byte| byte & 0x80 != 0) => Some(rest),
        [first, ..] if *first != 0 && first & 0x80 == 0 => Some(content),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::value;
    use std::vec::Vec;

    fn sequence(parts: &[&[u8]]) -> Vec<u8> {
        value(tag::SEQUENCE, &parts.concat())
    }

    fn oid(prefix: &[u8], arcs: &[u8]) -> Vec<u8> {
        value(tag::OID, &[prefix, arcs].concat())
    }

    fn read(der: &[u8]) -> Result<Algorithm, Malformed> {
        signature_algorithm(Fields::new(der, Part::SignatureAlgorithm).sequence()?).map(|(_, algorithm)| algorithm)
    }

    #[test]
    fn algorithms_and_their_parameters() {
        use Algorithm::{Supported, Unsupported, Weak};
        use SignatureAlgorithm as Is;
        for (prefix, arcs, parameters, expected) in [
            (ECDSA, &[3, 2][..], &[][..], Ok(Supported(Is::EcdsaSha256))),
            (ECDSA, &[3, 4], &[], Ok(Supported(Is::EcdsaSha512))),
            (ECDSA, &[3, 2], NULL, Err(())),
            (ECDSA, &[1], &[], Ok(Weak("SHA-1"))),
            (ECDSA, &[3, 9], &[], Ok(Unsupported)),
            (RSA, &[12], NULL, Ok(Supported(Is::RsaSha384))),
            (RSA, &[12], &[], Err(())),
            (RSA, &[5], NULL, Ok(Weak("SHA-1"))),
            (RSA, &[4], NULL, Ok(Weak("MD5"))),
            (RSA, &[10], &[], Err(())),
            (RSA, &[10], &[0x30, 0], Ok(Weak("SHA-1"))),
            (EDWARDS, &[112], &[], Ok(Unsupported)),
            (DSA, &[3], &[], Ok(Weak("SHA-1"))),
        ] {
            let answer = read(&sequence(&[&oid(prefix, arcs), parameters])).map_err(|_| ());
            assert_eq!(answer, expected, "{prefix:02x?} {arcs:?}");
        }
        assert!(read(&sequence(&[])).is_err());
        assert!(read(&sequence(&[&oid(ECDSA, &[3, 2]), &[5, 0], &[5, 0]])).is_err());
    }

    #[test]
    fn pss_parameters_are_those_of_tls() {
        let algorithm = |hash: u8, mask: u8, salt: &[u8], more: &[u8]| {
            let hash = sequence(&[&oid(SHA2, &[hash])]);
            let mask = sequence(&[&oid(RSA, &[8]), &sequence(&[&oid(SHA2, &[mask]), NULL])]);
            let salt = value(tag::INTEGER, salt);
            let parts = [value(0xa0, &hash), value(0xa1, &mask), value(0xa2, &salt), more.to_vec()];
            read(&sequence(&[&oid(RSA, &[10]), &sequence(&[&parts.concat()])]))
        };
        let supported = |algorithm| Ok(Algorithm::Supported(algorithm));
        assert_eq!(algorithm(1, 1, &[32], &[]), supported(SignatureAlgorithm::RsaPssSha256));
        assert_eq!(algorithm(3, 3, &[64], &[0xa3, 3, 2, 1, 1]), supported(SignatureAlgorithm::RsaPssSha512));
        assert_eq!(algorithm(1, 2, &[32], &[]), Ok(Algorithm::Unsupported));
        assert_eq!(algorithm(1, 1, &[20], &[]), Ok(Algorithm::Unsupported));
        assert_eq!(algorithm(9, 9, &[32], &[]), Ok(Algorithm::Unsupported));
        assert!(algorithm(1, 1, &[32], &[0xa3, 3, 2, 1, 2]).is_err());
        assert!(algorithm(1, 1, &[32], &[5, 0]).is_err());
        // One number in each wrapper, and nothing behind it.
        assert!(algorithm(1, 1, &[32], &[0xa3, 5, 2, 1, 1, 5, 0]).is_err());
        let hash = value(0xa0, &sequence(&[&oid(SHA2, &[1])]));
        let mask = value(0xa1, &sequence(&[&oid(RSA, &[8]), &sequence(&[&oid(SHA2, &[1])])]));
        for (salt, read_as) in [(&[2, 1, 32][..], Ok(())), (&[2, 1, 32, 5, 0], Err(()))] {
            let parameters = sequence(&[&hash, &mask, &value(0xa2, salt)]);
            assert_eq!(read(&sequence(&[&oid(RSA, &[10]), &parameters])).map(|_| ()).map_err(|_| ()), read_as);
        }
    }

    #[test]
    fn keys_are_read_or_named() {
        let key = |algorithm: &[&[u8]], bits: &[u8]| {
            PublicKey::read(&sequence(&[&sequence(algorithm), &value(tag::BIT_STRING, &[&[0], bits].concat())]))
        };
        let ec = |curve: &[u8], bits: &[u8]| key(&[&value(tag::OID, EC_PUBLIC_KEY), curve], bits);
        let p256 = oid(X9_CURVE, &[7]);
        let rsa = |modulus: &[u8], exponent: &[u8]| {
            let bits = sequence(&[&value(tag::INTEGER, modulus), &value(tag::INTEGER, exponent)]);
            key(&[&oid(RSA, &[1]), NULL], &bits)
        };
        assert_eq!(ec(&p256, &[4; 65]), Ok(PublicKey::Ec(Curve::P256)));
        assert_eq!(ec(&oid(CERTICOM_CURVE, &[0x22]), &[4; 97]), Ok(PublicKey::Ec(Curve::P384)));
        assert_eq!(ec(&oid(CERTICOM_CURVE, &[0x23]), &[4; 133]), Ok(PublicKey::Unsupported("P-521")));
        assert_eq!(ec(&sequence(&[]), &[4; 65]), Ok(PublicKey::Unsupported("EC with explicit parameters")));
        assert_eq!(ec(&p256, &[2; 33]), Ok(PublicKey::Unsupported("EC with a compressed point")));
        for bits in [&[4; 64][..], &[4; 66], &[0], &[]] {
            assert!(ec(&p256, bits).is_err());
        }
        assert!(ec(NULL, &[4; 65]).is_err());
        assert_eq!(key(&[&oid(EDWARDS, &[112])], &[1; 32]), Ok(PublicKey::Unsupported("Ed25519")));

        let modulus = [&[0][..], &[0xff; 256]].concat();
        assert_eq!(rsa(&modulus, &[1, 0, 1]), Ok(PublicKey::Rsa { bits: 2048, large_exponent: true }));
        assert_eq!(rsa(&modulus, &[3]), Ok(PublicKey::Rsa { bits: 2048, large_exponent: false }));
        assert_eq!(rsa(&[&[0x1f], &modulus[2..]].concat(), &[1, 0, 1]).map(PublicKey::bits), Ok(2045));
        assert!(rsa(&modulus, &[0x7f; LONGEST_EXPONENT]).is_ok());
        for (modulus, exponent) in [
            (&modulus[..], &[0x7f; LONGEST_EXPONENT + 1][..]),
            (&modulus[1..], &[3][..]),
            (&modulus, &[1]),
            (&modulus, &[2]),
            (&modulus, &[0]),
            (&[0, 1], &[3]),
            (&[], &[3]),
        ] {
            assert!(rsa(modulus, exponent).is_err());
        }
    }

    #[test]
    fn keys_fit_their_algorithms() {
        let (ec, rsa) = (PublicKey::Ec(Curve::P384), PublicKey::Rsa { bits: 2048, large_exponent: true });
        assert!(SignatureAlgorithm::EcdsaSha256.fits(ec) && !SignatureAlgorithm::EcdsaSha256.fits(rsa));
        assert!(SignatureAlgorithm::RsaPssSha512.fits(rsa) && !SignatureAlgorithm::RsaSha256.fits(ec));
        assert!(!SignatureAlgorithm::RsaSha256.fits(PublicKey::Unsupported("DSA")));
    }
}
