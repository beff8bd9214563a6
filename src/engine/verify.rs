//! One signature of a certificate or a CRL, by Mbed TLS and so by whatever accelerates it.

use super::{Error, numbers};
use crate::platform::memory;
use crate::policy::algorithm::{Hash, SignatureAlgorithm};
use crate::policy::path::SignatureCheck;
use core::ffi::c_uint;
use core::mem::MaybeUninit;
use mbedtls as ffi;

/// The longest hash, SHA-512, in bytes.
const HASH_MAX: usize = 64;

/// Whether the signature is right.
///
/// Blocking: one public-key operation. All data is public, so its time may depend on it.
///
/// # Errors
/// Out of memory. A key or signature that cannot be read is a wrong signature.
pub fn verify_signature(check: &SignatureCheck<'_>) -> Result<bool, Error> {
    // What Mbed TLS says of a wrong signature matters to nobody; a want of memory must not look like one.
    match memory::while_passing(|| Error::watching_memory(|| verify(check))) {
        Ok(()) => Ok(true),
        Err(error) if error.is_out_of_memory() => Err(error),
        Err(_) => Ok(false),
    }
}

fn verify(check: &SignatureCheck<'_>) -> Result<(), Error> {
    let mut pk = MaybeUninit::uninit();
    // SAFETY: init writes the whole context.
    let mut pk = unsafe {
        ffi::mbedtls_pk_init(pk.as_mut_ptr());
        PublicKey(pk.assume_init())
    };
    numbers::set_public(&mut pk.0, check.issuer_key)?;
    let (md, length) = match check.algorithm.hash() {
        Hash::Sha256 => (ffi::MBEDTLS_MD_SHA256, 32),
        Hash::Sha384 => (ffi::MBEDTLS_MD_SHA384, 48),
        Hash::Sha512 => (ffi::MBEDTLS_MD_SHA512, 64),
    };
    let mut digest = [0; HASH_MAX];
    // SAFETY: the digest has room for the longest hash.
    let answer = unsafe {
        ffi::mbedtls_md(ffi::mbedtls_md_info_from_type(md), check.tbs.as_ptr(), check.tbs.len(), digest.as_mut_ptr())
    };
    Error::check(answer)?;
    let pss = ffi::mbedtls_pk_rsassa_pss_options { mgf1_hash_id: md, expected_salt_len: length };
    let (kind, options) = match check.algorithm {
        SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384 | SignatureAlgorithm::EcdsaSha512 => {
            (ffi::MBEDTLS_PK_ECDSA, core::ptr::null())
        }
        SignatureAlgorithm::RsaSha256 | SignatureAlgorithm::RsaSha384 | SignatureAlgorithm::RsaSha512 => {
            (ffi::MBEDTLS_PK_RSA, core::ptr::null())
        }
        SignatureAlgorithm::RsaPssSha256 | SignatureAlgorithm::RsaPssSha384 | SignatureAlgorithm::RsaPssSha512 => {
            (ffi::MBEDTLS_PK_RSASSA_PSS, (&raw const pss).cast())
        }
    };
    // SAFETY: the key is set up, the digest holds `length` bytes, options are null or those that the kind asks for.
    let answer = unsafe {
        ffi::mbedtls_pk_verify_ext(
            kind,
            options,
            &raw mut pk.0,
            md,
            digest.as_ptr(),
            length as c_uint as usize,
            check.signature.as_ptr(),
            check.signature.len(),
        )
    };
    Error::check(answer)
}

/// SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    // SAFETY: both are valid for their lengths. It fails only where hardware does, and then the digest matches nothing.
    let answer = unsafe { ffi::mbedtls_sha256(bytes.as_ptr(), bytes.len(), digest.as_mut_ptr(), 0) };
    if answer == 0 { digest } else { [0; 32] }
}

struct PublicKey(ffi::mbedtls_pk_context);

impl Drop for PublicKey {
    fn drop(&mut self) {
        // SAFETY: initialised in `verify_signature`.
        unsafe { ffi::mbedtls_pk_free(&raw mut self.0) };
    }
}
