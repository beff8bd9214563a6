//! What no backend takes. On Cortex-M: P-384's secrets and X25519, by the steps of `modular`; elsewhere Mbed TLS's own code.

use super::Generator;
use core::ffi::{c_int, c_void};
use mbedtls as ffi;

#[cfg(cortex_m_dsp)]
pub(super) use here::{check_pair, check_public, multiply, sign, verify};
#[cfg(not(cortex_m_dsp))]
pub(super) use stock::{check_pair, check_public, multiply, sign, verify};

#[cfg(cortex_m_dsp)]
mod here {
    use super::super::{NONCES, bytes, coordinates, first_failure, store, words};
    use super::{Generator, c_int, c_void, ffi};
    use crate::crypto::p384::{self, Key, Words, secret};
    use crate::crypto::x25519;
    use core::ffi::c_uchar;
    use core::ptr::{eq, null_mut};
    use zeroize::Zeroizing;

    /// Signs on P-384. Arguments of `mbedtls_ecdsa_sign`.
    ///
    /// # Safety
    /// As there.
    #[expect(clippy::too_many_arguments, reason = "the shape of Mbed TLS's own")]
    pub(in super::super) unsafe fn sign(
        group: *mut ffi::mbedtls_ecp_group,
        r: *mut ffi::mbedtls_mpi,
        s: *mut ffi::mbedtls_mpi,
        key: *const ffi::mbedtls_mpi,
        hash: *const c_uchar,
        length: usize,
        generator: Generator,
        generator_state: *mut c_void,
    ) -> c_int {
        // SAFETY: the caller's loaded group, numbers, `length` bytes and generator, which is given room for what it is asked for.
        unsafe {
            let (ffi::MBEDTLS_ECP_DP_SECP384R1, Some(random)) = ((*group).id, generator) else {
                return ffi::MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE;
            };
            let Some(key) = words(key).map(Zeroizing::new) else { return ffi::MBEDTLS_ERR_ECP_INVALID_KEY };
            for _ in 0..NONCES {
                let mut nonce = Zeroizing::new([0; 12]);
                let code = random(generator_state, nonce.as_mut_ptr().cast(), size_of::<Words>());
                if code != 0 {
                    return code;
                }
                if let Some(signature) = secret::sign(bytes(hash, length), &key, &nonce) {
                    return first_failure(store(r, &signature.r), || store(s, &signature.s));
                }
            }
        }
        ffi::MBEDTLS_ERR_ECP_RANDOM_FAILED
    }

    /// Both curves' signatures have who checks them.
    ///
    /// # Safety
    /// None.
    pub(in super::super) unsafe fn verify(
        _group: *mut ffi::mbedtls_ecp_group,
        _hash: *const c_uchar,
        _length: usize,
        _key: *const ffi::mbedtls_ecp_point,
        _r: *const ffi::mbedtls_mpi,
        _s: *const ffi::mbedtls_mpi,
    ) -> c_int {
        ffi::MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE
    }

    /// Multiplies on P-384, and for X25519. Arguments of `mbedtls_ecp_mul`.
    ///
    /// # Safety
    /// As there.
    pub(in super::super) unsafe fn multiply(
        group: *mut ffi::mbedtls_ecp_group,
        product: *mut ffi::mbedtls_ecp_point,
        scalar: *const ffi::mbedtls_mpi,
        point: *const ffi::mbedtls_ecp_point,
        _generator: Generator,
        _generator_state: *mut c_void,
    ) -> c_int {
        // SAFETY: the caller's loaded group, number and points, of which the first may be the second.
        unsafe {
            let Some(scalar) = words(scalar).map(Zeroizing::new) else { return ffi::MBEDTLS_ERR_ECP_INVALID_KEY };
            let stored = match (*group).id {
                ffi::MBEDTLS_ECP_DP_SECP384R1 => {
                    let key = if eq(point, &raw const (*group).G) {
                        secret::multiply(&scalar, None)
                    } else {
                        coordinates(point).and_then(|(x, y)| secret::multiply(&scalar, Some(&Key { x, y })))
                    };
                    key.map(|key| {
                        first_failure(store(&raw mut (*product).X, &key.x), || store(&raw mut (*product).Y, &key.y))
                    })
                }
                ffi::MBEDTLS_ECP_DP_CURVE25519 => words(&raw const (*point).X)
                    .and_then(|coordinate| x25519::multiply(&scalar, &coordinate))
                    .map(|coordinate| store(&raw mut (*product).X, &coordinate)),
                _ => None,
            };
            let Some(code) = stored else { return ffi::MBEDTLS_ERR_ECP_INVALID_KEY };
            first_failure(code, || ffi::mbedtls_mpi_lset(&raw mut (*product).Z, 1))
        }
    }

    /// Whether a point of P-384 or X25519 can be a public key. Arguments of `mbedtls_ecp_check_pubkey`.
    ///
    /// # Safety
    /// As there.
    pub(in super::super) unsafe fn check_public(
        group: *const ffi::mbedtls_ecp_group,
        point: *const ffi::mbedtls_ecp_point,
    ) -> c_int {
        // SAFETY: the caller's loaded group and point.
        let fits = unsafe {
            match (*group).id {
                ffi::MBEDTLS_ECP_DP_SECP384R1 => coordinates(point).is_some_and(|(x, y)| p384::is_point(&x, &y)),
                // Any number will do (RFC 7748, section 5); one that gives nothing is refused when it is multiplied.
                ffi::MBEDTLS_ECP_DP_CURVE25519 => words::<8>(&raw const (*point).X).is_some(),
                _ => false,
            }
        };
        if fits { 0 } else { ffi::MBEDTLS_ERR_ECP_INVALID_KEY }
    }

    /// Whether a public key belongs to a private one. Arguments of `mbedtls_ecp_check_pub_priv`.
    ///
    /// # Safety
    /// As there.
    pub(in super::super) unsafe fn check_pair(
        public_key: *const ffi::mbedtls_ecp_keypair,
        key: *const ffi::mbedtls_ecp_keypair,
        _generator: Generator,
        _generator_state: *mut c_void,
    ) -> c_int {
        let mut made = core::mem::MaybeUninit::<ffi::mbedtls_ecp_point>::uninit();
        let made = made.as_mut_ptr();
        // SAFETY: the caller's loaded keys; multiplying here writes to no group; a point from its beginning to its end.
        unsafe {
            let (group, claimed) = (&raw const (*key).grp, &raw const (*key).Q);
            if (*public_key).grp.id != (*group).id
                || ffi::mbedtls_ecp_point_cmp(&raw const (*public_key).Q, claimed) != 0
            {
                return ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
            }
            ffi::mbedtls_ecp_point_init(made);
            let base = &raw const (*group).G;
            let code = multiply(group.cast_mut(), made, &raw const (*key).d, base, None, null_mut());
            let code = first_failure(code, || ffi::mbedtls_ecp_point_cmp(made, claimed));
            ffi::mbedtls_ecp_point_free(made);
            code
        }
    }
}

#[cfg(not(cortex_m_dsp))]
mod stock {
    use super::{Generator, c_int, c_void, ffi};
    use core::ptr::null_mut;
    pub(in super::super) use ffi::camtls_stock_ecdsa_sign as sign;
    pub(in super::super) use ffi::camtls_stock_ecdsa_verify as verify;
    pub(in super::super) use ffi::camtls_stock_ecp_check_pub_priv as check_pair;
    pub(in super::super) use ffi::camtls_stock_ecp_check_pubkey as check_public;

    /// # Safety
    /// As for `mbedtls_ecp_mul`.
    pub(in super::super) unsafe fn multiply(
        group: *mut ffi::mbedtls_ecp_group,
        product: *mut ffi::mbedtls_ecp_point,
        scalar: *const ffi::mbedtls_mpi,
        point: *const ffi::mbedtls_ecp_point,
        generator: Generator,
        generator_state: *mut c_void,
    ) -> c_int {
        let restart = null_mut();
        // SAFETY: the arguments as they came; NULL says that no operation is to be resumed.
        unsafe {
            ffi::camtls_stock_ecp_mul_restartable(group, product, scalar, point, generator, generator_state, restart)
        }
    }
}
