//! Keys as Mbed TLS computes with them, of the numbers that the policy finds in their DER. What is not read there is not read at all.

use super::Error;
use crate::policy::algorithm::{Curve, PublicKey, PublicNumbers};
use crate::policy::key::{self, Kind};
use core::ffi::c_int;
use core::ptr::null_mut;
use mbedtls as ffi;

/// Sets an initialised, empty `pk` to the public key of a SubjectPublicKeyInfo.
///
/// # Errors
/// Out of memory; a key that cannot be used.
pub(super) fn set_public(pk: &mut ffi::mbedtls_pk_context, info: &[u8]) -> Result<(), Error> {
    match PublicKey::numbers(info) {
        Some(PublicNumbers::Ec { curve, point }) => {
            let pair = on_curve(pk, curve)?;
            // SAFETY: the pair of a context on a curve, its group loaded.
            unsafe { set_point(pair, point) }
        }
        Some(PublicNumbers::Rsa { modulus, exponent }) => {
            let rsa = set_up(pk, ffi::MBEDTLS_PK_RSA)?.cast::<ffi::mbedtls_rsa_context>();
            // SAFETY: the context of a key of RSA.
            unsafe {
                set(&raw mut (*rsa).N, modulus)?;
                set(&raw mut (*rsa).E, exponent)?;
                (*rsa).len = ffi::mbedtls_mpi_size(&raw const (*rsa).N);
                Error::check(ffi::mbedtls_rsa_check_pubkey(rsa))
            }
        }
        None => Err(Error::of(ffi::MBEDTLS_ERR_PK_INVALID_PUBKEY)),
    }
}

/// Sets an initialised, empty `pk` to a private key in DER (PKCS#8, SEC1 or PKCS#1), its numbers copied. The public half of a key on a
/// curve is what the key says of it, or else computed.
///
/// Blocking: one public-key operation where it is computed.
///
/// # Errors
/// Out of memory; a key that cannot be used, or whose numbers are out of range.
pub(super) fn set_private(pk: &mut ffi::mbedtls_pk_context, der: &[u8]) -> Result<(), Error> {
    let unusable = Error::of(ffi::MBEDTLS_ERR_PK_KEY_INVALID_FORMAT);
    let key = key::private_key(der).map_err(|_| unusable)?;
    if let Kind::Ec { curve } = key.kind {
        let pair = on_curve(pk, curve)?;
        // SAFETY: the pair of a context on a curve, its group loaded.
        unsafe {
            let (group, private) = (&raw mut (*pair).grp, &raw mut (*pair).d);
            set(private, key.scalar)?;
            Error::check(ffi::mbedtls_ecp_check_privkey(group, private))?;
            if let Some(point) = key.point {
                return set_point(pair, point);
            }
            let (public, base) = (&raw mut (*pair).Q, &raw const (*group).G);
            let generator = Some(super::random::callback as _);
            return Error::check(ffi::mbedtls_ecp_mul(group, public, private, base, generator, null_mut()));
        }
    }
    let [modulus, exponent, private, prime, other, of_prime, of_other, coefficient] =
        key::rsa_numbers(key.inner).ok_or(unusable)?;
    let rsa = set_up(pk, ffi::MBEDTLS_PK_RSA)?.cast::<ffi::mbedtls_rsa_context>();
    // SAFETY: the context of a key of RSA.
    unsafe {
        let rsa = &mut *rsa;
        for (number, bytes) in [
            (&mut rsa.N, modulus),
            (&mut rsa.E, exponent),
            (&mut rsa.D, private),
            (&mut rsa.P, prime),
            (&mut rsa.Q, other),
            (&mut rsa.DP, of_prime),
            (&mut rsa.DQ, of_other),
            (&mut rsa.QP, coefficient),
        ] {
            set(number, bytes)?;
        }
        rsa.len = ffi::mbedtls_mpi_size(&raw const rsa.N);
        Error::check(ffi::mbedtls_rsa_complete(rsa))?;
        Error::check(ffi::mbedtls_rsa_check_pubkey(rsa))
    }
}

/// Makes an empty context one for keys of a kind; what Mbed TLS keeps of the key.
fn set_up(pk: &mut ffi::mbedtls_pk_context, kind: ffi::mbedtls_pk_type_t) -> Result<*mut core::ffi::c_void, Error> {
    // SAFETY: an initialised context.
    Error::check(unsafe { ffi::mbedtls_pk_setup(pk, ffi::mbedtls_pk_info_from_type(kind)) })?;
    Ok(pk.pk_ctx)
}

/// The same for a key on a curve, whose group is loaded.
fn on_curve(pk: &mut ffi::mbedtls_pk_context, curve: Curve) -> Result<*mut ffi::mbedtls_ecp_keypair, Error> {
    let pair = set_up(pk, ffi::MBEDTLS_PK_ECKEY)?.cast::<ffi::mbedtls_ecp_keypair>();
    let group = match curve {
        Curve::P256 => ffi::MBEDTLS_ECP_DP_SECP256R1,
        Curve::P384 => ffi::MBEDTLS_ECP_DP_SECP384R1,
    };
    // SAFETY: the pair of a context that was just set up.
    Error::check(unsafe { ffi::mbedtls_ecp_group_load(&raw mut (*pair).grp, group) })?;
    Ok(pair)
}

/// # Safety
/// A pair whose group is loaded.
unsafe fn set_point(pair: *mut ffi::mbedtls_ecp_keypair, point: &[u8]) -> Result<(), Error> {
    // SAFETY: the function's contract, and the slice.
    unsafe {
        let (group, public) = (&raw const (*pair).grp, &raw mut (*pair).Q);
        Error::check(ffi::mbedtls_ecp_point_read_binary(group, public, point.as_ptr(), point.len()))?;
        Error::check(ffi::mbedtls_ecp_check_pubkey(group, public))
    }
}

/// Sets a number to an INTEGER's content. The zero before its highest bit would make it a word longer, and products slower.
///
/// # Safety
/// An initialised number.
unsafe fn set(number: *mut ffi::mbedtls_mpi, bytes: &[u8]) -> Result<(), Error> {
    let bytes = bytes.strip_prefix(&[0]).unwrap_or(bytes);
    // SAFETY: the function's contract, and the slice.
    let code: c_int = unsafe { ffi::mbedtls_mpi_read_binary(number, bytes.as_ptr(), bytes.len()) };
    Error::check(code)
}
