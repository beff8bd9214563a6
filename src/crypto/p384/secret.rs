//! What is secret on P-384: a scalar times a point, and signatures. Time and addresses depend on no scalar.
//!
//! Source: J. Renes, C. Costello, L. Batina, "Complete addition formulas for prime order elliptic curves" (2016), algorithm 4, which
//! adds all points without exception; SEC 1 version 2.0, section 4.1.3.

use super::super::modular::{Machine, Modulus, ONE, Step, minus, plus, times};
use super::{Key, Signature, Words, field, point, scalar};

static PRIME: Modulus = Modulus::new(field::P, 12);
static ORDER: Modulus = Modulus::new(scalar::ORDER, 12);

/// (6 : 7 : 8) = (0 : 1 : 2) + (3 : 4 : 5); in register 14 is the curve's constant.
const SUM: [Step; 43] = [
    times(9, 0, 3),
    times(10, 1, 4),
    times(11, 2, 5),
    plus(12, 0, 1),
    plus(13, 3, 4),
    times(12, 12, 13),
    plus(13, 9, 10),
    minus(12, 12, 13),
    plus(13, 1, 2),
    plus(6, 4, 5),
    times(13, 13, 6),
    plus(6, 10, 11),
    minus(13, 13, 6),
    plus(6, 0, 2),
    plus(7, 3, 5),
    times(6, 6, 7),
    plus(7, 9, 11),
    minus(7, 6, 7),
    times(8, 14, 11),
    minus(6, 7, 8),
    plus(8, 6, 6),
    plus(6, 6, 8),
    minus(8, 10, 6),
    plus(6, 10, 6),
    times(7, 14, 7),
    plus(10, 11, 11),
    plus(11, 10, 11),
    minus(7, 7, 11),
    minus(7, 7, 9),
    plus(10, 7, 7),
    plus(7, 10, 7),
    plus(10, 9, 9),
    plus(9, 10, 9),
    minus(9, 9, 11),
    times(10, 13, 7),
    times(11, 9, 7),
    times(7, 6, 8),
    plus(7, 7, 11),
    times(6, 12, 6),
    minus(6, 6, 10),
    times(8, 13, 8),
    times(10, 12, 9),
    plus(8, 8, 10),
];

/// `scalar` times a point, or the base point; `None` for a scalar out of range, or what is no point of the curve.
#[inline(never)]
pub(crate) fn multiply(scalar: &Words, point: Option<&Key>) -> Option<Key> {
    if !ORDER.contains(scalar) {
        return None;
    }
    let mut machine = Machine::new(&PRIME);
    if let Some(point) = point {
        if !super::is_point(&point.x, &point.y) {
            return None;
        }
        machine.set(3, &point.x);
        machine.set(4, &point.y);
    } else {
        let (x, y) = point::base();
        machine.place(3, x);
        machine.place(4, y);
    }
    machine.place(14, point::constant());
    machine.set(1, &ONE);
    machine.set(5, &ONE);
    machine.climb(scalar, 384, 3, |machine| machine.double_and_add(&SUM));
    machine.invert(3, 2);
    machine.run(&[times(0, 0, 3), times(1, 1, 3)]);
    Some(Key { x: machine.get(0), y: machine.get(1) })
}

/// Signs a hash of any length. `None` asks for another nonce: this one was out of range, or gave a zero.
#[inline(never)]
pub(crate) fn sign(hash: &[u8], key: &Words, nonce: &Words) -> Option<Signature> {
    let Key { x, .. } = multiply(nonce, None)?;
    if !ORDER.contains(key) {
        return None;
    }
    let mut machine = Machine::new(&ORDER);
    for (register, number) in [(0, nonce), (1, &scalar::number(hash)), (2, &x), (3, key)] {
        machine.set(register, number);
    }
    machine.invert(4, 0);
    machine.run(&[times(5, 2, 3), plus(5, 5, 1), times(5, 5, 4)]);
    let (r, s) = (machine.get(2), machine.get(5));
    (r != [0; 12] && s != [0; 12]).then_some(Signature { r, s })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order less one.
    fn last() -> Words {
        let mut last = scalar::ORDER;
        last[0] -= 1;
        last
    }

    fn small(number: u32) -> Words {
        let mut words = [0; 12];
        words[0] = number;
        words
    }

    #[test]
    fn multiples_are_those_of_the_curve() {
        let base = multiply(&small(1), None).unwrap();
        assert_eq!(base.x[11], 0xAA87_CA22);
        assert_eq!(base.y[0], 0x90EA_0E5F);
        // By the chord-and-tangent rule, in another program.
        let twice = multiply(&small(2), None).unwrap();
        assert_eq!((twice.x[11], twice.y[0]), (0x08D9_9905, 0x0A94_0E80));
        for (scalar, x, y) in [(small(1), base.x, base.y), (small(2), twice.x, twice.y)] {
            let from_point = multiply(&scalar, Some(&base)).unwrap();
            assert!(from_point.x == x && from_point.y == y);
        }
        let negative = multiply(&last(), None).unwrap();
        assert!(negative.x == base.x && negative.y != base.y);
        // What is secret for one is a point for the other.
        let (one, other) = ([0x1234_5678; 12], [0x89AB_CDEF; 12]);
        let shared = multiply(&one, Some(&multiply(&other, None).unwrap())).unwrap();
        let same = multiply(&other, Some(&multiply(&one, None).unwrap())).unwrap();
        assert!(shared.x == same.x && shared.y == same.y);
    }

    #[test]
    fn nothing_is_done_outside_of_the_curve_and_the_order() {
        for scalar in [small(0), scalar::ORDER, [u32::MAX; 12]] {
            assert!(multiply(&scalar, None).is_none());
        }
        let mut beside = multiply(&small(1), None).unwrap();
        beside.y[0] ^= 1;
        assert!(multiply(&small(1), Some(&beside)).is_none());
        assert!(sign(&[7; 48], &small(0), &small(5)).is_none());
        assert!(sign(&[7; 48], &small(5), &scalar::ORDER).is_none());
    }

    #[test]
    fn signatures_verify() {
        let verify = super::super::get().unwrap();
        for (seed, length) in [(1, 20), (2, 32), (3, 48), (4, 64)] {
            let (private, nonce) = ([0x7777_0000 + seed; 12], [0x0123_4567 * seed; 12]);
            let hash = [seed as u8; 64];
            let hash = &hash[..length];
            let public = multiply(&private, None).unwrap();
            let mut signature = sign(hash, &private, &nonce).unwrap();
            assert!(verify(hash, &public, &signature));
            signature.s[3] ^= 1;
            assert!(!verify(hash, &public, &signature));
        }
        let public = multiply(&last(), None).unwrap();
        assert!(verify(&[9; 32], &public, &sign(&[9; 32], &last(), &last()).unwrap()));
    }
}
