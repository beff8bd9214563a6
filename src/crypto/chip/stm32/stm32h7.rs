//! STM32H743, H747: the generator alone. Their other crypto is in the H753's sisters.

use super::super::unit::{Cipher, Fault, Generator, Hash, poll};
use super::rng::{self, Registers};
use core::ffi::CStr;
use stm32h7::stm32h743 as device;

/// The generator.
pub(in super::super) fn generator() -> &'static dyn Generator {
    &Rng
}

/// None.
pub(in super::super) fn hash() -> Option<&'static dyn Hash> {
    None
}

/// None.
pub(in super::super) fn cipher() -> Option<&'static dyn Cipher> {
    None
}

struct Rng;

impl Registers for device::rng::RegisterBlock {
    const CONDITIONS: bool = false;

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
        // SAFETY: the blocks are there on this chip; who makes seeds holds the library.
        let (rcc, rng) = unsafe { (&*device::RCC::ptr(), &*device::RNG::ptr()) };
        let clocked = rcc.ahb2enr().read().rngen().bit();
        // The firmware may change other bits in an interrupt.
        let clock = |on: bool| {
            critical_section::with(|_| {
                rcc.ahb2enr().modify(|_, register| register.rngen().bit(on));
            });
        };
        if !clocked {
            clock(true);
            // RM0433, 8.7.6: the register has the clock two cycles of its bus later.
            let _ = rcc.ahb2enr().read();
        }
        // The kernel clock is HSI48 unless the firmware chose another one (RCC_D2CCIP2R, RNGSEL; RM0433, 8.7.20).
        let answer = if rcc.d2ccip2r().read().rngsel().bits() == 0 && !rcc.cr().read().hsi48rdy().bit() {
            critical_section::with(|_| {
                rcc.cr().modify(|_, register| register.hsi48on().set_bit());
            });
            poll(|| rcc.cr().read().hsi48rdy().bit().then_some(())).map_err(|_| Fault::Clock)
        } else {
            Ok(())
        };
        let answer = answer.and_then(|()| {
            let started = rng::start(rng)?;
            let answer = out.iter_mut().try_for_each(|word| {
                *word = rng::word(rng)?;
                Ok(())
            });
            if started {
                rng::stop(rng);
            }
            answer
        });
        if !clocked {
            clock(false);
        }
        answer
    }
}
