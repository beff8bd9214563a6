//! Runs vectors and properties, and counts what differs.

use crate::crypto::signature;
use crate::curve::{Curve, Implementation, Number, generate, point_from_key_info};
use crate::record::{self, Expected, Group, Kind, Record};
use crate::symmetric;
use core::ptr::null_mut;
use mbedtls as ffi;

/// How many agreed and how many did not.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    pub(crate) fn count(&mut self, right: bool) -> bool {
        if right {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        right
    }
}

/// Every vector, or each `step`th one, over one implementation.
pub(crate) fn vectors(implementation: Implementation, step: usize, tally: &mut Tally) {
    let (mut p256, mut p384) = (Curve::new(Group::P256), Curve::new(Group::P384));
    for record in record::all().step_by(step) {
        let curve = match record.group {
            Group::P256 => &mut p256,
            Group::P384 => &mut p384,
        };
        let accepted = accepts(curve, implementation, &record);
        let right = match record.expected {
            Expected::Accept => accepted,
            Expected::Refuse => !accepted,
            Expected::Either => true,
        };
        if !tally.count(right) {
            say!(
                "{implementation:?}: {} {}: accepted={accepted}, expected {:?}",
                record.set,
                record.id,
                record.expected
            );
        }
    }
}

fn accepts(curve: &mut Curve, implementation: Implementation, record: &Record<'_>) -> bool {
    let [first, second, third] = record.fields;
    match record.kind {
        Kind::EcdsaDer | Kind::EcdsaFixed => {
            let Some(key) = curve.point(first) else { return false };
            let numbers = match record.kind {
                Kind::EcdsaDer if implementation == Implementation::Routed => {
                    return curve.verify_der(&key, second, third);
                }
                Kind::EcdsaDer => signature::integers(third),
                _ => {
                    // The key is a byte and two coordinates, the signature two numbers of the same size.
                    let size = first.len() / 2;
                    (third.len() == 2 * size).then(|| third.split_at(size))
                }
            };
            numbers.is_some_and(|(r, s)| {
                curve.verify(implementation, &key, second, &Number::from_bytes(r), &Number::from_bytes(s))
            })
        }
        Kind::ChachaPoly => symmetric::opens(first, second, third),
        Kind::AesGcm => symmetric::opens_gcm(first, second, third),
        Kind::EcdhKeyInfo | Kind::EcdhPoint => {
            let point = match record.kind {
                Kind::EcdhKeyInfo => point_from_key_info(first),
                _ => curve.point(first),
            };
            let Some(point) = point else { return false };
            curve
                .multiply(implementation, &Number::from_bytes(second), &raw const point.0)
                .is_ok_and(|product| product.x() == *third)
        }
    }
}

/// What has no vectors: public keys of edge scalars and of random ones, signatures that the other implementation must accept,
/// refusals of scalars out of range.
pub(crate) fn properties(rounds: u32, tally: &mut Tally) {
    let mut curve = Curve::new(Group::P256);
    let order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    for (text, valid) in [
        ("00", false),
        ("01", true),
        ("02", true),
        ("03", true),
        ("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC63254E", true),
        ("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC63254F", true),
        ("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550", true),
        (order, false),
        ("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", false),
        ("010000000000000000000000000000000000000000000000000000000000000000", false),
    ] {
        let scalar = from_hex(text);
        if !tally.count(same_key(&mut curve, &scalar) == Some(valid)) {
            say!("the public key of scalar {text} is wrong");
        }
    }
    for round in 0..rounds {
        let mut bytes = [0; 32];
        // SAFETY: room for 32 bytes.
        unsafe { generate(null_mut(), bytes.as_mut_ptr(), bytes.len()) };
        // Below the order for certain.
        bytes[0] = bytes[0].min(0xFE);
        let key = Number::from_bytes(&bytes);
        if !tally.count(same_key(&mut curve, &key) == Some(true)) {
            say!("the public key of random scalar {round} is wrong");
        }
        let hash: [u8; 48] = core::array::from_fn(|index| (index as u8).wrapping_mul(round as u8 | 1));
        // Hashes of every length that TLS signs, and an odd one.
        let hash = &hash[..[32, 48, 20, 31][round as usize % 4]];
        if !tally.count(signs(&mut curve, &key, hash)) {
            say!("the signature of round {round} is wrong");
        }
    }
}

/// Whether both implementations agree on a public key: `Some(false)` when both refuse, `None` when they differ.
fn same_key(curve: &mut Curve, scalar: &Number) -> Option<bool> {
    let base = curve.base();
    let routed = curve.multiply(Implementation::Routed, scalar, base);
    let stock = curve.multiply(Implementation::Stock, scalar, base);
    match (routed, stock) {
        (Ok(routed), Ok(stock)) if routed.x() == stock.x() && routed.y() == stock.y() => Some(true),
        (Err(_), Err(_)) => Some(false),
        _ => None,
    }
}

/// Whether each implementation's signature is accepted by both, and neither accepts it for another hash.
fn signs(curve: &mut Curve, key: &Number, hash: &[u8]) -> bool {
    const BOTH: [Implementation; 2] = [Implementation::Routed, Implementation::Stock];
    let base = curve.base();
    let Ok(public) = curve.multiply(Implementation::Stock, key, base) else { return false };
    let mut other = [0; 48];
    let other = &mut other[..hash.len()];
    other.copy_from_slice(hash);
    other[0] ^= 1;
    BOTH.iter().all(|signer| {
        let Ok((r, s)) = curve.sign(*signer, key, hash) else { return false };
        BOTH.iter().all(|verifier| {
            curve.verify(*verifier, &public, hash, &r, &s) && !curve.verify(*verifier, &public, other, &r, &s)
        })
    })
}

/// TLS 1.3's key share: a key made by PSA, its public half, and the agreement with a peer, against Mbed TLS's own arithmetic.
pub(crate) fn key_share(tally: &mut Tally) {
    if !tally.count(agrees_through_psa() == Some(true)) {
        say!("PSA's key share is wrong");
    }
}

pub(crate) fn agrees_through_psa() -> Option<bool> {
    let mut curve = Curve::new(Group::P256);
    let base = curve.base();
    let peer = from_hex("5A17");
    let peer_point = curve.multiply(Implementation::Stock, &peer, base).ok()?;
    let mut peer_public = [4; 65];
    peer_public[1..33].copy_from_slice(&peer_point.x());
    peer_public[33..].copy_from_slice(&peer_point.y());

    let (mut public, mut public_length) = ([0; 65], 0);
    let (mut secret, mut secret_length) = ([0; 32], 0);
    // SAFETY: PSA's own calls, with room as said.
    unsafe {
        let mut key = 0;
        let mut attributes = ffi::psa_key_attributes_init();
        ffi::psa_set_key_usage_flags(&raw mut attributes, ffi::PSA_KEY_USAGE_DERIVE as u32);
        ffi::psa_set_key_algorithm(&raw mut attributes, 0x0902_0000); // PSA_ALG_ECDH
        ffi::psa_set_key_type(&raw mut attributes, 0x7112); // ECC_KEY_PAIR(SECP_R1)
        ffi::psa_set_key_bits(&raw mut attributes, 256);
        let done = ffi::psa_crypto_init() == ffi::PSA_SUCCESS
            && ffi::psa_generate_key(&raw const attributes, &raw mut key) == ffi::PSA_SUCCESS
            && ffi::psa_export_public_key(key, public.as_mut_ptr(), public.len(), &raw mut public_length) == 0
            && ffi::psa_raw_key_agreement(
                0x0902_0000,
                key,
                peer_public.as_ptr(),
                peer_public.len(),
                secret.as_mut_ptr(),
                secret.len(),
                &raw mut secret_length,
            ) == ffi::PSA_SUCCESS
            && ffi::psa_destroy_key(key) == ffi::PSA_SUCCESS;
        ffi::mbedtls_psa_crypto_free();
        if !done || public_length != 65 || secret_length != 32 {
            return Some(false);
        }
    }
    let own_point = curve.point(&public)?;
    let expected = curve.multiply(Implementation::Stock, &peer, &raw const own_point.0).ok()?;
    Some(expected.x() == secret)
}

fn from_hex(text: &str) -> Number {
    let mut number = Number::new();
    let mut padded = [0; 72];
    padded[..text.len()].copy_from_slice(text.as_bytes());
    // SAFETY: an initialised number and a text that ends in NUL.
    let code = unsafe { ffi::mbedtls_mpi_read_string(&raw mut number.0, 16, padded.as_ptr().cast()) };
    assert_eq!(code, 0);
    number
}
