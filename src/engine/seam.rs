//! The two functions that Mbed TLS's handshake calls in the place of its own certificate reader and verifier.

use super::certificate;
use super::wire::Wire;
use crate::platform::memory;
use core::ffi::{c_char, c_int, c_uchar, c_void};
use mbedtls as ffi;

/// The most certificates of a peer that are kept: more than any path has, fewer than a message of 16 KB could bring.
const MOST_KEPT: usize = 32;

/// Keeps one certificate of the peer at the end of `chain`: its DER and, as far as it can be read, its public key.
///
/// Stateless: session copy and load call it too. It refuses nothing but a want of memory, so that an unreadable certificate that
/// no path needs does no harm. What comes after [`MOST_KEPT`] certificates is left out: each takes several hundred bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_seam_parse_der(
    chain: *mut ffi::mbedtls_x509_crt,
    der: *const c_uchar,
    length: usize,
) -> c_int {
    if chain.is_null() || der.is_null() {
        return ffi::MBEDTLS_ERR_X509_BAD_INPUT_DATA;
    }
    // SAFETY: Mbed TLS passes an initialised chain and the bytes of one certificate.
    unsafe {
        let bytes = core::slice::from_raw_parts(der, length);
        let (mut last, mut kept) = (chain, 1_usize);
        while !(*last).next.is_null() {
            last = (*last).next;
            kept = kept.saturating_add(1);
        }
        if kept >= MOST_KEPT {
            return 0;
        }
        if !(*last).raw.p.is_null() {
            let Some(node) = memory::allocate(size_of::<ffi::mbedtls_x509_crt>()) else {
                return ffi::MBEDTLS_ERR_X509_ALLOC_FAILED;
            };
            let node = node.as_ptr().cast::<ffi::mbedtls_x509_crt>();
            ffi::mbedtls_x509_crt_init(node);
            // The chain owns the node from here on: mbedtls_x509_crt_free frees it.
            (*last).next = node;
            last = node;
        }
        let node = &mut *last;
        let leaf = core::ptr::eq(last, chain);
        let copied = certificate::copy_der(node, bytes)
            // Only the leaf's key signs in the handshake; the others are read when the path search asks for them.
            .and_then(|()| if leaf { certificate::read_public_key(node, bytes) } else { Ok(()) });
        copied.map_or_else(|error| error, |()| 0)
    }
}

/// Records that a chain was read, to be judged before the next step of the handshake is taken.
#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_seam_verify(
    _chain: *mut ffi::mbedtls_x509_crt,
    _anchors: *mut ffi::mbedtls_x509_crt,
    _crls: *mut ffi::mbedtls_x509_crl,
    _profile: *const ffi::mbedtls_x509_crt_profile,
    _name: *const c_char,
    flags: *mut u32,
    _verify: Option<unsafe extern "C" fn(*mut c_void, *mut ffi::mbedtls_x509_crt, c_int, *mut u32) -> c_int>,
    context: *mut c_void,
    _restart: *mut c_void,
) -> c_int {
    if context.is_null() || flags.is_null() {
        return ffi::MBEDTLS_ERR_X509_BAD_INPUT_DATA;
    }
    // SAFETY: `context` is the connection's wire (mbedtls_ssl_set_verify in connection.rs), which outlives the handshake.
    unsafe {
        (*context.cast::<Wire>()).chain_was_read = true;
        flags.write(0);
    }
    0
}
