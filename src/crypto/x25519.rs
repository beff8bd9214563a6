//! X25519, of which no step shows the scalar.
//!
//! Source: RFC 7748, sections 5 and 6.1; its coordinates, as here, are numbers and no bytes.

use super::modular::{Machine, Modulus, Number, Step, minus, plus, times};

/// 2^255 - 19.
static PRIME: Modulus =
    Modulus::new([0xFFFF_FFED, u32::MAX, u32::MAX, u32::MAX, u32::MAX, u32::MAX, u32::MAX, 0x7FFF_FFFF, 0, 0, 0, 0], 8);

/// Twice the point (0 : 1) in its own place, and in the place of (2 : 3) the sum of both, whose difference has the coordinate in
/// register 4; in register 5 is 121665.
const STEP: [Step; 18] = [
    plus(6, 0, 1),
    minus(7, 0, 1),
    plus(8, 2, 3),
    minus(9, 2, 3),
    times(8, 8, 7),
    times(9, 9, 6),
    times(6, 6, 6),
    times(7, 7, 7),
    times(0, 6, 7),
    minus(7, 6, 7),
    times(10, 5, 7),
    plus(6, 6, 10),
    times(1, 7, 6),
    plus(2, 9, 8),
    times(2, 2, 2),
    minus(3, 9, 8),
    times(3, 3, 3),
    times(3, 3, 4),
];

/// `scalar`, of 255 bits, times the point with this coordinate; `None` where that is zero, which it is for points of small order.
#[inline(never)]
pub(crate) fn multiply(scalar: &Number, coordinate: &Number) -> Option<Number> {
    let mut machine = Machine::new(&PRIME);
    for (register, number) in [(0, 1), (3, 1), (5, 121_665)] {
        machine.set(register, &[number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    machine.set(2, coordinate);
    machine.set(4, coordinate);
    machine.climb(scalar, 255, 2, |machine| machine.run(&STEP));
    machine.invert(2, 1);
    machine.run(&[times(0, 0, 2)]);
    let product = machine.get(0);
    (product != [0; 12]).then_some(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(bytes: &str) -> Number {
        let mut number = [0; 12];
        for index in 0..32 {
            let byte = u32::from_str_radix(&bytes[2 * index..2 * index + 2], 16).unwrap();
            number[index / 4] |= byte << (8 * (index % 4));
        }
        number
    }

    fn clamped(mut scalar: Number) -> Number {
        scalar[0] &= !7;
        scalar[7] = scalar[7] & 0x7FFF_FFFF | 0x4000_0000;
        scalar
    }

    // RFC 7748, section 5.2.
    #[test]
    fn agrees_with_the_standard() {
        for (scalar, coordinate, product) in [
            (
                "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
                "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
            ),
            (
                "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a413",
                "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
            ),
        ] {
            let mut coordinate = number(coordinate);
            coordinate[7] &= 0x7FFF_FFFF;
            assert_eq!(multiply(&clamped(number(scalar)), &coordinate), Some(number(product)));
        }
    }

    #[test]
    fn a_thousand_times() {
        let mut nine = [0; 12];
        nine[0] = 9;
        let (mut scalar, mut coordinate) = (nine, nine);
        for _ in 0..1000 {
            let product = multiply(&clamped(scalar), &coordinate).unwrap();
            coordinate = scalar;
            coordinate[7] &= 0x7FFF_FFFF;
            scalar = product;
        }
        assert_eq!(scalar, number("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
    }

    #[test]
    fn points_of_small_order_give_nothing() {
        let scalar = clamped([0x5A5A_5A5A; 12]);
        let mut p = [u32::MAX; 12];
        p[8..].fill(0);
        p[0] = 0xFFFF_FFED;
        p[7] = 0x7FFF_FFFF;
        let mut one = [0; 12];
        one[0] = 1;
        let (mut before, mut after) = (p, p);
        before[0] -= 1;
        after[0] += 1;
        for point in [[0; 12], one, before, p, after] {
            assert_eq!(multiply(&scalar, &point), None);
        }
    }
}
