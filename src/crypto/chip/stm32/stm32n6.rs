//! STM32N6: RNG, HASH, CRYP, SAES, at their secure addresses: the firmware of a camera is secure throughout.

#[cfg(wraps)]
use super::super::unit::Vault;
use super::super::unit::{Algorithm, Cipher, Context, Fault, Generator, Hash, Sealing, Text};
#[cfg(wraps)]
use super::saes;
use super::{cryp, hash, rng};
use core::ffi::CStr;
use stm32n6::stm32n657 as device;

/// The generator.
pub(in super::super) fn generator() -> &'static dyn Generator {
    &Rng
}

/// The unit that hashes.
pub(in super::super) fn hash() -> Option<&'static dyn Hash> {
    Some(&Hasher)
}

/// The unit that has AES.
pub(in super::super) fn cipher() -> Option<&'static dyn Cipher> {
    Some(&Cryp)
}

/// The unit that has the device's key.
#[cfg(wraps)]
pub(in super::super) fn vault() -> &'static dyn Vault {
    &Saes
}

/// RCC_AHB3ENR: the units' bits.
const RNG: u32 = 1 << 0;
const HASH: u32 = 1 << 1;
const CRYP: u32 = 1 << 2;
#[cfg(wraps)]
const SAES: u32 = 1 << 4;

/// A unit's bus clock, as long as this lives; then as it was.
struct Clock {
    unit: u32,
    ran: bool,
}

impl Clock {
    fn on(unit: u32) -> Self {
        // SAFETY: the block is there on this chip. Bits are set and cleared by themselves in AHB3ENSR and AHB3ENCR.
        let rcc = unsafe { &*device::RCC_S::ptr() };
        let ran = rcc.ahb3enr().read().bits() & unit != 0;
        if !ran {
            // SAFETY: a bit that the register has.
            rcc.ahb3ensr().write(|register| unsafe { register.bits(unit) });
            // The clock runs once the write has reached the bus: a read behind it waits for that.
            let _ = rcc.ahb3enr().read();
        }
        Self { unit, ran }
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        if !self.ran {
            // SAFETY: as above.
            unsafe { (*device::RCC_S::ptr()).ahb3encr().write(|register| register.bits(self.unit)) };
        }
    }
}

struct Rng;

impl Rng {
    /// Has the generator run as long as `work` takes.
    fn running<T>(work: impl FnOnce(&device::rng::RegisterBlock) -> Result<T, Fault>) -> Result<T, Fault> {
        let _clock = Clock::on(RNG);
        // SAFETY: the block is there on this chip, and has its clock; the library is held.
        let rng = unsafe { &*device::RNG_S::ptr() };
        let started = rng::start(rng)?;
        let answer = work(rng);
        if started {
            rng::stop(rng);
        }
        answer
    }
}

impl rng::Registers for device::rng::RegisterBlock {
    const CONDITIONS: bool = true;

    registers!(control <- cr, status <- sr, data <- dr; set_control -> cr, set_status -> sr);
}

impl Generator for Rng {
    fn name(&self) -> &'static CStr {
        c"RNG"
    }

    fn warm_up(&self) -> usize {
        // SP 800-90B, 4.3: at least 1024 samples.
        1024
    }

    fn noise(&self, out: &mut [u32]) -> Result<(), Fault> {
        Self::running(|rng| {
            out.iter_mut().try_for_each(|word| {
                *word = rng::word(rng)?;
                Ok(())
            })
        })
    }
}

struct Hasher;

impl hash::Registers for device::hash::RegisterBlock {
    registers!(status <- sr; set_control -> cr, set_start -> str, put -> din);

    fn digest(&self, index: usize) -> u32 {
        match index {
            0 => self.hr0().read().bits(),
            1 => self.hr1().read().bits(),
            2 => self.hr2().read().bits(),
            3 => self.hr3().read().bits(),
            4 => self.hr4().read().bits(),
            5 => self.hr5().read().bits(),
            6 => self.hr6().read().bits(),
            7 => self.hr7().read().bits(),
            8 => self.hr8().read().bits(),
            9 => self.hr9().read().bits(),
            10 => self.hr10().read().bits(),
            11 => self.hr11().read().bits(),
            12 => self.hr12().read().bits(),
            13 => self.hr13().read().bits(),
            14 => self.hr14().read().bits(),
            _ => self.hr15().read().bits(),
        }
    }
    fn saved(&self, index: usize) -> u32 {
        // SAFETY: HASH_CSR0 to HASH_CSR102 lie one behind the other; `index` is below 103.
        unsafe { self.csr0().as_ptr().add(index).read_volatile() }
    }
    fn restore(&self, index: usize, word: u32) {
        // SAFETY: as above.
        unsafe { self.csr0().as_ptr().add(index).write_volatile(word) };
    }
}

impl Hash for Hasher {
    fn name(&self) -> &'static CStr {
        c"HASH"
    }

    fn takes(&self, _: Algorithm) -> bool {
        true
    }

    fn lead(&self) -> Option<usize> {
        Some(hash::LEAD)
    }

    fn takes_nothing(&self) -> bool {
        true
    }

    fn run(
        &self,
        algorithm: Algorithm,
        context: &mut Context,
        data: &[u8],
        digest: Option<&mut [u8]>,
    ) -> Result<(), Fault> {
        let _clock = Clock::on(HASH);
        // SAFETY: the block is there on this chip, and has its clock; the library is held.
        hash::run(unsafe { &*device::HASH_S::ptr() }, algorithm, context, data, digest)
    }
}

struct Cryp;

impl Cryp {
    fn with<T>(work: impl FnOnce(&device::cryp::RegisterBlock) -> T) -> T {
        let _clock = Clock::on(CRYP);
        // SAFETY: the block is there on this chip, and has its clock; the library is held.
        work(unsafe { &*device::CRYP_S::ptr() })
    }
}

impl cryp::Registers for device::cryp::RegisterBlock {
    registers!(control <- cr, status <- sr, get <- doutr; set_control -> cr, put -> dinr);

    fn set_key(&self, index: usize, word: u32) {
        // SAFETY: K0LR to K3RR lie one behind the other; `index` is below 8.
        unsafe { self.k0lr().as_ptr().add(index).write_volatile(word) };
    }
    fn set_counter(&self, index: usize, word: u32) {
        // SAFETY: IV0LR to IV1RR lie one behind the other; `index` is below 4.
        unsafe { self.iv0lr().as_ptr().add(index).write_volatile(word) };
    }
}

impl Cipher for Cryp {
    fn name(&self) -> &'static CStr {
        c"CRYP"
    }

    fn takes(&self, key: usize) -> bool {
        matches!(key, 16 | 24 | 32)
    }

    fn block(&self, key: &[u8], block: &mut [u8; 16]) -> Result<(), Fault> {
        Self::with(|unit| cryp::block(unit, key, block))
    }

    fn count(&self, key: &[u8], counter: &[u8; 16], text: &mut Text) -> Result<(), Fault> {
        Self::with(|unit| cryp::count(unit, key, counter, text))
    }

    fn has_gcm(&self) -> bool {
        true
    }

    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
        Self::with(|unit| cryp::gcm(unit, sealing, text))
    }
}

#[cfg(wraps)]
struct Saes;

#[cfg(wraps)]
impl saes::Registers for device::saes::RegisterBlock {
    registers!(control <- cr, status <- sr, events <- isr, get <- doutr; set_control -> cr, clear -> icr, put -> dinr);

    fn set_key(&self, index: usize, word: u32) {
        // SAFETY: KEYR7 to KEYR4 lie apart from KEYR3 to KEYR0, each register behind the one of the next lower number.
        unsafe {
            let last = if index < 4 { self.keyr7().as_ptr() } else { self.keyr3().as_ptr() };
            last.sub(index % 4).write_volatile(word);
        }
    }
    fn set_counter(&self, index: usize, word: u32) {
        // SAFETY: IVR0 to IVR3 lie one behind the other; `index` is below 4.
        unsafe { self.ivr3().as_ptr().sub(index).write_volatile(word) };
    }
}

#[cfg(wraps)]
impl Saes {
    /// Whether the unit has a key of this device: it says nothing where it has not, and takes one that all chips have (BSEC_SR.HVALID, in
    /// ST's HAL for the N6 `HAL_BSEC_DHUK_VALID`).
    fn has_key() -> bool {
        const CLOCK: u32 = 1 << 1;
        const HVALID: u32 = 1 << 1;
        // SAFETY: the blocks are there on this chip. Bits are set and cleared by themselves in the registers with S and C.
        unsafe {
            let rcc = &*device::RCC_S::ptr();
            let ran = rcc.apb4henr().read().bits() & CLOCK != 0;
            if !ran {
                rcc.apb4hensr().write(|register| register.bits(CLOCK));
                let _ = rcc.apb4henr().read();
            }
            let valid = (*device::BSEC_S::ptr()).sr().read().bits() & HVALID != 0;
            if !ran {
                rcc.apb4hencr().write(|register| register.bits(CLOCK));
            }
            valid
        }
    }
}

#[cfg(wraps)]
impl Vault for Saes {
    fn name(&self) -> &'static CStr {
        c"SAES"
    }

    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
        if sealing.key.is_empty() && !Self::has_key() {
            return Err(Fault::Keyless);
        }
        Rng::running(|_| {
            let _clock = Clock::on(SAES);
            // SAFETY: the block is there on this chip, and has its clock; the library is held.
            saes::gcm(unsafe { &*device::SAES_S::ptr() }, sealing, text)
        })
    }
}
