//! Which implementation an operation goes to. Pure, so that every row is tested on a host.

/// Whether a backend computes AES-GCM. None does: a chip's feature that brings one turns this on, and TLS then prefers its suites.
#[allow(dead_code, reason = "tools/vectors takes this file without the engine, which asks")]
pub(crate) const HAS_AES_GCM: bool = false;

/// A curve, as far as routing tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    /// NIST P-256 (secp256r1).
    P256,
    /// NIST P-384 (secp384r1).
    P384,
    /// Any other: Mbed TLS has them all.
    Other,
}

/// What is asked of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// A scalar times the base point: public keys and key shares.
    MultiplyBase,
    /// A scalar times a peer's point: key agreement.
    MultiplyPoint,
    /// An ECDSA signature.
    Sign,
    /// The check of one.
    Verify,
}

/// Who computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Mbed TLS's own code.
    Software,
    /// What the curve's getter gave.
    Backend,
}

/// Routes one operation on a curve; `present` is whether the curve's getter gave a backend.
///
/// A P-256 backend takes every operation. Thousands of instructions on a Cortex-M7, the assembly against Mbed TLS with its
/// best options: multiply base 232 / 4,064, multiply point 665 / 11,222, sign 268 / 5,120, verify 701 / 17,379. The STM32N6's
/// PKA, the only unit of a camera that could serve instead, needs 5.95 ms for a verification at 600 MHz where the assembly
/// needs 3.28 ms.
///
/// A P-384 backend takes the verification alone: 4,061 against 36,848.
pub(crate) const fn curve(curve: Curve, operation: Operation, present: bool) -> Route {
    match (curve, operation) {
        (Curve::P256, Operation::MultiplyBase | Operation::MultiplyPoint | Operation::Sign | Operation::Verify)
            if present =>
        {
            Route::Backend
        }
        (Curve::P384, Operation::Verify) if present => Route::Backend,
        _ => Route::Software,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATIONS: [Operation; 4] =
        [Operation::MultiplyBase, Operation::MultiplyPoint, Operation::Sign, Operation::Verify];

    #[test]
    fn a_backend_takes_its_curve_alone() {
        for operation in OPERATIONS {
            assert_eq!(curve(Curve::P256, operation, true), Route::Backend);
            assert_eq!(curve(Curve::Other, operation, true), Route::Software);
            let of_p384 = if operation == Operation::Verify { Route::Backend } else { Route::Software };
            assert_eq!(curve(Curve::P384, operation, true), of_p384);
        }
    }

    #[test]
    fn an_absent_backend_leaves_everything_to_software() {
        for operation in OPERATIONS {
            assert_eq!(curve(Curve::P256, operation, false), Route::Software);
            assert_eq!(curve(Curve::P384, operation, false), Route::Software);
        }
    }
}
