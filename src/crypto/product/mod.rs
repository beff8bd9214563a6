//! Products of long numbers, four words at a time: what P-384 and, on Cortex-M, Mbed TLS's exponentiation are made of.
//!
//! Mbed TLS multiplies a number by one word at a time, with two loads and a store for each word. Here four words go over the
//! other number at once: 1.9 instructions for each product of two words on a processor with UMAAL instead of 4.
//!
//! Time depends on sizes alone, here and in the assembly: the numbers may be secret.
//!
//! Source: P. L. Montgomery, "Modular Multiplication Without Trial Division" (1985).

#[cfg(cortex_m_dsp)]
mod seam;

use core::hint::black_box;

/// So many words go over the other number at once.
pub(crate) const ROWS: usize = 4;

#[cfg(cortex_m_dsp)]
core::arch::global_asm!(include_str!("rows.s"), options(raw));

#[cfg(cortex_m_dsp)]
unsafe extern "C" {
    fn camtls_rows(sum: *mut u32, factor: *const u32, limbs: usize, four: *const u32) -> u32;
}

/// Adds the product of a number of `limbs` words and one of four to `limbs` + 4 words of `sum`; the carry.
///
/// # Safety
/// That many words at each pointer, `sum` apart from the others.
#[cfg(cortex_m_dsp)]
pub(crate) unsafe fn rows(sum: *mut u32, factor: *const u32, limbs: usize, four: *const u32) -> u32 {
    // SAFETY: the function's contract.
    unsafe { camtls_rows(sum, factor, limbs, four) }
}

/// The same where there is no UMAAL.
///
/// # Safety
/// As above.
#[cfg(not(cortex_m_dsp))]
pub(crate) unsafe fn rows(sum: *mut u32, factor: *const u32, limbs: usize, four: *const u32) -> u32 {
    let mut over = 0;
    for row in 0..ROWS {
        // SAFETY: the function's contract.
        unsafe {
            let word = u64::from(four.add(row).read());
            let mut carry = 0;
            for column in 0..limbs {
                let place = sum.add(row.wrapping_add(column));
                let total = word
                    .wrapping_mul(u64::from(factor.add(column).read()))
                    .wrapping_add(u64::from(place.read()))
                    .wrapping_add(carry);
                place.write(total as u32);
                carry = total >> 32;
            }
            // What the row above left, which no word of the sum has room for.
            let place = sum.add(row.wrapping_add(limbs));
            let total = carry.wrapping_add(u64::from(place.read())).wrapping_add(over);
            place.write(total as u32);
            over = total >> 32;
        }
    }
    over as u32
}

/// Sets `product` to a · b / 2^(32 · `limbs`) modulo n, below n if a or b is. `product` may be `a` or `b`.
///
/// `inverse` is -1/n modulo 2^32. `limbs` is a multiple of four.
///
/// # Safety
/// `limbs` words at `product`, `a`, `b` and `n`; at `work`, apart from all of them, 2 · `limbs` + 1.
pub(crate) unsafe fn montgomery(
    product: *mut u32,
    a: *const u32,
    b: *const u32,
    n: *const u32,
    limbs: usize,
    inverse: u32,
    work: *mut u32,
) {
    // SAFETY: the function's contract. Each turn leaves `sum` four words further on, with a number below a + n there.
    unsafe {
        work.write_bytes(0, limbs.wrapping_add(limbs).wrapping_add(1));
        let mut sum = work;
        for block in (0..limbs).step_by(ROWS) {
            let carry = rows(sum, a, limbs, b.add(block));
            let multiple = quotient(sum, n, inverse);
            let carry = carry.wrapping_add(rows(sum, n, limbs, multiple.as_ptr()));
            sum = sum.add(ROWS);
            sum.add(limbs).write(carry);
        }
        settle(product, sum, n, limbs);
    }
}

/// Sets `product` to `sum`, which has a word more and is below 2n, or to `sum` - n where that is not negative.
///
/// # Safety
/// `limbs` words at `product` and `n`, one more at `sum`, which is apart from `product`.
pub(crate) unsafe fn settle(product: *mut u32, sum: *const u32, n: *const u32, limbs: usize) {
    // SAFETY: the function's contract.
    unsafe {
        let borrow = subtract(product, sum, n, limbs);
        // All ones where the number was below n already.
        let keep = black_box(sum.add(limbs).read().wrapping_sub(borrow));
        for index in 0..limbs {
            let (less, whole) = (product.add(index), sum.add(index).read());
            less.write(less.read() ^ (less.read() ^ whole) & keep);
        }
    }
}

/// What of n, added to `sum`, makes its lowest four words zero.
///
/// # Safety
/// Four words at both pointers.
unsafe fn quotient(sum: *const u32, n: *const u32, inverse: u32) -> [u32; ROWS] {
    // SAFETY: the function's contract.
    let ([s0, s1, s2, s3], [n0, n1, n2, n3]) =
        unsafe { (sum.cast::<[u32; ROWS]>().read(), n.cast::<[u32; ROWS]>().read()) };
    // The lower word of word · n + sum + carry, and the higher.
    let step = |word: u32, n: u32, sum: u32, carry: u32| {
        let product = u64::from(word).wrapping_mul(u64::from(n));
        let total = product.wrapping_add(u64::from(sum)).wrapping_add(u64::from(carry));
        (total as u32, (total >> 32) as u32)
    };
    let first = s0.wrapping_mul(inverse);
    let (_, carry) = step(first, n0, s0, 0);
    let (s1, carry) = step(first, n1, s1, carry);
    let (s2, carry) = step(first, n2, s2, carry);
    let s3 = first.wrapping_mul(n3).wrapping_add(s3).wrapping_add(carry);
    let second = s1.wrapping_mul(inverse);
    let (_, carry) = step(second, n0, s1, 0);
    let (s2, carry) = step(second, n1, s2, carry);
    let s3 = second.wrapping_mul(n2).wrapping_add(s3).wrapping_add(carry);
    let third = s2.wrapping_mul(inverse);
    let (_, carry) = step(third, n0, s2, 0);
    let s3 = third.wrapping_mul(n1).wrapping_add(s3).wrapping_add(carry);
    [first, second, third, s3.wrapping_mul(inverse)]
}

/// `difference` = a - b; the borrow.
///
/// # Safety
/// `limbs` words at each pointer.
pub(crate) unsafe fn subtract(difference: *mut u32, a: *const u32, b: *const u32, limbs: usize) -> u32 {
    let mut borrow = 0;
    for index in 0..limbs {
        // SAFETY: the function's contract.
        unsafe {
            let total =
                u64::from(a.add(index).read()).wrapping_sub(u64::from(b.add(index).read())).wrapping_sub(borrow);
            difference.add(index).write(total as u32);
            borrow = total >> 63;
        }
    }
    borrow as u32
}

#[cfg(test)]
mod tests;
