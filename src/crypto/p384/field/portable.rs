//! The field's operations without UMAAL, word by word.

use super::super::super::product::{ROWS, rows};
use super::super::scalar::{add, subtract};
use super::{Element, P};

impl Element {
    pub(in super::super) fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        let mut over = add(&mut sum.0, &other.0);
        while over {
            over = !subtract(&mut sum.0, &P);
        }
        sum
    }

    pub(in super::super) fn minus(&self, other: &Self) -> Self {
        let mut difference = *self;
        let mut under = subtract(&mut difference.0, &other.0);
        while under {
            under = !add(&mut difference.0, &P);
        }
        difference
    }

    pub(in super::super) fn times(&self, other: &Self) -> Self {
        let mut product = [0; 24];
        let start = product.as_mut_ptr();
        for block in (0..12).step_by(ROWS) {
            // SAFETY: sixteen words of the product from this block on; twelve words of one number, four of the other.
            unsafe { rows(start.add(block), self.0.as_ptr(), 12, other.0.as_ptr().add(block)) };
        }
        reduce(&mut product)
    }
}

/// `product` / 2^384 modulo p, by Montgomery's method. -1/p modulo 2^32 is one.
fn reduce(product: &mut [u32; 24]) -> Element {
    let mut over = false;
    let mut rest = &mut product[..];
    for _ in 0..12 {
        let (low, high) = rest.split_at_mut(12);
        let multiple = low.first().copied().unwrap_or_default();
        let mut carry = 0;
        for (word, p) in low.iter_mut().zip(&P) {
            let product = u64::from(multiple).wrapping_mul(u64::from(*p));
            let total = product.wrapping_add(u64::from(*word)).wrapping_add(carry);
            *word = total as u32;
            carry = total >> 32;
        }
        for word in high {
            let total = u64::from(*word).wrapping_add(carry);
            *word = total as u32;
            carry = total >> 32;
        }
        over |= carry != 0;
        rest = rest.split_at_mut(1).1;
    }
    let mut quotient = Element::ZERO;
    for (word, rest) in quotient.0.iter_mut().zip(rest) {
        *word = *rest;
    }
    if over {
        subtract(&mut quotient.0, &P);
    }
    quotient
}
