//! ST's cryptographic processor, the version with GCM and key checks (RM0486, chapter on the CRYP; RM0433, chapter 34, for what
//! the versions share; sequences as in ST's HAL for the N6, stm32n6xx_hal_cryp.c and …_cryp_ex.c).
//!
//! A block goes into CRYP_DINR as four words and comes out of CRYP_DOUTR as four: never is a second one in the unit, so that a
//! word that gets lost stops it at that block.

use super::super::unit::{Fault, Sealing, Text, poll, words};

// CRYP_CR.
/// Decrypts.
const ALGODIR: u32 = 1 << 2;
/// ALGOMODE, whose highest bit lies apart.
const ECB: u32 = 4 << 3;
const CTR: u32 = 6 << 3;
const GCM: u32 = 1 << 19;
/// DATATYPE 2: data are bytes.
const BYTES: u32 = 2 << 6;
/// Empties the FIFOs.
const FFLUSH: u32 = 1 << 14;
const CRYPEN: u32 = 1 << 15;
/// GCM_CCMPH: the phase. 0 is the first one, in which the unit makes its hash key.
const HEADER: u32 = 1 << 16;
const PAYLOAD: u32 = 2 << 16;
const FINAL: u32 = 3 << 16;
/// NPBLB, bits 23:20: bytes that the last block lacks.
const LACKS: u32 = 20;
/// Resets the unit, key included, while it is set.
const IPRST: u32 = 1 << 31;

// CRYP_SR.
/// The input FIFO is empty.
const IFEM: u32 = 1 << 0;
/// The output FIFO is not.
const OFNE: u32 = 1 << 2;
const BUSY: u32 = 1 << 4;
/// The key was written in a wrong order, or is otherwise none.
const KERF: u32 = 1 << 6;
const KEYVALID: u32 = 1 << 7;

/// The registers.
pub(super) trait Registers {
    fn control(&self) -> u32;
    fn set_control(&self, value: u32);
    fn status(&self) -> u32;
    fn put(&self, word: u32);
    fn get(&self) -> u32;
    /// Of K0LR, K0RR, … K3RR.
    fn set_key(&self, index: usize, word: u32);
    /// Of IV0LR, IV0RR, IV1LR, IV1RR.
    fn set_counter(&self, index: usize, word: u32);
}

/// A unit with a key. Dropped, it forgets it.
struct Keyed<'a, R: Registers> {
    cryp: &'a R,
    /// CRYP_CR as it is meant to be, but for the bits that a step sets.
    mode: u32,
}

impl<R: Registers> Drop for Keyed<'_, R> {
    fn drop(&mut self) {
        self.cryp.set_control(IPRST);
        self.cryp.set_control(0);
    }
}

impl<'a, R: Registers> Keyed<'a, R> {
    /// Resets the unit, chooses, and writes key and counter.
    fn new(cryp: &'a R, mode: u32, key: &[u8], counter: &[u8; 16]) -> Result<Self, Fault> {
        // KEYSIZE; the key's last word is always K3RR.
        let (size, first) = match key.len() {
            16 => (0_u32, 4),
            24 => (1, 2),
            32 => (2, 0),
            _ => return Err(Fault::Unit),
        };
        cryp.set_control(IPRST);
        cryp.set_control(0);
        let keyed = Self { cryp, mode: mode | BYTES | size << 8 };
        cryp.set_control(keyed.mode | FFLUSH);
        cryp.set_control(keyed.mode);
        for (index, word) in (first..8).zip(words(key)) {
            cryp.set_key(index, word.swap_bytes());
        }
        for (index, word) in words(counter).enumerate() {
            cryp.set_counter(index, word.swap_bytes());
        }
        poll(|| match cryp.status() & (KERF | KEYVALID) {
            KEYVALID => Some(Ok(())),
            0 => None,
            _ => Some(Err(Fault::Unit)),
        })??;
        Ok(keyed)
    }

    /// Sets CRYP_CR and switches the unit on.
    fn enable(&self, bits: u32) {
        self.cryp.set_control(self.mode | bits);
        self.cryp.set_control(self.mode | bits | CRYPEN);
    }

    /// Waits until it is done and switches it off.
    fn disable(&self) -> Result<(), Fault> {
        poll(|| (self.cryp.status() & BUSY == 0).then_some(()))?;
        self.cryp.set_control(self.cryp.control() & !CRYPEN);
        Ok(())
    }

    fn put(&self, block: &[u8; 16]) {
        for word in words(block) {
            self.cryp.put(word);
        }
    }

    /// The block that comes out: four words at once, neither fewer nor more.
    fn get_words(&self) -> Result<[u32; 4], Fault> {
        poll(|| (self.cryp.status() & OFNE != 0).then_some(()))?;
        let first = [self.cryp.get(), self.cryp.get(), self.cryp.get()];
        let fourth_is_there = self.cryp.status() & OFNE != 0;
        let block = [first[0], first[1], first[2], self.cryp.get()];
        let over = self.cryp.status() & (OFNE | KERF) == 0;
        if fourth_is_there && over { Ok(block) } else { Err(Fault::Unit) }
    }

    fn get(&self) -> Result<[u8; 16], Fault> {
        let mut block = [0; 16];
        for (bytes, word) in block.chunks_exact_mut(4).zip(self.get_words()?) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Ok(block)
    }

    fn text(&self, text: &mut Text, before_last: impl Fn(u32) -> Result<(), Fault>) -> Result<(), Fault> {
        while let Some([a, b, c, d]) = text.next_whole() {
            self.cryp.put(a);
            self.cryp.put(b);
            self.cryp.put(c);
            self.cryp.put(d);
            text.put_whole(self.get_words()?);
        }
        if text.done < text.length {
            let (block, length) = text.next();
            before_last(u32::try_from(block.len().saturating_sub(length)).unwrap_or(0))?;
            self.put(&block);
            text.put(&self.get()?);
        }
        Ok(())
    }
}

/// Encrypts a block.
pub(super) fn block(cryp: &impl Registers, key: &[u8], block: &mut [u8; 16]) -> Result<(), Fault> {
    let keyed = Keyed::new(cryp, ECB, key, &[0; 16])?;
    keyed.enable(0);
    keyed.put(block);
    *block = keyed.get()?;
    keyed.disable()
}

/// Adds a keystream. The unit counts in 32 bits (RM0433, 34.3.13).
pub(super) fn count(cryp: &impl Registers, key: &[u8], counter: &[u8; 16], text: &mut Text) -> Result<(), Fault> {
    let keyed = Keyed::new(cryp, CTR, key, counter)?;
    keyed.enable(0);
    // Zeroes after the last byte: what becomes of them is not looked at.
    keyed.text(text, |_| Ok(()))?;
    keyed.disable()
}

/// Encrypts or decrypts a message: initialisation, header, payload, final phase (RM0433, 34.3.14).
pub(super) fn gcm(cryp: &impl Registers, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
    let mut counter = [0; 16];
    for (byte, value) in counter.iter_mut().zip(sealing.nonce.iter().chain(&[0, 0, 0, 2])) {
        *byte = *value;
    }
    let keyed = Keyed::new(cryp, GCM, sealing.key, &counter)?;
    keyed.enable(0);
    // It switches itself off when the hash key is made.
    poll(|| (cryp.control() & CRYPEN == 0).then_some(()))?;

    if let [_, ..] = sealing.data {
        keyed.enable(HEADER);
        for part in sealing.data.chunks(16) {
            let mut block = [0; 16];
            for (to, from) in block.iter_mut().zip(part) {
                *to = *from;
            }
            keyed.put(&block);
            poll(|| (cryp.status() & IFEM != 0).then_some(()))?;
        }
        keyed.disable()?;
    }

    if text.length != 0 {
        let direction = if sealing.decrypts { ALGODIR } else { 0 };
        keyed.enable(PAYLOAD | direction);
        keyed.text(text, |lacking| {
            // What is added to a block before it is encrypted must not be hashed; before decryption it is zeroes all the same.
            if !sealing.decrypts {
                keyed.disable()?;
                keyed.enable(PAYLOAD | lacking << LACKS);
            }
            Ok(())
        })?;
        keyed.disable()?;
    }

    // The direction is not set in this phase, and lengths are words: not swapped, as the HAL for the N6 has it.
    keyed.enable(FINAL);
    for length in [sealing.data.len(), text.length] {
        let bits = (length as u64).wrapping_mul(8);
        cryp.put((bits >> 32) as u32);
        cryp.put(bits as u32);
    }
    let tag = keyed.get()?;
    keyed.disable()?;
    Ok(tag)
}
