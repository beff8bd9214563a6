//! Where Mbed TLS asks for hashes and records: functions of its own names. Its own, compiled as weak symbols, give way to them.
//!
//! TLS 1.2 and 1.3 seal and open all records by `mbedtls_gcm_crypt_and_tag`; certificates are hashed by `mbedtls_sha256`. Hashes that
//! come in pieces are Mbed TLS's: a transcript's pieces are short, and saving the unit's context between them costs more than
//! hashing them (see `route.rs`).

use super::unit::{Algorithm, Sealing, Text};
use super::{cipher, hash};
use crate::crypto::route::Work;
use core::ffi::{c_int, c_uchar};
use core::slice;
use mbedtls as ffi;

/// Hashes bytes that are all there. Mbed TLS's contract: `mbedtls/sha256.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_sha256(input: *const c_uchar, length: usize, output: *mut c_uchar, is224: c_int) -> c_int {
    if is224 == 0 && super::goes_to_unit(Work::Hash, length) {
        // SAFETY: the caller's `length` bytes, which are some, and room for a digest.
        let (data, digest) = unsafe { (slice::from_raw_parts(input, length), slice::from_raw_parts_mut(output, 32)) };
        if hash::digest(Algorithm::Sha256, data, digest) {
            return 0;
        }
    }
    let mut context = core::mem::MaybeUninit::<ffi::mbedtls_sha256_context>::uninit();
    let context = context.as_mut_ptr();
    // SAFETY: a context, from its beginning to its end, and the arguments as they came.
    unsafe {
        ffi::mbedtls_sha256_init(context);
        let mut code = ffi::mbedtls_sha256_starts(context, is224);
        if code == 0 {
            code = ffi::mbedtls_sha256_update(context, input, length);
        }
        if code == 0 {
            code = ffi::mbedtls_sha256_finish(context, output);
        }
        ffi::mbedtls_sha256_free(context);
        code
    }
}

/// Encrypts or decrypts a message. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_crypt_and_tag(
    context: *mut ffi::mbedtls_gcm_context,
    mode: c_int,
    length: usize,
    nonce: *const c_uchar,
    nonce_length: usize,
    data: *const c_uchar,
    data_length: usize,
    input: *const c_uchar,
    output: *mut c_uchar,
    tag_length: usize,
    tag: *mut c_uchar,
) -> c_int {
    let ahead = (output as usize).wrapping_sub(input as usize);
    let apart = ahead >= length && ahead.wrapping_neg() >= length;
    let fits = nonce_length == 12 && (4..=16).contains(&tag_length) && (ahead == 0 || apart);
    let mut done = 0;
    if fits && cipher::has_gcm() && super::goes_to_unit(Work::Record, length) {
        let mut text = Text { input, output, length, done: 0 };
        // SAFETY: the caller's context with its key set, the nonce, the associated data.
        let answer = unsafe {
            let key = cipher::Key::of((*context).cipher_ctx.cipher_ctx.cast());
            let data = if data_length == 0 { &[] } else { slice::from_raw_parts(data, data_length) };
            let decrypts = mode == ffi::MBEDTLS_GCM_DECRYPT;
            let nonce = &*nonce.cast::<[u8; 12]>();
            cipher::gcm(&Sealing { decrypts, key: key.bytes(), nonce, data }, &mut text)
        };
        if let Some(answer) = answer {
            // SAFETY: room for a tag, which is no longer than a block.
            unsafe { tag.copy_from_nonoverlapping(answer.as_ptr(), tag_length) };
            return 0;
        }
        done = if ahead == 0 { text.done } else { 0 };
    }
    let mut written = 0;
    // SAFETY: the arguments as they came.
    unsafe {
        if done != 0 {
            // What the unit did in place is undone first: the same keystream takes it off again.
            let code = ffi::mbedtls_gcm_starts(context, mode, nonce, nonce_length);
            if code != 0 {
                return code;
            }
            let code = ffi::mbedtls_gcm_update(context, output, done, output, done, &raw mut written);
            if code != 0 {
                return code;
            }
        }
        let mut code = ffi::mbedtls_gcm_starts(context, mode, nonce, nonce_length);
        if code == 0 {
            code = ffi::mbedtls_gcm_update_ad(context, data, data_length);
        }
        if code == 0 {
            code = ffi::mbedtls_gcm_update(context, input, length, output, length, &raw mut written);
        }
        if code == 0 {
            code = ffi::mbedtls_gcm_finish(context, core::ptr::null_mut(), 0, &raw mut written, tag, tag_length);
        }
        code
    }
}
