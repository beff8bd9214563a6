//! Numbers modulo an odd public number, in time and at addresses that depend on none of them: what secrets are computed with on the
//! curves that have no assembly.
//!
//! A computation is a list of steps on registers, half a word each: a formula of forty operations takes less flash so than by
//! calls.

use super::product;
use core::hint::black_box;

/// 384 bits as words, least significant first; of a shorter modulus the upper ones are zero.
pub(crate) type Number = [u32; 12];

/// One, which stands for itself before it is in Montgomery's representation.
pub(crate) static ONE: Number = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A modulus.
pub(crate) struct Modulus {
    n: Number,
    /// Its words, a multiple of four.
    limbs: usize,
    /// -1/n modulo 2^32.
    inverse: u32,
    /// 2^(64 · limbs) modulo n, which brings a number into Montgomery's representation.
    square_of_r: Number,
}

/// A step: which registers are added, subtracted or multiplied, and which one is set to that.
pub(crate) type Step = u16;

pub(crate) const fn times(to: u16, a: u16, b: u16) -> Step {
    to << 8 | a << 4 | b
}

pub(crate) const fn plus(to: u16, a: u16, b: u16) -> Step {
    1 << 12 | times(to, a, b)
}

pub(crate) const fn minus(to: u16, a: u16, b: u16) -> Step {
    2 << 12 | times(to, a, b)
}

impl Modulus {
    /// Of an odd number above two, whose `limbs` words are four or a multiple.
    #[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
    pub(crate) const fn new(n: Number, limbs: usize) -> Self {
        // Each turn doubles the bits that are right.
        let (mut inverse, mut turn) = (1_u32, 0);
        while turn < 5 {
            inverse = inverse.wrapping_mul(2_u32.wrapping_sub(n[0].wrapping_mul(inverse)));
            turn += 1;
        }
        let mut square_of_r = [0; 12];
        square_of_r[0] = 1;
        let mut place = 0;
        while place < 64 * limbs {
            square_of_r = doubled(&square_of_r, &n);
            place += 1;
        }
        Self { n, limbs, inverse: inverse.wrapping_neg(), square_of_r }
    }

    /// a · b / 2^(32 · limbs); below n if a or b is.
    #[inline(never)]
    fn product(&self, a: *const u32, b: *const u32, product: *mut u32) {
        let mut work = [0; 25];
        // SAFETY: numbers of twelve words at each pointer, and room to work in for twelve.
        unsafe { product::montgomery(product, a, b, self.n.as_ptr(), self.limbs, self.inverse, work.as_mut_ptr()) };
    }

    /// a + b; both are at most n, and one below.
    fn sum(&self, a: *const u32, b: *const u32, sum: *mut u32) {
        let mut whole = [0; 13];
        let mut carry = 0;
        // SAFETY: as above; a sum has a word more.
        unsafe {
            let start = whole.as_mut_ptr();
            for index in 0..self.limbs {
                let total = u64::from(a.add(index).read()).wrapping_add(b.add(index).read().into()).wrapping_add(carry);
                start.add(index).write(total as u32);
                carry = total >> 32;
            }
            start.add(self.limbs).write(carry as u32);
            product::settle(sum, start, self.n.as_ptr(), self.limbs);
        }
    }

    /// Whether a number is neither zero nor above n.
    pub(crate) fn contains(&self, number: &Number) -> bool {
        let mut difference = [0; 12];
        let some = number.iter().fold(0, |some, word| some | word);
        // SAFETY: twelve words each; where n has fewer, the others are compared, too.
        let borrow = unsafe { product::subtract(difference.as_mut_ptr(), number.as_ptr(), self.n.as_ptr(), 12) };
        borrow == 1 && some != 0
    }
}

/// Twice a number, modulo n.
#[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn doubled(number: &Number, n: &Number) -> Number {
    let (mut twice, mut less) = ([0; 12], [0; 12]);
    let (mut carry, mut borrow, mut index) = (0, 0_u64, 0);
    while index < 12 {
        twice[index] = number[index] << 1 | carry;
        carry = number[index] >> 31;
        let difference = (twice[index] as u64).wrapping_sub(n[index] as u64).wrapping_sub(borrow);
        less[index] = difference as u32;
        borrow = difference >> 63;
        index += 1;
    }
    if carry == 0 && borrow != 0 { twice } else { less }
}

/// Registers with numbers below the modulus in Montgomery's representation.
///
/// What is left of them on the stack is written over with what lies there (`platform/stack.rs`).
pub(crate) struct Machine {
    modulus: &'static Modulus,
    registers: [Number; 16],
}

impl Machine {
    /// All registers zero.
    #[inline(always)]
    pub(crate) fn new(modulus: &'static Modulus) -> Self {
        Self { modulus, registers: [[0; 12]; 16] }
    }

    fn at(&mut self, register: u16) -> *mut u32 {
        place_of(self.registers.as_mut_ptr(), register)
    }

    /// Sets a register to a number, which is reduced if it has as many words as the modulus.
    pub(crate) fn set(&mut self, register: u16, number: &Number) {
        let to = self.at(register);
        self.modulus.product(number.as_ptr(), self.modulus.square_of_r.as_ptr(), to);
    }

    /// Sets a register to a number that is in Montgomery's representation.
    pub(crate) fn place(&mut self, register: u16, number: &Number) {
        // SAFETY: a register is twelve words.
        unsafe { self.at(register).copy_from_nonoverlapping(number.as_ptr(), 12) };
    }

    /// The number in a register.
    pub(crate) fn get(&mut self, register: u16) -> Number {
        let mut number = [0; 12];
        let from = self.at(register);
        self.modulus.product(from, ONE.as_ptr(), number.as_mut_ptr());
        number
    }

    /// Does the steps in turn.
    #[inline(never)]
    pub(crate) fn run(&mut self, steps: &[Step]) {
        let (modulus, start) = (self.modulus, self.registers.as_mut_ptr());
        for step in steps {
            let [to, a, b] = [step >> 8, step >> 4, *step].map(|register| place_of(start, register));
            match step >> 12 {
                0 => modulus.product(a, b, to),
                1 => modulus.sum(a, b, to),
                _ => {
                    let mut negative = [0; 12];
                    // SAFETY: twelve words each.
                    unsafe { product::subtract(negative.as_mut_ptr(), modulus.n.as_ptr(), b, modulus.limbs) };
                    modulus.sum(a, negative.as_ptr(), to);
                }
            }
        }
    }

    /// Sets register `to` to one through register `of`, for a modulus that is prime: the power to n - 2 (Fermat).
    #[inline(never)]
    pub(crate) fn invert(&mut self, to: u16, of: u16) {
        let mut exponent = self.modulus.n;
        exponent[0] = exponent[0].wrapping_sub(2);
        self.set(to, &ONE);
        for place in (0..self.modulus.limbs.wrapping_mul(32)).rev() {
            self.run(&[times(to, to, to)]);
            if bit(&exponent, place) != 0 {
                self.run(&[times(to, to, of)]);
            }
        }
    }

    /// Climbs Montgomery's ladder: registers from 0 on hold a multiple of a point, as many behind them the next multiple; `step`
    /// makes of them twice the one and the sum of both. `bits` of the scalar count.
    #[inline(never)]
    pub(crate) fn climb(&mut self, scalar: &Number, bits: usize, width: usize, step: fn(&mut Self)) {
        for place in (0..bits).rev() {
            let bit = bit(scalar, place);
            self.exchange(width, bit);
            step(self);
            self.exchange(width, bit);
        }
    }

    /// Exchanges the first registers and as many behind them if `bit` is one, and does as much if it is zero.
    fn exchange(&mut self, width: usize, bit: u32) {
        let mask = black_box(bit.wrapping_neg());
        let words = width.wrapping_mul(12);
        let start = self.at(0);
        for index in 0..words {
            // SAFETY: two points lie in the registers.
            unsafe {
                let (one, other) = (start.add(index), start.add(words.wrapping_add(index)));
                let difference = (one.read() ^ other.read()) & mask;
                one.write(one.read() ^ difference);
                other.write(other.read() ^ difference);
            }
        }
    }

    /// Makes of two points, in the first registers and three behind them, twice the first and their sum; `sum` is the list of steps
    /// that sets the third to the sum of both.
    pub(crate) fn double_and_add(&mut self, sum: &[Step]) {
        self.run(sum);
        let added = self.point(2);
        let first = self.point(0);
        self.set_point(1, &first);
        self.run(sum);
        let doubled = self.point(2);
        self.set_point(0, &doubled);
        self.set_point(1, &added);
    }

    fn point(&self, index: usize) -> [Number; 3] {
        // SAFETY: three points lie in the registers.
        unsafe { self.registers.as_ptr().cast::<[Number; 3]>().add(index).read() }
    }

    fn set_point(&mut self, index: usize, point: &[Number; 3]) {
        // SAFETY: as above.
        unsafe { self.registers.as_mut_ptr().cast::<[Number; 3]>().add(index).write(*point) };
    }
}

/// Where a register begins.
fn place_of(start: *mut Number, register: u16) -> *mut u32 {
    start.wrapping_add(usize::from(register & 15)).cast()
}

/// A bit of a number.
fn bit(number: &Number, place: usize) -> u32 {
    number.get(place / 32).map_or(0, |word| word >> (place % 32) & 1)
}
