//! Points of P-384 in Jacobian coordinates: (X : Y : Z) is the point (X / Z², Y / Z³), and infinity where Z is zero.
//!
//! Source: the Explicit-Formulas Database, short Weierstrass curves with a = -3: doubling "dbl-2001-b", addition "add-1998-cmo-2";
//! D. Hankerson, A. Menezes, S. Vanstone, "Guide to Elliptic Curve Cryptography" (2004), algorithms 3.35 and 3.51.

use super::Words;
use super::field::{Element, is_below_p};

#[derive(Clone, Copy)]
pub(super) struct Point {
    x: Element,
    y: Element,
    z: Element,
}

/// The curve's constant: y² = x³ - 3x + b.
const B: Element = Element::represented([
    0x9D41_2DCC,
    0x0811_8871,
    0x7A4C_32EC,
    0xF729_ADD8,
    0x1920_022E,
    0x77F2_209B,
    0x9493_8AE2,
    0xE337_4BEE,
    0x1F02_2094,
    0xB62B_21F4,
    0x604F_BFF9,
    0xCD08_114B,
]);

/// The base point of the group.
static BASE: Point = Point {
    x: Element::represented([
        0x49C0_B528,
        0x3DD0_7566,
        0xA0D6_CE38,
        0x20E3_78E2,
        0x541B_4D6E,
        0x879C_3AFC,
        0x59A3_0EFF,
        0x6454_8684,
        0x614E_DE2B,
        0x812F_F723,
        0x299E_1513,
        0x4D3A_ADC2,
    ]),
    y: Element::represented([
        0x4B03_A4FE,
        0x2304_3DAD,
        0x7BB4_A9AC,
        0xA1BF_A8BF,
        0x2E83_B050,
        0x8BAD_E756,
        0x68F4_FFD9,
        0xC6C3_5219,
        0x3969_A840,
        0xDD80_0226,
        0x5A15_C5E9,
        0x2B78_ABC2,
    ]),
    z: Element::ONE,
};

/// The base point's coordinates, in Montgomery's representation.
#[cfg(any(cortex_m_dsp, test))]
pub(super) fn base() -> (&'static Words, &'static Words) {
    (BASE.x.words(), BASE.y.words())
}

/// The curve's constant, in Montgomery's representation.
#[cfg(any(cortex_m_dsp, test))]
pub(super) fn constant() -> &'static Words {
    const { B.words() }
}

const INFINITY: Point = Point { x: Element::ONE, y: Element::ONE, z: Element::ZERO };

/// How many odd multiples of a point are kept: 1, 3, 5, 7.
const MULTIPLES: usize = 4;

/// Places of a recoded scalar: one more than it has bits.
const PLACES: usize = 385;

impl Point {
    /// The point with these coordinates, `None` if they are out of range or not on the curve.
    pub(super) fn from_affine(x: &Words, y: &Words) -> Option<Self> {
        if !is_below_p(x) || !is_below_p(y) {
            return None;
        }
        let (x, y) = (Element::new(x), Element::new(y));
        let right = x.squared().minus(&Element::ONE.doubled().plus(&Element::ONE)).times(&x).plus(&B);
        y.squared().minus(&right).is_zero().then_some(Self { x, y, z: Element::ONE })
    }

    /// Whether this is a point with this x coordinate.
    pub(super) fn has_x(&self, x: &Element) -> bool {
        !self.z.is_zero() && self.z.squared().times(x).minus(&self.x).is_zero()
    }

    fn doubled(&self) -> Self {
        let delta = self.z.squared();
        let gamma = self.y.squared();
        let two_beta = self.x.times(&gamma).doubled();
        let four_beta = two_beta.doubled();
        let third = self.x.minus(&delta).times(&self.x.plus(&delta));
        let alpha = third.doubled().plus(&third);
        let x = alpha.squared().minus(&four_beta.doubled());
        let z = self.y.times(&self.z).doubled();
        let y = alpha.times(&four_beta.minus(&x)).minus(&gamma.doubled().squared().doubled());
        Self { x, y, z }
    }

    fn plus(&self, other: &Self) -> Self {
        if self.z.is_zero() {
            return *other;
        }
        if other.z.is_zero() {
            return *self;
        }
        let (z1z1, z2z2) = (self.z.squared(), other.z.squared());
        let u1 = self.x.times(&z2z2);
        let s1 = self.y.times(&z2z2).times(&other.z);
        let h = other.x.times(&z1z1).minus(&u1);
        let r = other.y.times(&z1z1).times(&self.z).minus(&s1);
        if h.is_zero() {
            // The same point, or its negative.
            return if r.is_zero() { self.doubled() } else { INFINITY };
        }
        let hh = h.squared();
        let hhh = hh.times(&h);
        let v = u1.times(&hh);
        let x = r.squared().minus(&hhh).minus(&v.doubled());
        let y = r.times(&v.minus(&x)).minus(&s1.times(&hhh));
        let z = self.z.times(&other.z).times(&h);
        Self { x, y, z }
    }

    /// 1, 3, 5 and 7 times this point.
    fn odd_multiples(&self) -> [Self; MULTIPLES] {
        let double = self.doubled();
        let mut next = *self;
        core::array::from_fn(|index| {
            if index != 0 {
                next = next.plus(&double);
            }
            next
        })
    }
}

/// `for_base` times the base point plus `for_key` times `key`.
pub(super) fn sum_of_multiples(for_base: &Words, key: &Point, for_key: &Words) -> Point {
    // A place has four bits for each scalar.
    let mut places = [0; PLACES];
    recode(for_base, &mut places, 0);
    recode(for_key, &mut places, 4);
    let tables = [BASE.odd_multiples(), key.odd_multiples()];
    let mut sum = INFINITY;
    for place in places.iter().rev() {
        sum = sum.doubled();
        for (table, digit) in tables.iter().zip([place & 15, place >> 4]) {
            let negative = digit > 8;
            let magnitude = if negative { 16u8.wrapping_sub(digit) } else { digit };
            if let Some(multiple) = table.get(usize::from(magnitude >> 1)).filter(|_| digit != 0) {
                let mut multiple = *multiple;
                if negative {
                    multiple.y = Element::ZERO.minus(&multiple.y);
                }
                sum = sum.plus(&multiple);
            }
        }
    }
    sum
}

/// Writes a scalar as a sum of odd digits from -7 to 7 times powers of two, no two of which are nearer than four places:
/// each place's digit in four bits, from `shift` on, in two's complement.
fn recode(scalar: &Words, places: &mut [u8; PLACES], shift: u32) {
    let bit = |place: usize| scalar.get(place / 32).map_or(0, |word| (word >> (place % 32)) as u8 & 1);
    let mut carry = 0;
    let mut next = 0;
    for (place, digit) in places.iter_mut().enumerate() {
        if place < next || bit(place) == carry {
            continue;
        }
        let window = (0..4usize).rev().fold(0, |window, index| window << 1 | bit(place.wrapping_add(index)));
        // Odd: the lowest bit and the carry differ.
        let value = window.wrapping_add(carry);
        carry = value >> 3 & 1;
        *digit |= (value & 15) << shift;
        next = place.wrapping_add(4);
    }
}
