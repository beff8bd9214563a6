//! ChaCha20 on Cortex-M: half of Mbed TLS's instructions.
//!
//! `chacha20.c` is compiled with its update function as a weak symbol, which this one takes the place of.

use core::ffi::{c_int, c_uchar};
use mbedtls as ffi;

core::arch::global_asm!(include_str!("chacha20.s"), options(raw));

unsafe extern "C" {
    fn camtls_chacha20(state: *mut u32, input: *const u8, output: *mut u8, blocks: usize);
}

/// Bytes of a block.
const BLOCK: usize = 64;

/// Mbed TLS's mark that the counter has gone round: more than a block was used.
const EXHAUSTED: usize = BLOCK + 1;

/// Adds the keystream to `size` bytes. Mbed TLS's contract: `mbedtls/chacha20.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_chacha20_update(
    context: *mut ffi::mbedtls_chacha20_context,
    size: usize,
    input: *const c_uchar,
    output: *mut c_uchar,
) -> c_int {
    // SAFETY: the caller's context and `size` bytes at both pointers, which are the same or apart.
    unsafe {
        let code = ffi::chacha20_check_counter_wrap(context, size);
        if code != 0 {
            return code;
        }
        let used = &raw mut (*context).keystream_bytes_used;
        let state: *mut u32 = (&raw mut (*context).state).cast();
        let keystream: *mut u8 = (&raw mut (*context).keystream8).cast();
        let is_exhausted = || state.add(12).read() == 0;

        // The rest of the last block.
        let first = BLOCK.saturating_sub(*used).min(size);
        add(output, input, keystream.wrapping_add(*used), first);
        *used = (*used).wrapping_add(first);
        if *used == BLOCK && first != 0 && is_exhausted() {
            *used = EXHAUSTED;
        }

        let (input, output, size) = (input.add(first), output.add(first), size.wrapping_sub(first));
        let whole = size & !(BLOCK - 1);
        if whole != 0 {
            camtls_chacha20(state, input, output, whole / BLOCK);
            if is_exhausted() {
                *used = EXHAUSTED;
            }
        }
        let rest = size % BLOCK;
        if rest != 0 {
            keystream.write_bytes(0, BLOCK);
            camtls_chacha20(state, keystream, keystream, 1);
            add(output.add(whole), input.add(whole), keystream, rest);
            *used = rest;
        }
    }
    0
}

/// # Safety
/// `length` bytes at each pointer.
unsafe fn add(output: *mut u8, input: *const u8, keystream: *const u8, length: usize) {
    for index in 0..length {
        // SAFETY: the function's contract.
        unsafe { output.add(index).write(input.add(index).read() ^ keystream.add(index).read()) };
    }
}
