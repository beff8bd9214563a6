//! NIST P-256, done elsewhere than in Mbed TLS.
//!
//! Source: SEC 1 version 2.0 (sections 3.2, 3.3, 4.1) and FIPS 186-5.

use spin::Once;
use zeroize::Zeroize;

#[cfg(cortex_m_dsp)]
mod cortex_m;

/// 256 bits as eight 32-bit words, least significant word first.
pub(crate) type Words = [u32; 8];

/// A secret scalar, wiped when dropped.
pub(crate) struct Scalar(pub(crate) Words);

impl Drop for Scalar {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A point other than infinity by its affine coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: Words,
    pub(crate) y: Words,
}

/// An ECDSA signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) r: Words,
    pub(crate) s: Words,
}

/// An implementation of the curve. Time and memory accesses must not depend on a [`Scalar`]'s value; whether it is in range
/// may show.
///
/// Each function checks its inputs: scalars from 1 to n-1, coordinates below p, points on the curve.
pub(crate) trait P256: Sync {
    /// Whether `point` is one of the curve.
    fn has_point(&self, point: &Point) -> bool;

    /// `scalar` times the base point; `None` for a scalar out of range.
    fn multiply_base(&self, scalar: &Scalar) -> Option<Point>;

    /// `scalar` times `point`; `None` for a scalar out of range, or what is no point of the curve.
    fn multiply(&self, scalar: &Scalar, point: &Point) -> Option<Point>;

    /// Signs a hash of any length with the private `key` and the one-time secret `nonce`.
    ///
    /// `None` asks for another nonce: this one was out of range, or gave a zero.
    fn sign(&self, hash: &[u8], key: &Scalar, nonce: &Scalar) -> Option<Signature>;

    /// Whether `signature` is `key`'s over `hash`.
    fn verify(&self, hash: &[u8], key: &Point, signature: &Signature) -> bool;
}

/// The implementation that this processor has besides Mbed TLS's, or `None`.
pub(crate) fn get() -> Option<&'static dyn P256> {
    #[cfg(test)]
    if let Some(stand_in) = STAND_IN.get() {
        return Some(stand_in);
    }
    static CHOSEN: Once<Option<&'static dyn P256>> = Once::new();
    *CHOSEN.call_once(find)
}

#[cfg(cortex_m_dsp)]
fn find() -> Option<&'static dyn P256> {
    Some(cortex_m::get())
}

#[cfg(not(cortex_m_dsp))]
fn find() -> Option<&'static dyn P256> {
    None
}

#[cfg(test)]
std::thread_local! {
    /// What a test puts in the place of the processor's implementation, in its own thread.
    pub(crate) static STAND_IN: core::cell::Cell<Option<&'static dyn P256>> = const { core::cell::Cell::new(None) };
}
