//! ChaCha20-Poly1305 on Cortex-M, a record in one go. Source: RFC 8439 section 2.8.
//!
//! `chachapoly.c` is compiled with these functions as weak symbols, which these take the place of. Of Mbed TLS's context no more is used
//! than the key has bytes; the rest is on the stack while a record is in hand, and a connection keeps two keys, not two contexts.

use core::ffi::{c_int, c_uchar};
use core::mem::MaybeUninit;
use mbedtls as ffi;
use zeroize::Zeroize;

type Context = ffi::mbedtls_chachapoly_context;

/// What a context takes: the key.
pub(super) const CONTEXT: usize = 32;

/// Bytes of a block of ChaCha20, and of Poly1305, whose tag is as long.
const CIPHER_BLOCK: usize = 64;
const MAC_BLOCK: usize = 16;

/// Sets the key. Mbed TLS's contract: `mbedtls/chachapoly.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_chachapoly_setkey(context: *mut Context, key: *const c_uchar) -> c_int {
    // SAFETY: the caller's context and its key.
    unsafe { context.cast::<u8>().copy_from_nonoverlapping(key, CONTEXT) };
    0
}

/// Encrypts. Mbed TLS's contract: `mbedtls/chachapoly.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_chachapoly_encrypt_and_tag(
    context: *mut Context,
    length: usize,
    nonce: *const c_uchar,
    data: *const c_uchar,
    data_length: usize,
    input: *const c_uchar,
    output: *mut c_uchar,
    tag: *mut c_uchar,
) -> c_int {
    // SAFETY: the arguments as they came.
    unsafe { crypt(context, true, length, nonce, (data, data_length), input, output, tag) }
}

/// Decrypts; nothing is left of what is not authentic. Mbed TLS's contract: `mbedtls/chachapoly.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_chachapoly_auth_decrypt(
    context: *mut Context,
    length: usize,
    nonce: *const c_uchar,
    data: *const c_uchar,
    data_length: usize,
    tag: *const c_uchar,
    input: *const c_uchar,
    output: *mut c_uchar,
) -> c_int {
    let mut made = [0; MAC_BLOCK];
    // SAFETY: the arguments as they came, the caller's tag, room for `length` bytes.
    unsafe {
        let code = crypt(context, false, length, nonce, (data, data_length), input, output, made.as_mut_ptr());
        if code == 0 && ffi::mbedtls_ct_memcmp(made.as_ptr().cast(), tag.cast(), MAC_BLOCK) != 0 {
            ffi::mbedtls_platform_zeroize(output.cast(), length);
            return ffi::MBEDTLS_ERR_CHACHAPOLY_AUTH_FAILED;
        }
        code
    }
}

/// Encrypts or decrypts, and makes the tag that belongs to the ciphertext.
///
/// # Safety
/// A context with its key set; 12 bytes of nonce, the data with its length, `length` bytes of input and of output, which are the same or
/// apart, and room for a tag.
#[expect(clippy::too_many_arguments, reason = "the shape of Mbed TLS's own")]
unsafe fn crypt(
    context: *const Context,
    seals: bool,
    length: usize,
    nonce: *const u8,
    (data, data_length): (*const u8, usize),
    input: *const u8,
    output: *mut u8,
    tag: *mut u8,
) -> c_int {
    let mut cipher = MaybeUninit::<ffi::mbedtls_chacha20_context>::uninit();
    let mut mac = MaybeUninit::<ffi::mbedtls_poly1305_context>::uninit();
    let (cipher, mac) = (cipher.as_mut_ptr(), mac.as_mut_ptr());
    // SAFETY: the function's contract; both contexts are written by what sets their keys.
    unsafe {
        ffi::mbedtls_chacha20_setkey(cipher, context.cast());
        ffi::mbedtls_chacha20_starts(cipher, nonce, 0);
        let mut first = [0; CIPHER_BLOCK];
        ffi::mbedtls_chacha20_update(cipher, CIPHER_BLOCK, first.as_ptr(), first.as_mut_ptr());
        ffi::mbedtls_poly1305_starts(mac, first.as_ptr());
        first.zeroize();
        absorb(mac, data, data_length);
        if !seals {
            absorb(mac, input, length);
        }
        let code = ffi::mbedtls_chacha20_update(cipher, length, input, output);
        if seals {
            absorb(mac, output, length);
        }
        let lengths = [(data_length as u64).to_le(), (length as u64).to_le()];
        absorb(mac, lengths.as_ptr().cast(), MAC_BLOCK);
        ffi::mbedtls_poly1305_finish(mac, tag);
        ffi::mbedtls_chacha20_free(cipher);
        ffi::mbedtls_poly1305_free(mac);
        code
    }
}

/// Takes bytes into the tag, and zeros up to the end of a block.
///
/// # Safety
/// `length` bytes.
unsafe fn absorb(mac: *mut ffi::mbedtls_poly1305_context, bytes: *const u8, length: usize) {
    let zeros = [0; MAC_BLOCK];
    // SAFETY: the function's contract.
    unsafe {
        ffi::mbedtls_poly1305_update(mac, bytes, length);
        ffi::mbedtls_poly1305_update(mac, zeros.as_ptr(), length.wrapping_neg() % MAC_BLOCK);
    }
}
