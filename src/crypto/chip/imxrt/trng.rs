//! NXP's true random number generator (IMXRT1060RM, chapter on the TRNG): 512 bits at a time, tested by the unit itself for their
//! balance, runs and a poker hand.
//!
//! What the manual leaves open, the sequence is that of NXP's driver (mcux-sdk, drivers/trng/fsl_trng.c): to program, to run, to
//! read the last word first so that a sample begins, and to read one more after the last.

use super::super::unit::{Fault, poll, poll_slowly};
use imxrt_ral::trng::RegisterBlock;

/// MCTL: the registers may be programmed; nothing is generated.
const PRGM: u32 = 1 << 16;
/// MCTL: the oscillator is off: the clock may stop.
const TSTOP_OK: u32 = 1 << 13;
/// MCTL: a sample failed its tests, or the oscillator its own. Written as 1 it is cleared.
const ERR: u32 = 1 << 12;
/// MCTL: a sample is there.
const ENT_VAL: u32 = 1 << 10;
/// MCTL: reset values everywhere.
const RST_DEF: u32 = 1 << 6;
/// MCTL: the sample may be read, in the family's members that have this bit; here it is unused and reads as 0.
const ACC: u32 = 1 << 5;
/// MCTL: bits straight from the oscillator, for the sample and for its tests.
const RAW: u32 = 1;
/// MCTL as it is while samples are made.
const RUN: u32 = ACC | RAW;

/// Words of a sample.
pub(super) const SAMPLE: usize = 16;

/// So many samples that fail one after another are enough: a sound source fails one in a million.
const RETRIES: usize = 3;

/// A maximum, and how far below it the minimum is: as the limit registers have them.
const fn limit(most: u32, range: u32) -> u32 {
    range << 16 | most
}

/// Makes the generator run; whether it did not.
pub(super) fn start(trng: &RegisterBlock) -> bool {
    if trng.MCTL.read() & PRGM == 0 {
        return false;
    }
    trng.MCTL.write(PRGM | ERR | RST_DEF);
    // Samples of 512 bits, 3200 cycles for each bit; limits for that size (fsl_trng.c, its defaults for single oscillators).
    trng.SCMISC.write(1 << 16 | 32);
    trng.SCML.write(limit(317, 122));
    trng.SCR1L.write(limit(107, 80));
    trng.SCR2L.write(limit(62, 55));
    trng.SCR3L.write(limit(39, 39));
    trng.SCR4L.write(limit(26, 26));
    trng.SCR5L.write(limit(18, 18));
    trng.SCR6PL.write(limit(17, 17));
    trng.PKRMAX.write(1600);
    trng.PKRRNG.write(570);
    trng.FRQMAX.write(30000);
    trng.FRQMIN.write(1600);
    trng.SDCTL.write(3200 << 16 | 512);
    trng.SBLIM.write(63);
    trng.MCTL.write(PRGM | RUN);
    trng.MCTL.write(RUN);
    begin(trng);
    true
}

/// Stops it, so that its clock may stop.
pub(super) fn stop(trng: &RegisterBlock) {
    trng.MCTL.write(PRGM | RUN);
    // A clock that stops earlier leaves the oscillator running: no harm but to the battery.
    let _ = poll(|| (trng.MCTL.read() & TSTOP_OK != 0).then_some(()));
}

/// Lets a sample be made where there is none: its last word is read.
fn begin(trng: &RegisterBlock) {
    let [.., last] = &trng.ENT;
    let _ = last.read();
}

/// One sample.
pub(super) fn sample(trng: &RegisterBlock, out: &mut [u32]) -> Result<(), Fault> {
    let mut failed = 0_usize;
    // 512 bits take 512 × 3200 cycles of the oscillator, which has some hundred MHz.
    let answer = poll_slowly(|| {
        let status = trng.MCTL.read();
        if status & ERR != 0 {
            failed = failed.saturating_add(1);
            if failed > RETRIES {
                return Some(Err(Fault::Seed));
            }
            trng.MCTL.write(status | ERR);
            begin(trng);
            return None;
        }
        (status & ENT_VAL != 0).then_some(Ok(()))
    });
    answer??;
    for (word, register) in out.iter_mut().zip(&trng.ENT) {
        *word = register.read();
    }
    if out.len() < SAMPLE {
        begin(trng);
    }
    // Without one more read ENT_VAL would stay.
    let [first, ..] = &trng.ENT;
    let _ = first.read();
    Ok(())
}
