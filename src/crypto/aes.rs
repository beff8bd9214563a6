//! AES encryption on Cortex-M: a third of the flash of Mbed TLS's own, and fewer instructions.
//!
//! `aes.c` is compiled with its block function as a weak symbol, which this one takes the place of.

use core::ffi::{c_int, c_uchar};
use mbedtls as ffi;

core::arch::global_asm!(include_str!("aes.s"), options(raw));

unsafe extern "C" {
    fn camtls_aes(round_keys: *const u32, rounds: usize, input: *const u8, output: *mut u8);
}

/// For each byte a column of the matrix that mixes, times the byte's substitute.
#[unsafe(no_mangle)]
static camtls_aes_table: [u32; 256] = super::aes_table::columns();

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
