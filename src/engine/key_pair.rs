//! A private key by itself: made by the library's generator, and used to sign requests.

use super::{Error, numbers, random};
use crate::platform::memory::{Bytes, OutOfMemory};
use crate::policy::algorithm::Curve;
use crate::policy::request::{self, KEY_MAX, POINT_MAX};
use core::ffi::{c_int, c_uchar, c_void};
use core::mem::MaybeUninit;
use core::ptr;
use heapless::Vec;
use mbedtls as ffi;

/// The generator as Mbed TLS's functions take it.
const GENERATOR: Option<unsafe extern "C" fn(*mut c_void, *mut c_uchar, usize) -> c_int> = Some(random::callback);

/// How many numbers are drawn before the generator is given up. One is out of range with probability 2^-32 or less.
const DRAWS: usize = 10;

/// The longest ECDSA signature in DER: P-384.
const SIGNATURE_MAX: usize = 104;

/// A private key on a curve, wiped when dropped.
pub struct KeyPair {
    curve: Curve,
    pk: ffi::mbedtls_pk_context,
}

impl KeyPair {
    /// Reads a key in DER that `policy::key` has accepted.
    ///
    /// Blocking: one public-key operation, unless the key carries its public half.
    ///
    /// # Errors
    /// What Mbed TLS reports, out of memory among it; a secret number out of range.
    pub fn read(curve: Curve, der: &[u8]) -> Result<Self, Error> {
        let mut pk = MaybeUninit::uninit();
        // SAFETY: init writes the whole context.
        let mut pair = unsafe {
            ffi::mbedtls_pk_init(pk.as_mut_ptr());
            Self { curve, pk: pk.assume_init() }
        };
        Error::watching_memory(|| numbers::set_private(&mut pair.pk, der))?;
        Ok(pair)
    }

    /// The public point, uncompressed.
    ///
    /// # Errors
    /// What Mbed TLS reports.
    pub fn point(&self) -> Result<Vec<u8, POINT_MAX>, Error> {
        let mut room = [0; POINT_MAX];
        let mut length = 0;
        // SAFETY: the context holds a key on a curve, the room is as long as it says.
        Error::check(unsafe {
            let pair = ffi::mbedtls_pk_ec(self.pk);
            let (group, point) = (&raw const (*pair).grp, &raw const (*pair).Q);
            let format = ffi::MBEDTLS_ECP_PF_UNCOMPRESSED as c_int;
            ffi::mbedtls_ecp_point_write_binary(group, point, format, &raw mut length, room.as_mut_ptr(), room.len())
        })?;
        Ok(Vec::from_slice(room.get(..length).unwrap_or_default()).unwrap_or_default())
    }

    /// Signs `bytes` by ECDSA with the hash that goes with the curve.
    ///
    /// Blocking: one public-key operation.
    ///
    /// # Errors
    /// What Mbed TLS reports; no randomness.
    pub fn sign(&mut self, bytes: &[u8]) -> Result<Vec<u8, SIGNATURE_MAX>, Error> {
        let (md, digest_length) = match self.curve {
            Curve::P256 => (ffi::MBEDTLS_MD_SHA256, 32),
            Curve::P384 => (ffi::MBEDTLS_MD_SHA384, 48),
        };
        let mut digest = [0; 48];
        let mut room = [0; SIGNATURE_MAX];
        let mut length = 0;
        // SAFETY: the digest has room for both hashes.
        let hashed = unsafe {
            ffi::mbedtls_md(ffi::mbedtls_md_info_from_type(md), bytes.as_ptr(), bytes.len(), digest.as_mut_ptr())
        };
        Error::check(hashed)?;
        Error::watching_memory(|| {
            // SAFETY: the key is set up, the digest holds its length, the room is as long as it says.
            Error::check(unsafe {
                ffi::mbedtls_pk_sign(
                    &raw mut self.pk,
                    md,
                    digest.as_ptr(),
                    digest_length,
                    room.as_mut_ptr(),
                    room.len(),
                    &raw mut length,
                    GENERATOR,
                    ptr::null_mut(),
                )
            })
        })?;
        Ok(Vec::from_slice(room.get(..length).unwrap_or_default()).unwrap_or_default())
    }
}

impl Drop for KeyPair {
    fn drop(&mut self) {
        // SAFETY: initialised in `read`.
        unsafe { ffi::mbedtls_pk_free(&raw mut self.pk) };
    }
}

/// Makes a key and writes it to `out` as PKCS#8; how long it is, nothing where it does not fit.
///
/// Random numbers are drawn until one is in range (FIPS 186-5 appendix A.2.2).
///
/// Blocking: one public-key operation.
///
/// # Errors
/// [`Error::NO_RANDOMNESS`], out of memory; `out` is then zeroed.
pub fn generate(curve: Curve, out: &mut [u8]) -> Result<Option<usize>, Error> {
    let length = match curve {
        Curve::P256 => 32,
        Curve::P384 => 48,
    };
    // In the arena, which wipes what is freed.
    let no_memory = |_: OutOfMemory| Error::OUT_OF_MEMORY;
    let mut scalar = Bytes::zeroed(length).map_err(no_memory)?;
    let mut draft = Bytes::zeroed(KEY_MAX).map_err(no_memory)?;
    let mut failure = Error::NO_RANDOMNESS;
    for _ in 0..DRAWS {
        random::fill(&mut scalar)?;
        let drafted = request::private_key(curve, &scalar, None, &mut draft).unwrap_or(0);
        match KeyPair::read(curve, draft.get(..drafted).unwrap_or_default()) {
            Ok(pair) => return Ok(request::private_key(curve, &scalar, Some(&pair.point()?), out)),
            Err(error) if error.is_out_of_memory() || error.is_no_randomness() => return Err(error),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}
