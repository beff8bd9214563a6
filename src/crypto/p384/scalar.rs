//! Numbers modulo the order n of P-384's group.
//!
//! Source: SEC 2 version 2.0 (section 2.5.1) for n; D. E. Knuth, "The Art of Computer Programming", volume 2, section 4.5.2, for the
//! inverse.

use super::super::product;
use super::{Signature, Words};

/// The order of the group.
pub(super) const ORDER: Words = [
    0xCCC5_2973,
    0xECEC_196A,
    0x48B0_A77A,
    0x581A_0DB2,
    0xF437_2DDF,
    0xC763_4D81,
    0xFFFF_FFFF,
    0xFFFF_FFFF,
    0xFFFF_FFFF,
    0xFFFF_FFFF,
    0xFFFF_FFFF,
    0xFFFF_FFFF,
];

/// -1/n modulo 2^32.
const INVERSE: u32 = 0xE88F_DC45;

/// What the base point and the key are to be multiplied by; `None` for a signature out of range.
// Its stack is free again when the points need theirs.
#[inline(never)]
pub(super) fn factors(hash: &[u8], signature: &Signature) -> Option<(Words, Words)> {
    let Signature { r, s } = signature;
    if !is_in_range(r) || !is_in_range(s) {
        return None;
    }
    let inverse = inverse(s);
    Some((times(&number(hash), &inverse), times(r, &inverse)))
}

/// The leftmost 384 bits of a hash.
pub(super) fn number(hash: &[u8]) -> Words {
    let mut number = [0; 12];
    let hash = hash.get(..48).unwrap_or(hash);
    for (word, bytes) in number.iter_mut().zip(hash.rchunks(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    number
}

fn is_in_range(number: &Words) -> bool {
    *number != [0; 12] && is_less(number, &ORDER)
}

/// a < b.
#[inline(never)]
pub(super) fn is_less(a: &Words, b: &Words) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// `number` + n, `None` if that has more than 384 bits.
pub(super) fn plus_order(number: &Words) -> Option<Words> {
    let mut sum = *number;
    (!add(&mut sum, &ORDER)).then_some(sum)
}

/// a · b / 2^384 modulo n; b is below n.
fn times(a: &Words, b: &Words) -> Words {
    let (mut product, mut work) = ([0; 12], [0; 25]);
    // SAFETY: twelve words each, and twice as many and one to work in.
    unsafe {
        let (a, b) = (a.as_ptr(), b.as_ptr());
        product::montgomery(product.as_mut_ptr(), a, b, ORDER.as_ptr(), 12, INVERSE, work.as_mut_ptr());
    }
    product
}

/// 2^384 / `number` modulo n, by halving and subtracting. The number is neither zero nor above n.
fn inverse(number: &Words) -> Words {
    let (mut u, mut v) = (*number, ORDER);
    // `number` times these is u and v times 2^384. That is 2^384 - n modulo n.
    let (mut of_u, mut of_v) = ([0; 12], [0; 12]);
    subtract(&mut of_u, &ORDER);
    while u != [0; 12] {
        if u[0] & 1 != 0 {
            if is_less(&u, &v) {
                core::mem::swap(&mut u, &mut v);
                core::mem::swap(&mut of_u, &mut of_v);
            }
            subtract(&mut u, &v);
            if subtract(&mut of_u, &of_v) {
                add(&mut of_u, &ORDER);
            }
        }
        halve(&mut u, false);
        let carry = of_u[0] & 1 != 0 && add(&mut of_u, &ORDER);
        halve(&mut of_u, carry);
    }
    of_v
}

/// Adds; whether a carry is left.
pub(super) fn add(sum: &mut Words, other: &Words) -> bool {
    let mut carry = 0;
    for (word, other) in sum.iter_mut().zip(other) {
        let total = u64::from(*word).wrapping_add(u64::from(*other)).wrapping_add(carry);
        *word = total as u32;
        carry = total >> 32;
    }
    carry != 0
}

/// Subtracts; whether a borrow is left.
#[inline(never)]
pub(super) fn subtract(difference: &mut Words, other: &Words) -> bool {
    let start = difference.as_mut_ptr();
    // SAFETY: twelve words each.
    unsafe { product::subtract(start, start, other.as_ptr(), 12) != 0 }
}

/// Halves a number whose bit 384 is `top`.
#[inline(never)]
fn halve(number: &mut Words, top: bool) {
    let mut carry = u32::from(top);
    for word in number.iter_mut().rev() {
        let low = *word;
        *word = low >> 1 | carry << 31;
        carry = low & 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_of_n_is_right() {
        assert_eq!(ORDER[0].wrapping_mul(INVERSE), u32::MAX);
    }

    #[test]
    fn a_number_times_its_inverse_is_one() {
        let mut less_one = ORDER;
        less_one[0] -= 1;
        let mut one = [0; 12];
        one[0] = 1;
        for number in [one, less_one, [0x5A5A_1234; 12], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x8000_0000]] {
            assert_eq!(times(&number, &inverse(&number)), one, "{number:08x?}");
        }
    }

    #[test]
    fn hashes_are_read_from_the_left() {
        assert_eq!(number(&[1, 2, 3, 4, 5]), [0x0203_0405, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut long = [0; 64];
        long[47] = 7;
        long[48] = 9;
        assert_eq!(number(&long)[0], 7);
        assert_eq!(number(&[]), [0; 12]);
    }

    #[test]
    fn ranges_end_before_zero_and_n() {
        let mut less_one = ORDER;
        less_one[0] -= 1;
        assert!(is_in_range(&less_one));
        assert!(!is_in_range(&ORDER) && !is_in_range(&[0; 12]) && !is_in_range(&[u32::MAX; 12]));
        assert!(plus_order(&less_one).is_none());
    }
}
