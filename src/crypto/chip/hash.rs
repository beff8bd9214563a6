//! Hashes by the chip's unit, and what makes sure that they are right.

use super::guard::Guard;
use super::this;
use super::unit::{Algorithm, Context, Hash};

static GUARD: Guard = Guard::new();

/// The first bytes of the hash of 0, 1, …, 199, which has several blocks and an odd rest in each algorithm.
const fn known(algorithm: Algorithm) -> (u8, [u8; 8]) {
    match algorithm {
        Algorithm::Sha1 => (1, [0x54, 0xD1, 0x1E, 0x99, 0x12, 0x7D, 0x15, 0x97]),
        Algorithm::Sha224 => (2, [0xAB, 0x3E, 0x33, 0x4A, 0x37, 0x95, 0x3E, 0x18]),
        Algorithm::Sha256 => (4, [0x19, 0x01, 0xDA, 0x1C, 0x9F, 0x69, 0x9B, 0x48]),
        Algorithm::Sha384 => (8, [0x7E, 0xA4, 0xBB, 0x25, 0x34, 0xC6, 0x70, 0x36]),
        Algorithm::Sha512 => (16, [0x98, 0x60, 0x58, 0xE9, 0x89, 0x5E, 0x2C, 0x2A]),
    }
}

/// The unit, if it knows the algorithm and is trusted with it.
pub(super) fn trusted(algorithm: Algorithm) -> Option<&'static dyn Hash> {
    let unit = this::hash().filter(|unit| unit.takes(algorithm))?;
    let (kind, expected) = known(algorithm);
    let trusted = GUARD.trusts(kind, || {
        let mut data = [0; 200];
        for (byte, value) in data.iter_mut().zip(0..) {
            *byte = value;
        }
        let mut digest = [0; 64];
        let digest = digest.get_mut(..algorithm.digest()).unwrap_or_default();
        // In two pieces where it takes that: the context goes out of the unit and in again.
        let (first, last) = data.split_at(unit.lead().map_or(0, |lead| algorithm.block().saturating_add(lead)));
        let mut context = Context::new();
        let done = (first.is_empty() || unit.run(algorithm, &mut context, first, None).is_ok())
            && unit.run(algorithm, &mut context, last, Some(digest)).is_ok();
        done && digest.starts_with(&expected)
    });
    trusted.then_some(unit)
}

/// Hashes bytes that are all there; `false` (and software must) where the unit does not, or failed.
pub(crate) fn digest(algorithm: Algorithm, data: &[u8], digest: &mut [u8]) -> bool {
    let Some(unit) = trusted(algorithm).filter(|unit| !data.is_empty() || unit.takes_nothing()) else { return false };
    let done = unit.run(algorithm, &mut Context::new(), data, Some(digest)).is_ok();
    if !done {
        GUARD.failed();
    }
    done
}

/// A hash of several pieces, which others may come between.
#[cfg(feature = "hardware-image")]
pub(super) mod stream {
    use super::super::unit::Fault;
    use super::{Algorithm, Context, GUARD, Hash, trusted};

    /// Begun, and fed some of its bytes.
    pub(in super::super) struct Stream {
        unit: &'static dyn Hash,
        algorithm: Algorithm,
        context: Context,
        /// Bytes that wait for a whole block, or for the end: a last piece must have some.
        held: [u8; 128 + 4],
        length: usize,
    }

    impl Stream {
        /// `None` where the unit does not know the algorithm, or is not trusted with it.
        pub(in super::super) fn new(algorithm: Algorithm) -> Option<Self> {
            let unit = trusted(algorithm).filter(|unit| unit.lead().is_some())?;
            Some(Self { unit, algorithm, context: Context::new(), held: [0; 132], length: 0 })
        }

        /// What the unit takes at once.
        fn piece(&self) -> usize {
            let lead = self.unit.lead().filter(|_| !self.context.begun);
            self.algorithm.block().saturating_add(lead.unwrap_or_default())
        }

        pub(in super::super) fn update(&mut self, data: &[u8]) -> Result<(), Fault> {
            for byte in data {
                if self.length == self.piece() {
                    let held = self.held.get(..self.length).unwrap_or_default();
                    self.unit.run(self.algorithm, &mut self.context, held, None).inspect_err(|_| GUARD.failed())?;
                    self.length = 0;
                }
                if let Some(place) = self.held.get_mut(self.length) {
                    *place = *byte;
                }
                self.length = self.length.saturating_add(1);
            }
            Ok(())
        }

        /// Whether nothing was fed, and the unit makes no digest of that.
        pub(in super::super) fn is_too_short(&self) -> bool {
            self.length == 0 && !self.unit.takes_nothing()
        }

        pub(in super::super) fn finish(mut self, digest: &mut [u8]) -> Result<(), Fault> {
            let held = self.held.get(..self.length).unwrap_or_default();
            self.unit.run(self.algorithm, &mut self.context, held, Some(digest)).inspect_err(|_| GUARD.failed())
        }
    }
}

/// Who hashes, if it is a unit that still may; and how often software stepped in.
pub(crate) fn served() -> (Option<&'static core::ffi::CStr>, u32) {
    (this::hash().filter(|_| GUARD.serves()).map(Hash::name), GUARD.faults())
}

pub(super) fn reset() {
    GUARD.reset();
}
