use super::*;

/// The words of a number that repeats.
fn number<const N: usize>(seed: u32) -> [u32; N] {
    let mut state = seed;
    core::array::from_fn(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state ^ state >> 16
    })
}

/// A number modulo 2^32 - 1: the sum of its words.
fn residue(words: &[u32]) -> u64 {
    words.iter().fold(0, |sum, word| (sum + u64::from(*word)) % u64::from(u32::MAX))
}

#[test]
fn rows_add_the_product() {
    for seed in 0..50 {
        let (factor, four) = (number::<9>(seed), number::<4>(!seed));
        let mut sum = number::<13>(seed * 7);
        let expected = residue(&sum) + residue(&factor) * residue(&four) % u64::from(u32::MAX);
        // SAFETY: thirteen words, nine, and four.
        let carry = unsafe { rows(sum.as_mut_ptr(), factor.as_ptr(), 9, four.as_ptr()) };
        assert_eq!((residue(&sum) + u64::from(carry)) % u64::from(u32::MAX), expected % u64::from(u32::MAX));
    }
    let (mut sum, ones) = ([u32::MAX; 8], [u32::MAX; 4]);
    // SAFETY: eight words, and four twice.
    assert_eq!(unsafe { rows(sum.as_mut_ptr(), ones.as_ptr(), 4, ones.as_ptr()) }, 1);
    assert_eq!(sum, [0, 0, 0, 0, u32::MAX - 1, u32::MAX, u32::MAX, u32::MAX]);
}

#[test]
fn the_largest_numbers_stay_below_the_modulus() {
    let mut n = [u32::MAX; 8];
    n[0] = u32::MAX - 4;
    let mut inverse = 1u32;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u32.wrapping_sub(n[0].wrapping_mul(inverse)));
    }
    let mut largest = n;
    largest[0] -= 1;
    let (mut product, mut work) = ([0; 8], [0; 17]);
    // SAFETY: eight words, and 17 to work in.
    unsafe {
        let (start, factor) = (product.as_mut_ptr(), largest.as_ptr());
        montgomery(start, factor, factor, n.as_ptr(), 8, inverse.wrapping_neg(), work.as_mut_ptr());
    }
    assert!(product.iter().rev().lt(n.iter().rev()));
    // (-1)² / R = 1 / R, and R is 5 modulo n: times R² it is 1.
    let mut square_of_r = [0; 8];
    square_of_r[0] = 25;
    let start = product.as_mut_ptr();
    // SAFETY: as above; the product may be a factor.
    unsafe {
        montgomery(start, start, square_of_r.as_ptr(), n.as_ptr(), 8, inverse.wrapping_neg(), work.as_mut_ptr());
    }
    assert_eq!(product, [1, 0, 0, 0, 0, 0, 0, 0]);
}
