//! ST's true random number generator, in its two versions: RM0433 chapter 33 (H7), RM0486 chapter on the RNG (N6).
//!
//! Both give words of 32 bits through RNG_DR when RNG_SR says DRDY, and report two errors there: the clock's (CECS now, CEIS
//! since it was cleared) and the noise source's (SECS, SEIS). They differ in the recovery from the latter.

use super::super::unit::{Fault, poll};

/// RNG_CR: the generator is on.
pub(super) const RNGEN: u32 = 1 << 2;
/// RNG_CR of the later version: the conditioning logic is in reset, and the fields between may be written.
const CONDRST: u32 = 1 << 30;
/// RNG_CR of the later version: those fields are locked.
const CONFIGLOCK: u32 = 1 << 31;
/// RNG_CR of the later version: RNG_CONFIG1, CLKDIV, RNG_CONFIG2, NISTC, RNG_CONFIG3, ARDIS.
const CONFIG: u32 = 0x03FF_FF80;
/// "Config A", which ST had certified: RNG_CONFIG1 15, RNG_CONFIG3 13, and NISTC 0, two rounds of conditioning over 256 bits of
/// noise for 128 bits of output (field values of the SVD behind the crate `stm32n6`).
const CONFIG_A: u32 = 15 << 20 | 13 << 8;

/// RNG_SR: a word is there.
const DRDY: u32 = 1 << 0;
/// RNG_SR: the clock is too slow now.
const CECS: u32 = 1 << 1;
/// RNG_SR: the noise source is faulty now.
const SECS: u32 = 1 << 2;
/// RNG_SR: the clock was too slow. Cleared by writing 0; writing 1 leaves it.
const CEIS: u32 = 1 << 5;
/// RNG_SR: the noise source was faulty. Likewise.
const SEIS: u32 = 1 << 6;

/// Words that may wait in the output buffer.
const BUFFER: usize = 4;

/// So many recoveries from seed errors for one word are enough.
const RECOVERIES: usize = 3;

/// The registers, in whichever crate they are described.
pub(super) trait Registers {
    /// Whether the version has the conditioning reset.
    const CONDITIONS: bool;

    fn control(&self) -> u32;
    fn set_control(&self, value: u32);
    fn status(&self) -> u32;
    fn set_status(&self, value: u32);
    fn data(&self) -> u32;
}

/// Switches the generator on; whether it was off.
pub(super) fn start<R: Registers>(rng: &R) -> Result<bool, Fault> {
    let control = rng.control();
    if control & RNGEN != 0 {
        return Ok(false);
    }
    if R::CONDITIONS && control & CONFIGLOCK == 0 {
        rng.set_control(control & !CONFIG | CONFIG_A | CONDRST);
        rng.set_control(control & !CONFIG & !CONDRST | CONFIG_A);
        poll(|| (rng.control() & CONDRST == 0).then_some(()))?;
    }
    rng.set_control(rng.control() | RNGEN);
    Ok(true)
}

/// Switches it off.
pub(super) fn stop<R: Registers>(rng: &R) {
    rng.set_control(rng.control() & !RNGEN);
}

/// The next word.
pub(super) fn word<R: Registers>(rng: &R) -> Result<u32, Fault> {
    let mut recoveries = 0_usize;
    let mut slow = false;
    let found = poll(|| {
        // Whoever else reads the generator must not take the word between the two reads.
        let (status, word) = critical_section::with(|_| {
            let status = rng.status();
            let ready = status & (DRDY | SECS | SEIS) == DRDY;
            (status, if ready { rng.data() } else { 0 })
        });
        if status & (SECS | SEIS) != 0 {
            recoveries = recoveries.saturating_add(1);
            if recoveries > RECOVERIES {
                return Some(Err(Fault::Seed));
            }
            return recover(rng, status).err().map(Err);
        }
        slow = status & CECS != 0;
        if status & CEIS != 0 && !slow {
            rng.set_status(SEIS);
        }
        // What is there when the noise source fails must not be used, and reads as 0 when it failed between the two reads.
        (word != 0 && rng.status() & (SECS | SEIS) == 0).then_some(Ok(word))
    });
    match found {
        Ok(answer) => answer,
        Err(_) if slow => Err(Fault::Clock),
        Err(_) if recoveries != 0 => Err(Fault::Seed),
        Err(fault) => Err(fault),
    }
}

/// Brings the noise source back: what follows was made after the error.
fn recover<R: Registers>(rng: &R, status: u32) -> Result<(), Fault> {
    if !R::CONDITIONS {
        // RM0433, 33.3.7: clear SEIS, then switch the generator off and on. The words that wait were made before.
        rng.set_status(CEIS);
        stop(rng);
        for _ in 0..BUFFER {
            if rng.status() & DRDY != 0 {
                let _ = rng.data();
            }
        }
        return start(rng).map(drop);
    }
    if status & SECS == 0 {
        // The unit has reset its conditioning by itself (ST's HAL for the N6, RNG_RecoverSeedError).
        rng.set_status(CEIS);
        return Ok(());
    }
    let control = rng.control();
    rng.set_control(control | CONDRST);
    rng.set_control(control & !CONDRST);
    poll(|| (rng.control() & CONDRST == 0).then_some(()))?;
    rng.set_status(CEIS);
    poll(|| (rng.status() & SECS == 0).then_some(())).map_err(|_| Fault::Seed)
}

#[cfg(test)]
mod tests;
