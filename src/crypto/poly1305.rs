//! Poly1305 on Cortex-M: its multiplication in assembly.
//!
//! `poly1305.c` is compiled with these functions as weak symbols, which these take the place of.

use core::ffi::{c_int, c_uchar};
use mbedtls as ffi;

core::arch::global_asm!(include_str!("poly1305.s"), options(raw));

unsafe extern "C" {
    fn camtls_poly1305(context: *mut ffi::mbedtls_poly1305_context, data: *const u8, blocks: usize, padding: u32);
}

/// Bytes of a block.
const BLOCK: usize = 16;

/// Takes `length` bytes. Mbed TLS's contract: `mbedtls/poly1305.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_poly1305_update(
    context: *mut ffi::mbedtls_poly1305_context,
    input: *const c_uchar,
    length: usize,
) -> c_int {
    // SAFETY: the caller's context and `length` bytes, of which the three parts together are as many.
    unsafe {
        let queued = (*context).queue_len;
        let queue: *mut u8 = (&raw mut (*context).queue).cast();
        let first = if queued == 0 { 0 } else { BLOCK.wrapping_sub(queued).min(length) };
        queue.wrapping_add(queued).copy_from_nonoverlapping(input, first);
        let mut left = queued.wrapping_add(first);
        if left == BLOCK {
            camtls_poly1305(context, queue, 1, 1);
            left = 0;
        }
        let (input, length) = (input.wrapping_add(first), length.wrapping_sub(first));
        let (blocks, rest) = (length / BLOCK, length % BLOCK);
        if blocks != 0 {
            camtls_poly1305(context, input, blocks, 1);
        }
        if rest != 0 {
            queue.copy_from_nonoverlapping(input.wrapping_add(blocks.wrapping_mul(BLOCK)), rest);
            left = rest;
        }
        (*context).queue_len = left;
    }
    0
}

/// Gives the tag. Mbed TLS's contract: `mbedtls/poly1305.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_poly1305_finish(context: *mut ffi::mbedtls_poly1305_context, tag: *mut c_uchar) -> c_int {
    // SAFETY: the caller's context, and 16 bytes. A queue that is not empty has room for one byte more.
    unsafe {
        let queued = (*context).queue_len;
        if queued != 0 {
            let queue: *mut u8 = (&raw mut (*context).queue).cast();
            queue.wrapping_add(queued).write_bytes(0, BLOCK.wrapping_sub(queued));
            queue.wrapping_add(queued).write(1);
            camtls_poly1305(context, queue, 1, 0);
        }
        // Modulo 2^130 - 5 the accumulator is what it is, or 5 more without what lies above 130 bits.
        let acc: *const u32 = (&raw const (*context).acc).cast();
        let low = acc.cast::<u128>().read_unaligned();
        let (more, carry) = low.overflowing_add(5);
        let above = acc.add(4).read().wrapping_add(u32::from(carry)) >> 2;
        let mask = u128::from(above).wrapping_neg();
        let s = (&raw const (*context).s).cast::<u128>().read_unaligned();
        tag.cast::<u128>().write_unaligned(((low & !mask) | (more & mask)).wrapping_add(s));
    }
    0
}
