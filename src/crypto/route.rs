//! Which implementation an operation goes to. Pure, so that every row is tested on a host.

/// Whether a backend computes AES-GCM: TLS then prefers its suites.
#[allow(dead_code, reason = "tools/vectors takes this file without the engine, which asks")]
pub(crate) const HAS_AES_GCM: bool = cfg!(chip_gcm);

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

/// Work for a chip's unit.
#[cfg(any(chip, chip_tests))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "on a host the table is tested, and not used; a chip uses its part")]
pub(crate) enum Work {
    /// A hash of bytes that are all there.
    Hash,
    /// A message of AES-GCM, whole.
    Record,
    /// AES's keystream for a message whose tag is software's.
    Keystream,
    /// Any of these, by another processor that is sent a message.
    Message,
}

/// Routes work by its bytes, where a unit is present that does it.
///
/// Instructions and accesses to registers are counted by the emulator of `make test-hardware`, and an access is taken for 15 cycles; the
/// unit's own time comes on top where it is longer. Estimates, until a camera has measured (docs/silicon.md).
///
/// - Hash: of 128 bytes the STM32N6's HASH takes 2,771 instructions and 53 accesses, software 6,540; each further byte 6 and 0.3, and 31.
///   Published: 47.0 MiB/s at 600 MHz, 12 cycles a byte. Shorter ones, and TLS's own in pieces, are not worth the difference.
/// - Record: of 64 bytes CRYP takes 6,931 instructions and 110 accesses, software 10,990, about 5,000 for the key in both; each
///   further byte 5.2 and 0.8, and 68. Published: 16.6 MiB/s with ST's driver. An alert or a 13-byte record stays with software.
/// - Keystream: a record of 256 bytes takes 19,219 instructions, 21 accesses and 54 cache operations with the i.MX RT's DCP, 24,142
///   without; each further byte 42 and 68, the tag's part in both. The DCP's own time is not published.
///
/// - Message: no figure of the Alif's enclave is published (its Host Services API 1.107 has none). Assumed are 100 microseconds there and
///   back, 40,000 cycles at 400 MHz, and nothing for the work: software needs as long for 590 bytes of AES-GCM and 1,290 of SHA-256.
///   A firmware offers the services only where it has measured that they win from here on (port/openmv/alif/board.c).
///
/// A hash in pieces: saving and restoring the context are 206 accesses a piece, 3,000 cycles, what software needs for 100 bytes.
#[cfg(any(chip, chip_tests))]
#[cfg_attr(not(chip), allow(dead_code, reason = "as above"))]
pub(crate) const fn unit(work: Work, length: usize) -> Route {
    let least = match work {
        Work::Hash => 128,
        Work::Record => 64,
        Work::Keystream => 256,
        Work::Message => 2048,
    };
    if length >= least { Route::Backend } else { Route::Software }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(chip, chip_tests))]
    #[test]
    fn short_work_stays_with_software() {
        for work in [Work::Hash, Work::Record, Work::Keystream] {
            for length in [0, 1, 2, 13, 32, 63] {
                assert_eq!(unit(work, length), Route::Software);
            }
            for length in [256, 1024, 16384, usize::MAX] {
                assert_eq!(unit(work, length), Route::Backend);
            }
        }
        // A finished message of TLS 1.3, 36 bytes and its type; the first record of a request.
        assert_eq!(unit(Work::Record, 37), Route::Software);
        assert_eq!(unit(Work::Record, 64), Route::Backend);
        assert_eq!(unit(Work::Hash, 127), Route::Software);
        assert_eq!(unit(Work::Hash, 128), Route::Backend);
        assert_eq!(unit(Work::Keystream, 255), Route::Software);
        assert_eq!(unit(Work::Message, 2047), Route::Software);
        assert_eq!(unit(Work::Message, 2048), Route::Backend);
    }

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
