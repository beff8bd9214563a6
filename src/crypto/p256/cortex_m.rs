//! P-256 in assembly for processors with UMAAL: Cortex-M4, M7, M33, M55 and their like.
//!
//! The crate `p256-cortex-m4-sys` carries Emil Lenngren's P256-Cortex-M4. Of the two crates that do, `p256-cm4` 0.4 (all Rust)
//! has no counterpart of the option `has_d_cache`: it reads its tables at addresses that the secret scalar decides, which a data
//! cache gives away; nor does it assemble for `thumbv8m.main`. With the option, time, branches and addresses depend on no secret
//! (save the scalars 2 and n-2, which no generator will ever give).

use super::{P256, Point, Scalar, Signature};
use core::hint::black_box;
use p256_cortex_m4_sys as assembly;

unsafe extern "C" {
    /// Reads a whole table to pick one entry. Compiled with `has_d_cache` only: without it the firmware does not link.
    fn P256_select_point();

    /// Brings a coordinate into Montgomery's representation.
    fn P256_to_montgomery(represented: *mut u32, coordinate: *const u32);

    /// Whether a point in that representation is on the curve.
    fn P256_point_is_on_curve(x: *const u32, y: *const u32) -> bool;
}

/// The assembly.
struct CortexM;

/// The assembly, always present where this compiles.
pub(super) fn get() -> &'static dyn P256 {
    // Not called, only referred to (see there).
    let _ = black_box(P256_select_point as unsafe extern "C" fn());
    &CortexM
}

impl P256 for CortexM {
    fn has_point(&self, point: &Point) -> bool {
        let (mut x, mut y) = ([0; 8], [0; 8]);
        // SAFETY: arrays of eight words, the outputs apart from the inputs.
        unsafe {
            if !assembly::P256_check_range_p(point.x.as_ptr()) || !assembly::P256_check_range_p(point.y.as_ptr()) {
                return false;
            }
            P256_to_montgomery(x.as_mut_ptr(), point.x.as_ptr());
            P256_to_montgomery(y.as_mut_ptr(), point.y.as_ptr());
            P256_point_is_on_curve(x.as_ptr(), y.as_ptr())
        }
    }

    fn multiply_base(&self, scalar: &Scalar) -> Option<Point> {
        let mut point = Point { x: [0; 8], y: [0; 8] };
        // SAFETY: three arrays of eight words, the outputs apart from each other; the function checks the scalar's range.
        let done = unsafe { assembly::p256_keygen(point.x.as_mut_ptr(), point.y.as_mut_ptr(), scalar.0.as_ptr()) };
        done.then_some(point)
    }

    fn multiply(&self, scalar: &Scalar, point: &Point) -> Option<Point> {
        let mut product = Point { x: [0; 8], y: [0; 8] };
        // SAFETY: five arrays of eight words, outputs apart from inputs; the function checks the scalar's range, the
        // coordinates' range and that the point is on the curve.
        let done = unsafe {
            assembly::p256_scalarmult_generic(
                product.x.as_mut_ptr(),
                product.y.as_mut_ptr(),
                scalar.0.as_ptr(),
                point.x.as_ptr(),
                point.y.as_ptr(),
            )
        };
        done.then_some(product)
    }

    fn sign(&self, hash: &[u8], key: &Scalar, nonce: &Scalar) -> Option<Signature> {
        let length = u32::try_from(hash.len()).ok()?;
        let mut signature = Signature { r: [0; 8], s: [0; 8] };
        // SAFETY: `key` is eight words.
        let in_range = unsafe { assembly::P256_check_range_n(key.0.as_ptr()) };
        // SAFETY: four arrays of eight words, outputs apart from inputs, and `length` bytes at `hash`; the function checks the
        // nonce's range and wipes its intermediate state.
        let done = in_range
            && unsafe {
                assembly::p256_sign(
                    signature.r.as_mut_ptr(),
                    signature.s.as_mut_ptr(),
                    hash.as_ptr(),
                    length,
                    key.0.as_ptr(),
                    nonce.0.as_ptr(),
                )
            };
        done.then_some(signature)
    }

    fn verify(&self, hash: &[u8], key: &Point, signature: &Signature) -> bool {
        let Ok(length) = u32::try_from(hash.len()) else {
            return false;
        };
        // SAFETY: four arrays of eight words and `length` bytes at `hash`, all only read; the function checks the ranges of the
        // signature and the coordinates, and that the point is on the curve.
        unsafe {
            assembly::p256_verify(
                key.x.as_ptr(),
                key.y.as_ptr(),
                hash.as_ptr(),
                length,
                signature.r.as_ptr(),
                signature.s.as_ptr(),
            )
        }
    }
}
