//! The field of P-384: numbers modulo p = 2^384 - 2^128 - 2^96 + 2^32 - 1, in Montgomery's representation.

use super::{Words, scalar};

#[cfg(cortex_m_dsp)]
mod cortex_m;
#[cfg(not(cortex_m_dsp))]
mod portable;

/// The prime.
pub(super) const P: Words =
    [u32::MAX, 0, 0, u32::MAX, u32::MAX - 1, u32::MAX, u32::MAX, u32::MAX, u32::MAX, u32::MAX, u32::MAX, u32::MAX];

/// 2^768 modulo p, which brings a number into the representation.
const SQUARE_OF_R: Words = [1, u32::MAX - 1, 0, 2, 0, u32::MAX - 1, 0, 2, 1, 0, 0, 0];

/// A number below 2^384 that stands for its remainder modulo p, times 2^384.
#[derive(Clone, Copy)]
pub(super) struct Element(Words);

/// Whether a number is a coordinate.
pub(super) fn is_below_p(number: &Words) -> bool {
    scalar::is_less(number, &P)
}

impl Element {
    pub(super) const ZERO: Self = Self([0; 12]);
    pub(super) const ONE: Self = Self([1, u32::MAX, u32::MAX, 0, 1, 0, 0, 0, 0, 0, 0, 0]);

    /// A number of any 384 bits.
    pub(super) fn new(number: &Words) -> Self {
        Self(*number).times(&Self(SQUARE_OF_R))
    }

    /// One that is in Montgomery's representation already.
    pub(super) const fn represented(words: Words) -> Self {
        Self(words)
    }

    /// The words of one that is.
    #[cfg(any(cortex_m_dsp, test))]
    pub(super) const fn words(&self) -> &Words {
        &self.0
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0 == [0; 12] || self.0 == P
    }

    pub(super) fn squared(&self) -> Self {
        self.times(self)
    }

    pub(super) fn doubled(&self) -> Self {
        self.plus(self)
    }
}
