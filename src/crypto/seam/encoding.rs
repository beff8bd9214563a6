//! How points are read, and how signatures and what they are made of are written, for all who ask Mbed TLS for it.

use super::{Generator, first_failure, mbedtls_ecdsa_sign};
use core::ffi::{c_char, c_int, c_uchar, c_void};
use core::ptr::null_mut;
use mbedtls as ffi;

/// Reads a point: uncompressed (SEC 1 section 2.3.4), which is all that TLS has (RFC 8422 section 5.4.1), or a coordinate of
/// Curve25519 (RFC 7748 section 5). Mbed TLS's contract: `mbedtls/ecp.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecp_point_read_binary(
    group: *const ffi::mbedtls_ecp_group,
    point: *mut ffi::mbedtls_ecp_point,
    bytes: *const c_uchar,
    length: usize,
) -> c_int {
    // SAFETY: the caller's loaded group, initialised point and `length` bytes.
    unsafe {
        let size = ffi::mbedtls_mpi_size(&raw const (*group).P);
        let (x, y) = (&raw mut (*point).X, &raw mut (*point).Y);
        let code = if (*group).id == ffi::MBEDTLS_ECP_DP_CURVE25519 {
            if length != size {
                return ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
            }
            ffi::mbedtls_mpi_free(y);
            first_failure(ffi::mbedtls_mpi_read_binary_le(x, bytes, size), || ffi::mbedtls_mpi_set_bit(x, 255, 0))
        } else {
            if length != size.wrapping_mul(2).wrapping_add(1) || bytes.read() != 4 {
                return ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
            }
            let first = bytes.add(1);
            first_failure(ffi::mbedtls_mpi_read_binary(x, first, size), || {
                ffi::mbedtls_mpi_read_binary(y, first.add(size), size)
            })
        };
        first_failure(code, || ffi::mbedtls_mpi_lset(&raw mut (*point).Z, 1))
    }
}

/// Signs, and writes the signature in DER (RFC 3279 section 2.2.3). Mbed TLS's contract: `mbedtls/ecdsa.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecdsa_write_signature(
    context: *mut ffi::mbedtls_ecdsa_context,
    _hash_kind: ffi::mbedtls_md_type_t,
    hash: *const c_uchar,
    hash_length: usize,
    signature: *mut c_uchar,
    room: usize,
    length: *mut usize,
    generator: Generator,
    generator_state: *mut c_void,
) -> c_int {
    let mut r = ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
    let mut s = ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
    // SAFETY: the caller's loaded key, hash, room and generator; two numbers as init leaves them, freed below.
    unsafe {
        let (group, key) = (&raw mut (*context).grp, &raw const (*context).d);
        let code =
            mbedtls_ecdsa_sign(group, &raw mut r, &raw mut s, key, hash, hash_length, generator, generator_state);
        let code = first_failure(code, || write(&r, &s, signature, room, length));
        ffi::mbedtls_mpi_free(&raw mut r);
        ffi::mbedtls_mpi_free(&raw mut s);
        code
    }
}

/// Writes two positive numbers of 384 bits at most.
///
/// # Safety
/// `room` bytes at `signature`, place for its length.
unsafe fn write(
    r: &ffi::mbedtls_mpi,
    s: &ffi::mbedtls_mpi,
    signature: *mut c_uchar,
    room: usize,
    length: *mut usize,
) -> c_int {
    // SAFETY: initialised numbers; what is written is as long as was compared.
    unsafe {
        // With a bit for the sign.
        let bytes = |number| (ffi::mbedtls_mpi_bitlen(number) / 8).wrapping_add(1);
        let total = bytes(r).wrapping_add(bytes(s)).wrapping_add(6);
        if total > room || total > 129 {
            return ffi::MBEDTLS_ERR_ECP_BUFFER_TOO_SMALL;
        }
        length.write(total);
        signature.cast::<[u8; 2]>().write([0x30, total.wrapping_sub(2) as u8]);
        let mut place = signature.add(2);
        for number in [r, s] {
            let size = bytes(number);
            place.cast::<[u8; 2]>().write([0x02, size as u8]);
            let code = ffi::mbedtls_mpi_write_binary(number, place.add(2), size);
            if code != 0 {
                return code;
            }
            place = place.add(size).add(2);
        }
    }
    0
}

/// The identifiers of SHA-256, SHA-384 and SHA-512 (RFC 8017 appendix B.1).
static HASHES: [[u8; 9]; 3] = [
    [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
    [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
    [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
];

/// The identifier of a hash, which RSA's older signatures contain. Mbed TLS's contract: `mbedtls/oid.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_oid_get_oid_by_md(
    hash: ffi::mbedtls_md_type_t,
    identifier: *mut *const c_char,
    length: *mut usize,
) -> c_int {
    let [sha256, sha384, sha512] = &HASHES;
    let found = match hash {
        ffi::MBEDTLS_MD_SHA256 => sha256,
        ffi::MBEDTLS_MD_SHA384 => sha384,
        ffi::MBEDTLS_MD_SHA512 => sha512,
        _ => return ffi::MBEDTLS_ERR_OID_NOT_FOUND,
    };
    // SAFETY: the caller's places.
    unsafe {
        identifier.write(found.as_ptr().cast());
        length.write(found.len());
    }
    0
}
