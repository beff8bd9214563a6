//! The check of an ECDSA signature on NIST P-384, which most public authorities sign their intermediates with, and what is secret on
//! this curve.
//!
//! The check works on public data alone, so its time may depend on the values. `secret` has what does not: the functions that
//! it has of its own on Cortex-M, elsewhere everything secret is Mbed TLS's.
//!
//! Source: SEC 1 version 2.0 (section 4.1.4) and FIPS 186-5.

mod field;
mod point;
mod scalar;
#[cfg(any(cortex_m_dsp, test))]
pub(crate) mod secret;

use field::Element;
use point::Point;

/// 384 bits as twelve 32-bit words, least significant word first.
pub(crate) type Words = [u32; 12];

/// A public key by its affine coordinates.
pub(crate) struct Key {
    pub(crate) x: Words,
    pub(crate) y: Words,
}

/// An ECDSA signature.
pub(crate) struct Signature {
    pub(crate) r: Words,
    pub(crate) s: Words,
}

/// Whether `signature` is `key`'s over a hash of any length. Checks all ranges, and that the key is on the curve.
pub(crate) type Verify = fn(hash: &[u8], key: &Key, signature: &Signature) -> bool;

/// The implementation besides Mbed TLS's, or `None`: a Cortex-M3 multiplies too slowly to gain by it.
pub(crate) fn get() -> Option<Verify> {
    if cfg!(any(cortex_m_dsp, not(target_os = "none"))) { Some(verify) } else { None }
}

/// Whether these are the coordinates of a point of the curve.
#[cfg(any(cortex_m_dsp, test))]
pub(crate) fn is_point(x: &Words, y: &Words) -> bool {
    Point::from_affine(x, y).is_some()
}

// Its stack is not to be part of a P-256 verification's.
#[inline(never)]
fn verify(hash: &[u8], key: &Key, signature: &Signature) -> bool {
    let Some(key) = Point::from_affine(&key.x, &key.y) else {
        return false;
    };
    let Some((for_base, for_key)) = scalar::factors(hash, signature) else {
        return false;
    };
    let sum = point::sum_of_multiples(&for_base, &key, &for_key);
    // The x coordinate modulo n is r: the coordinate itself is r, or r + n if that is a coordinate.
    sum.has_x(&Element::new(&signature.r))
        || scalar::plus_order(&signature.r)
            .is_some_and(|other| field::is_below_p(&other) && sum.has_x(&Element::new(&other)))
}
