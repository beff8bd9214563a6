//! AES encryption on Cortex-M: a third of the flash of Mbed TLS's own, and fewer instructions.
//!
//! `aes.c` is compiled with its two functions for this as weak symbols, which these take the place of.

use super::aes_table;
use core::ffi::{c_int, c_uchar, c_uint};
use mbedtls as ffi;

core::arch::global_asm!(include_str!("aes.s"), options(raw));

unsafe extern "C" {
    fn camtls_aes(round_keys: *const u32, rounds: usize, input: *const u8, output: *mut u8);
}

/// Sets the key for encryption. Mbed TLS's contract: `mbedtls/aes.h`.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn mbedtls_aes_setkey_enc(
    context: *mut ffi::mbedtls_aes_context,
    key: *const c_uchar,
    bits: c_uint,
) -> c_int {
    let (words, rounds) = match bits {
        128 => (4_usize, 10),
        192 => (6, 12),
        256 => (8, 14),
        _ => return ffi::MBEDTLS_ERR_AES_INVALID_KEY_LENGTH,
    };
    // SAFETY: the caller's context, in which there is room for a round key more than there are rounds, and its key.
    unsafe {
        (*context).rk_offset = 0;
        (*context).nr = rounds;
        let keys = (&raw mut (*context).buf).cast::<u32>();
        key.copy_to_nonoverlapping(keys.cast(), words.wrapping_mul(4));
        aes_table::expand(keys, words);
    }
    0
}

/// Encrypts one block. Mbed TLS's contract: `mbedtls/aes.h`.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn mbedtls_internal_aes_encrypt(
    context: *mut ffi::mbedtls_aes_context,
    input: *const c_uchar,
    output: *mut c_uchar,
) -> c_int {
    // SAFETY: the caller's context with its key set, so its round keys lie in it, and 16 bytes at both pointers.
    unsafe {
        let round_keys: *const u32 = (&raw const (*context).buf).cast();
        #[allow(clippy::cast_sign_loss, reason = "10, 12 or 14")]
        let rounds = (*context).nr as usize;
        camtls_aes(round_keys.add((*context).rk_offset), rounds, input, output);
    }
    0
}
