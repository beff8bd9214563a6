//! Memory by the block: what every record is zeroed, wiped and copied with. The functions of a MicroPython firmware copy unaligned bytes
//! one at a time, and the compiler's zero a word in four instructions.

use core::ptr::NonNull;
use core::sync::atomic::{Ordering, compiler_fence};

#[cfg(target_arch = "arm")]
core::arch::global_asm!(include_str!("block.s"), options(raw));

#[cfg(target_arch = "arm")]
unsafe extern "C" {
    fn camtls_zero(start: *mut u8, end: *mut u8);
}

/// Zeroes memory in a way that the compiler may not leave out.
///
/// # Safety
/// `size` bytes that nothing refers to; start and size are divisible by 8.
pub(super) unsafe fn zero(start: NonNull<u8>, size: usize) {
    // SAFETY: the function's contract.
    #[cfg(target_arch = "arm")]
    unsafe {
        camtls_zero(start.as_ptr(), start.as_ptr().add(size));
    }
    // SAFETY: the function's contract.
    #[cfg(not(target_arch = "arm"))]
    unsafe {
        start.as_ptr().write_bytes(0, size);
    }
    compiler_fence(Ordering::SeqCst);
}
