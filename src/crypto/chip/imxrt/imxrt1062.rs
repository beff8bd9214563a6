//! i.MX RT1062: TRNG and DCP.

use super::super::unit::{Algorithm, Cipher, Context, Fault, Generator, Hash, Text};
use super::{dcp, trng};
use core::ffi::CStr;
use imxrt_ral::{ccm, dcp as coprocessor, trng as registers};

/// The generator.
pub(in super::super) fn generator() -> &'static dyn Generator {
    &Trng
}

/// The unit that hashes.
pub(in super::super) fn hash() -> Option<&'static dyn Hash> {
    Some(&Dcp)
}

/// The unit that has AES.
pub(in super::super) fn cipher() -> Option<&'static dyn Cipher> {
    Some(&Dcp)
}

/// A clock gate of two bits: on in all modes, off in none (IMXRT1060RM, 14.7.21 and following).
const GATE: u32 = 0b11;

/// The two bits of a unit in a gate register, open as long as this lives; then as they were.
struct Clock {
    gates: &'static imxrt_ral::RWRegister<u32>,
    shift: u32,
    before: u32,
}

impl Clock {
    fn on(gates: &'static imxrt_ral::RWRegister<u32>, shift: u32) -> Self {
        let before = critical_section::with(|_| {
            let now = gates.read();
            gates.write(now | GATE << shift);
            now
        });
        Self { gates, shift, before }
    }

    /// The TRNG's: CCGR6, CG6 (mcux-sdk, devices/MIMXRT1062/drivers/fsl_clock.h).
    fn of_trng() -> Self {
        // SAFETY: the block is there on this chip.
        Self::on(unsafe { &(*ccm::CCM).CCGR6 }, 12)
    }

    /// The DCP's: CCGR0, CG5.
    fn of_dcp() -> Self {
        // SAFETY: as above.
        Self::on(unsafe { &(*ccm::CCM).CCGR0 }, 10)
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        let gate = GATE << self.shift;
        critical_section::with(|_| self.gates.write(self.gates.read() & !gate | self.before & gate));
    }
}

struct Trng;

impl Generator for Trng {
    fn name(&self) -> &'static CStr {
        c"TRNG"
    }

    fn warm_up(&self) -> usize {
        // SP 800-90B, 4.3: 1024 samples, which are bits here, and tested as such by the unit: 32 words. Twice that.
        64
    }

    fn noise(&self, out: &mut [u32]) -> Result<(), Fault> {
        let _clock = Clock::of_trng();
        // SAFETY: the block is there on this chip, and has its clock; who makes seeds holds the library.
        let trng = unsafe { &*registers::TRNG };
        let started = trng::start(trng);
        let answer = out.chunks_mut(trng::SAMPLE).try_for_each(|part| trng::sample(trng, part));
        if started {
            trng::stop(trng);
        }
        answer
    }
}

struct Dcp;

impl Dcp {
    fn with<T>(work: impl FnOnce(&coprocessor::RegisterBlock) -> T) -> T {
        let _clock = Clock::of_dcp();
        // SAFETY: the block is there on this chip, and has its clock; the library is held.
        work(unsafe { &*coprocessor::DCP })
    }
}

impl Hash for Dcp {
    fn name(&self) -> &'static CStr {
        c"DCP"
    }

    fn takes(&self, algorithm: Algorithm) -> bool {
        matches!(algorithm, Algorithm::Sha1 | Algorithm::Sha256)
    }

    fn run(
        &self,
        algorithm: Algorithm,
        context: &mut Context,
        data: &[u8],
        digest: Option<&mut [u8]>,
    ) -> Result<(), Fault> {
        Self::with(|unit| dcp::hash(unit, algorithm, context, data, digest))
    }
}

impl Cipher for Dcp {
    fn name(&self) -> &'static CStr {
        c"DCP"
    }

    fn takes(&self, key: usize) -> bool {
        key == 16
    }

    fn block(&self, key: &[u8], block: &mut [u8; 16]) -> Result<(), Fault> {
        Self::with(|unit| dcp::block(unit, key, block))
    }

    fn count(&self, key: &[u8], counter: &[u8; 16], text: &mut Text) -> Result<(), Fault> {
        Self::with(|unit| dcp::count(unit, key, counter, text))
    }
}
