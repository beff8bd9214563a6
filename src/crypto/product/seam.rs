//! Mbed TLS's Montgomery product, of which RSA is made: `bignum_core.c` is compiled with its own as a weak symbol.

use super::{ROWS, montgomery, settle};
use mbedtls as ffi;

/// Sets `product` to a · b / 2^(32 · limbs) modulo `n`. Mbed TLS's contract: `bignum_core.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_mpi_core_montmul(
    product: *mut u32,
    a: *const u32,
    b: *const u32,
    b_limbs: usize,
    n: *const u32,
    limbs: usize,
    inverse: u32,
    work: *mut u32,
) {
    // SAFETY: the caller's numbers and room: `limbs` words at `product`, `a` and `n`, `b_limbs` at `b`, 2 · limbs + 1 at `work`.
    unsafe {
        if limbs % ROWS == 0 && b_limbs == limbs {
            montgomery(product, a, b, n, limbs, inverse, work);
        } else {
            by_words(product, a, b, b_limbs, n, limbs, inverse, work);
        }
    }
}

/// The same for other lengths, a word of `a` at a time.
///
/// # Safety
/// As above.
#[expect(clippy::too_many_arguments, reason = "the shape of Mbed TLS's own")]
unsafe fn by_words(
    product: *mut u32,
    a: *const u32,
    b: *const u32,
    b_limbs: usize,
    n: *const u32,
    limbs: usize,
    inverse: u32,
    work: *mut u32,
) {
    // SAFETY: the caller's contract. Each turn leaves `sum` one word further on, with a number of `limbs` words and a bit there.
    unsafe {
        let length = limbs.wrapping_add(2);
        work.write_bytes(0, limbs.wrapping_add(limbs).wrapping_add(1));
        let mut sum = work;
        for index in 0..limbs {
            let word = a.add(index).read();
            let multiple = word.wrapping_mul(b.read()).wrapping_add(sum.read()).wrapping_mul(inverse);
            ffi::mbedtls_mpi_core_mla(sum, length, b, b_limbs, word);
            ffi::mbedtls_mpi_core_mla(sum, length, n, limbs, multiple);
            sum = sum.add(1);
        }
        settle(product, sum, n, limbs);
    }
}
