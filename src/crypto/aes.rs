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
static camtls_aes_table: [u32; 256] = columns();

/// Walks through the field by powers of 3, and of its inverse: FIPS 197, section 5.1.1.
#[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn columns() -> [u32; 256] {
    let mut table = [0; 256];
    table[0] = column(0x63);
    let (mut power, mut inverse) = (1_u8, 1_u8);
    loop {
        let linear = inverse ^ inverse.rotate_left(1) ^ inverse.rotate_left(2) ^ inverse.rotate_left(3);
        table[power as usize] = column(linear ^ inverse.rotate_left(4) ^ 0x63);
        power ^= double(power);
        // Division by 3 is multiplication by 0xF6.
        inverse ^= inverse << 1;
        inverse ^= inverse << 2;
        inverse ^= inverse << 4;
        if inverse & 0x80 != 0 {
            inverse ^= 0x09;
        }
        if power == 1 {
            return table;
        }
    }
}

const fn column(substitute: u8) -> u32 {
    let twice = double(substitute);
    u32::from_le_bytes([twice, substitute, substitute, twice ^ substitute])
}

/// Times x, modulo the field's polynomial.
const fn double(byte: u8) -> u8 {
    (byte << 1) ^ if byte & 0x80 != 0 { 0x1B } else { 0 }
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
