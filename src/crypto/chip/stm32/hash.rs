//! ST's hash processor, the version with SHA-384 and SHA-512 (RM0486, chapter on the HASH; the earlier ones of RM0433, chapter 35,
//! work alike).
//!
//! Words go into HASH_DIN, bytes swapped by the unit. A block is hashed when the first word of the next one is written, which
//! waits there: so the first piece of a hash that goes on later is a word longer than its blocks. HASH_SR says DINIS when a block
//! may come and BUSY while one is hashed; only between the two may the context be saved.

use super::super::unit::{Algorithm, CONTEXT, Context, Fault, poll, words};

/// HASH_CR: begin.
const INIT: u32 = 1 << 2;
/// HASH_CR: data are bytes (DATATYPE 2).
const BYTES: u32 = 2 << 4;

/// HASH_STR: hash what there is, with the padding. Not to be written together with the number of valid bits of the last word.
const DCAL: u32 = 1 << 8;

/// HASH_SR: a block may be written.
const DINIS: u32 = 1 << 0;
/// HASH_SR: the digest is there.
const DCIS: u32 = 1 << 1;
/// HASH_SR: a block is being hashed.
const BUSY: u32 = 1 << 3;
/// HASH_SR: NBWP, the words that came but for the newest one, which waits in HASH_DIN.
const PUSHED: u32 = 0x1F << 9;

/// Bytes that the first piece has beyond its blocks.
pub(super) const LEAD: usize = 4;

/// The registers.
pub(super) trait Registers {
    fn set_control(&self, value: u32);
    fn set_start(&self, value: u32);
    fn status(&self) -> u32;
    fn put(&self, word: u32);
    /// A word of the digest: HASH_HRx.
    fn digest(&self, index: usize) -> u32;
    /// A word of the context: HASH_CSRx.
    fn saved(&self, index: usize) -> u32;
    fn restore(&self, index: usize, word: u32);
}

/// HASH_CR, ALGO (bits 20:17), where ST's HAL for the N6 has its numbers too.
const fn control(algorithm: Algorithm) -> u32 {
    let number = match algorithm {
        Algorithm::Sha1 => 0,
        Algorithm::Sha224 => 2,
        Algorithm::Sha256 => 3,
        Algorithm::Sha384 => 12,
        Algorithm::Sha512 => 15,
    };
    number << 17 | BYTES
}

fn ready(hash: &impl Registers) -> Result<(), Fault> {
    poll(|| (hash.status() & (BUSY | DINIS) == DINIS).then_some(()))
}

/// Takes a piece: see [`super::super::unit::Hash::run`].
pub(super) fn run(
    hash: &impl Registers,
    algorithm: Algorithm,
    context: &mut Context,
    data: &[u8],
    digest: Option<&mut [u8]>,
) -> Result<(), Fault> {
    let block = algorithm.block() / 4;
    let control = control(algorithm);
    // What is written until a block is hashed.
    let mut room = block;
    if context.begun {
        // RM0433, 35.4.8: the control registers, INIT, then the context.
        hash.set_start(0);
        hash.set_control(control);
        hash.set_control(control | INIT);
        for (index, word) in context.words.iter().enumerate() {
            hash.restore(index, *word);
        }
    } else {
        hash.set_control(control | INIT);
        room = block.saturating_add(1);
    }
    for word in words(data) {
        hash.put(word);
        room = room.saturating_sub(1);
        if room == 0 {
            ready(hash)?;
            room = block;
        }
    }
    let Some(digest) = digest else {
        ready(hash)?;
        for (index, word) in context.words.iter_mut().enumerate().take(CONTEXT) {
            *word = hash.saved(index);
        }
        context.begun = true;
        return Ok(());
    };
    let rest = data.chunks_exact(4).remainder();
    if let [_, ..] = rest {
        let mut last = [0; 4];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        hash.put(u32::from_le_bytes(last));
        room = room.saturating_sub(1);
        if room == 0 {
            ready(hash)?;
            room = block;
        }
    }
    // Behind a whole block the unit becomes ready only if all of it came; in the last one it must be asked.
    #[allow(clippy::cast_possible_truncation, reason = "fewer than a block's 32")]
    let pushed = block.saturating_sub(room) as u32;
    if hash.status() & PUSHED != pushed << 9 {
        return Err(Fault::Unit);
    }
    // 0 says that the last word is whole. There are at most 3 bytes of 8 bits.
    let bits = rest.iter().fold(0, |bits: u32, _| bits.saturating_add(8));
    hash.set_start(bits);
    hash.set_start(bits | DCAL);
    poll(|| (hash.status() & (BUSY | DCIS) == DCIS).then_some(()))?;
    for (index, bytes) in digest.chunks_mut(4).enumerate() {
        for (byte, value) in bytes.iter_mut().zip(hash.digest(index).to_be_bytes()) {
            *byte = value;
        }
    }
    Ok(())
}
