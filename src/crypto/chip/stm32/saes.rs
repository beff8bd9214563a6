//! ST's secure AES, the version with GCM: AES-256-GCM with the derived hardware unique key (DHUK), which never leaves the unit
//! (RM0486, chapter on the SAES; register by register as the SVD behind the crate `stm32h7` describes the same version of the
//! unit; sequences as in ST's HAL for the N6, stm32n6xx_hal_cryp.c and …_cryp_ex.c).
//!
//! The DHUK is another one for each chaining mode, security and privilege. So there is one mode for all that is done with it, and
//! it is loaded before the direction is chosen, which is then the same key both ways.
//!
//! The unit takes random numbers from the RNG against side channels: while it is in use, that one must run.

use super::super::unit::{Fault, Sealing, Text, poll, words};

// SAES_CR.
const EN: u32 = 1 << 0;
/// DATATYPE 2: data are bytes.
const BYTES: u32 = 2 << 1;
/// MODE 2: decryption.
const DECRYPTS: u32 = 2 << 3;
/// CHMOD 3.
const GCM: u32 = 3 << 5;
/// GCMPH: the phase. 0 is the first one, in which the unit makes its hash key.
const HEADER: u32 = 1 << 13;
const PAYLOAD: u32 = 2 << 13;
const FINAL: u32 = 3 << 13;
/// KEYSIZE: 256 bits.
const LONG: u32 = 1 << 18;
/// KEYPROT: the key is lost when code of another security has to do with the unit.
const KEYPROT: u32 = 1 << 19;
/// NPBLB, bits 23:20: bytes that the last block lacks.
const LACKS: u32 = 20;
/// KEYSEL 1: the DHUK. 0 is a key that software writes.
const DHUK: u32 = 1 << 28;
/// Resets the unit, key included, while it is set.
const IPRST: u32 = 1 << 31;

// SAES_SR.
const BUSY: u32 = 1 << 3;
const KEYVALID: u32 = 1 << 7;

// SAES_ISR and SAES_ICR.
/// A computation is complete.
const CCF: u32 = 1 << 0;
/// Data were read or written at a wrong time.
const RWEIF: u32 = 1 << 1;
/// The key could not be loaded, or was written in a wrong order.
const KEIF: u32 = 1 << 2;
/// The RNG failed.
const RNGEIF: u32 = 1 << 3;

/// The registers.
pub(super) trait Registers {
    fn control(&self) -> u32;
    fn set_control(&self, value: u32);
    fn status(&self) -> u32;
    fn events(&self) -> u32;
    fn clear(&self, events: u32);
    fn put(&self, word: u32);
    fn get(&self) -> u32;
    /// Of KEYR7, KEYR6, … KEYR0: from the key's first word to its last.
    fn set_key(&self, index: usize, word: u32);
    /// Of IVR3, IVR2, IVR1, IVR0: likewise.
    fn set_counter(&self, index: usize, word: u32);
}

/// A unit with a key. Dropped, it forgets it.
struct Keyed<'a, R: Registers> {
    saes: &'a R,
    /// SAES_CR as it is meant to be, but for the bits that a step sets.
    mode: u32,
}

impl<R: Registers> Drop for Keyed<'_, R> {
    fn drop(&mut self) {
        self.reset();
    }
}

impl<'a, R: Registers> Keyed<'a, R> {
    /// Resets the unit and has it load the key: `key`, or the DHUK where that is empty.
    fn new(saes: &'a R, key: &[u8]) -> Result<Self, Fault> {
        let select = match key.len() {
            0 => DHUK,
            32 => 0,
            _ => return Err(Fault::Unit),
        };
        let keyed = Self { saes, mode: BYTES | GCM | LONG | KEYPROT | select };
        keyed.reset();
        // It fetches a random number first.
        keyed.idle()?;
        saes.set_control(keyed.mode);
        for (index, word) in words(key).enumerate() {
            saes.set_key(index, word.swap_bytes());
        }
        poll(|| match (saes.events() & (KEIF | RNGEIF), saes.status() & (BUSY | KEYVALID)) {
            (0, KEYVALID) => Some(Ok(())),
            (0, _) => None,
            (KEIF, _) if select == DHUK => Some(Err(Fault::Keyless)),
            (KEIF, _) => Some(Err(Fault::Unit)),
            _ => Some(Err(Fault::Seed)),
        })??;
        Ok(keyed)
    }

    fn reset(&self) {
        self.saes.set_control(IPRST);
        // It takes until the bit reads as it was written.
        let _ = self.saes.control();
        self.saes.set_control(0);
    }

    /// Waits until it is not busy.
    fn idle(&self) -> Result<(), Fault> {
        self.wait(|| (self.saes.status() & BUSY == 0).then_some(()))
    }

    /// Waits until a computation is complete, which stays noted until [`Self::next`].
    fn complete(&self) -> Result<(), Fault> {
        self.wait(|| (self.saes.events() & CCF != 0).then_some(()))
    }

    /// Waits, unless the unit says that something went wrong.
    fn wait(&self, mut now: impl FnMut() -> Option<()>) -> Result<(), Fault> {
        poll(|| match self.saes.events() & (RWEIF | KEIF | RNGEIF) {
            0 => now().map(Ok),
            RNGEIF => Some(Err(Fault::Seed)),
            _ => Some(Err(Fault::Unit)),
        })?
    }

    fn next(&self) {
        self.saes.clear(CCF);
    }

    fn enter(&self, phase: u32) -> Result<(), Fault> {
        self.idle()?;
        self.saes.set_control(self.saes.control() & EN | self.mode | phase);
        self.saes.set_control(self.mode | phase | EN);
        Ok(())
    }

    fn put(&self, block: [u32; 4]) -> Result<(), Fault> {
        for word in block {
            self.saes.put(word);
        }
        self.complete()
    }

    fn get(&self) -> [u32; 4] {
        let block = [self.saes.get(), self.saes.get(), self.saes.get(), self.saes.get()];
        self.next();
        block
    }
}

/// Up to 16 bytes as words, the rest zero.
fn padded(bytes: &[u8]) -> [u32; 4] {
    let mut block = [0; 16];
    for (to, from) in block.iter_mut().zip(bytes) {
        *to = *from;
    }
    let mut padded = [0; 4];
    for (to, from) in padded.iter_mut().zip(words(&block)) {
        *to = from;
    }
    padded
}

fn bytes_of(block: [u32; 4]) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (bytes, word) in bytes.chunks_exact_mut(4).zip(block) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

/// Encrypts or decrypts a message: initialisation, header, payload, final phase.
pub(super) fn gcm(saes: &impl Registers, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
    let mut keyed = Keyed::new(saes, sealing.key)?;
    if sealing.decrypts {
        keyed.mode |= DECRYPTS;
        saes.set_control(keyed.mode);
    }
    // The counter of the first block of text is 2.
    for (index, word) in words(sealing.nonce).map(u32::swap_bytes).chain([2]).enumerate() {
        saes.set_counter(index, word);
    }
    saes.set_control(keyed.mode | EN);
    keyed.complete()?;
    keyed.next();

    if !sealing.data.is_empty() {
        keyed.enter(HEADER)?;
        for part in sealing.data.chunks(16) {
            keyed.put(padded(part))?;
            keyed.next();
        }
    }

    if text.length != 0 {
        keyed.enter(PAYLOAD)?;
        while text.done < text.length {
            let (block, length) = text.next();
            if length < 16 && !sealing.decrypts {
                // What is added to a block before it is encrypted must not be hashed; before decryption it is zeroes all the same.
                keyed.idle()?;
                saes.set_control(keyed.mode | PAYLOAD | EN | (16_u32.wrapping_sub(length as u32)) << LACKS);
            }
            keyed.put(padded(&block))?;
            text.put(&bytes_of(keyed.get()));
        }
    }

    keyed.enter(FINAL)?;
    // Lengths are words: not swapped, as the HAL for the N6 has it.
    let bits = |length: usize| (length as u64).wrapping_mul(8);
    let (data, text) = (bits(sealing.data.len()), bits(text.length));
    keyed.put([(data >> 32) as u32, data as u32, (text >> 32) as u32, text as u32])?;
    let tag = bytes_of(keyed.get());
    // Nothing went wrong until the end.
    keyed.idle()?;
    Ok(tag)
}
