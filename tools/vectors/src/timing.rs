//! Instructions of each operation on P-256, where the machine counts them.

use crate::curve::{Curve, Implementation, Number};
use crate::record::Group;
use crate::{board, check};

/// Prints thousands of instructions for both implementations of each operation.
pub(crate) fn print() {
    for implementation in [Implementation::Routed, Implementation::Stock] {
        let mut curve = Curve::new(Group::P256);
        let key = Number::from_bytes(&[0x5A; 32]);
        let base = curve.base();
        let (make_key, public) = measured(|| curve.multiply(implementation, &key, base));
        let Ok(public) = public else { return };
        let (agree, _) = measured(|| curve.multiply(implementation, &key, &raw const public.0));
        let (sign, signature) = measured(|| curve.sign(implementation, &key, &[7; 32]));
        let Ok((r, s)) = signature else { return };
        let (verify, right) = measured(|| curve.verify(implementation, &public, &[7; 32], &r, &s));
        say!(
            "{implementation:?}, thousands of instructions: make key {make_key}, agree {agree}, sign {sign}, verify {verify} ({right})"
        );
    }
    let (psa, right) = measured(check::agrees_through_psa);
    say!("PSA, key and agreement and Mbed TLS's own check of both: {psa} ({right:?})");
}

fn measured<T>(work: impl FnOnce() -> T) -> (u32, T) {
    let start = board::instructions();
    let answer = work();
    ((board::instructions().wrapping_sub(start)) / 1000, answer)
}
