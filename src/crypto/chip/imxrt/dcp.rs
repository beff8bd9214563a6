//! NXP's Data Co-Processor (IMXRT1060RM, chapter on the DCP): works through packets in memory, as a bus master of its own.
//!
//! Everything that it reads and writes lies in one place of ours: whole cache lines, aligned, in memory that it reaches. What the
//! manual leaves open is as NXP's driver does it (mcux-sdk, drivers/dcp/fsl_dcp.c): digests come last byte first, and the state of
//! channel 0's hash is nine words at word 43 of the context buffer.

use super::super::unit::{Algorithm, Context, Fault, Text, poll, words};
use super::cache;
use crate::platform::lock::Global;
use imxrt_ral::dcp::RegisterBlock;

// CTRL.
/// In reset, its clock off: its value after the chip's reset, and the one in which it is left.
const RESET: u32 = 0xF080_0000;
const OUT_OF_RESET: u32 = 0x3080_0000;
/// SFTRST, CLKGATE.
const IN_RESET: u32 = 0b11 << 30;
/// GATHER_RESIDUAL_WRITES: unaligned rests are written together.
const GATHER: u32 = 1 << 23;
/// ENABLE_CONTEXT_SWITCHING. Not with ENABLE_CONTEXT_CACHING, with which a context that was put back would not be read.
const SWITCH: u32 = 1 << 21;

/// STAT: channel 0 has work. The interrupts' bits are the lowest ones.
const READY: u32 = 1 << 16;
/// CH0SEMA: packets that wait.
const WAITING: u32 = 0xFF << 16;
/// CH0STAT: an error's code, and what went wrong: setup, packet, source, destination, page.
const ERRORS: u32 = 0xFF << 16 | 0b111_1100;

// A packet's first control word.
const DECREMENT: u32 = 1 << 1;
const CIPHER: u32 = 1 << 5;
const HASH: u32 = 1 << 6;
const ENCRYPT: u32 = 1 << 8;
const PAYLOAD_KEY: u32 = 1 << 11;
const HASH_INIT: u32 = 1 << 12;
const HASH_TERM: u32 = 1 << 13;
/// The second one, HASH_SELECT. 0 is SHA-1. The cipher's 0 is AES-128, ECB.
const SHA256: u32 = 2 << 16;

/// Bytes for one packet: whole blocks of all kinds.
const ROOM: usize = 1024;
/// Where channel 0's hash is in the context buffer, and how long it is.
const STATE: core::ops::Range<usize> = 43..52;

#[repr(C, align(32))]
struct Memory {
    packet: [u32; 8],
    /// A key, or a digest.
    payload: [u32; 16],
    /// 208 bytes, and up to the end of the line.
    context: [u32; 56],
    text: [u32; ROOM / 4],
}
const _: () = assert!(size_of::<Memory>().is_multiple_of(cache::LINE), "no neighbour in the last line");

static MEMORY: Global<Memory> =
    Global::new(Memory { packet: [0; 8], payload: [0; 16], context: [0; 56], text: [0; ROOM / 4] });

/// The unit, out of reset. Dropped, it is back in reset, and nothing is left in its memory.
struct Unit<'a> {
    dcp: &'a RegisterBlock,
    memory: &'static mut Memory,
    /// Bytes of its text that were used.
    used: usize,
}

impl Drop for Unit<'_> {
    fn drop(&mut self) {
        self.dcp.CTRL.write(RESET);
        let text = self.memory.text.iter_mut().take(self.used.div_ceil(4));
        for word in self.memory.payload.iter_mut().chain(&mut self.memory.context).chain(text) {
            // SAFETY: a word of ours. Volatile: nobody reads it again.
            unsafe { (&raw mut *word).write_volatile(0) };
        }
        cache::hand_over(self.lines());
    }
}

#[allow(clippy::cast_possible_truncation, reason = "addresses and sizes have 32 bits on this chip")]
fn address<T>(of: *const T) -> u32 {
    of.addr() as u32
}

impl<'a> Unit<'a> {
    fn new(dcp: &'a RegisterBlock) -> Result<Self, Fault> {
        if dcp.CTRL.read() & IN_RESET == 0 {
            // Someone else's work is under way.
            return Err(Fault::Unit);
        }
        // SAFETY: who computes holds the library, and one unit at a time is out of reset.
        let memory = unsafe { &mut *MEMORY.as_ptr() };
        dcp.CTRL.write(RESET);
        dcp.CTRL.write(OUT_OF_RESET);
        dcp.STAT_CLR.write(0xFF);
        dcp.CH0STAT_CLR.write(0xFF);
        dcp.CTRL.write(GATHER | SWITCH);
        dcp.CHANNELCTRL.write(1);
        dcp.CONTEXT.write(address(&raw const memory.context));
        Ok(Self { dcp, memory, used: 0 })
    }

    /// What of the memory is in use, from its beginning on.
    fn lines(&self) -> &[u8] {
        let length = core::mem::offset_of!(Memory, text).saturating_add(self.used);
        // SAFETY: the length ends within the text.
        unsafe { core::slice::from_raw_parts((&raw const *self.memory).cast(), length) }
    }

    /// The text as bytes.
    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the words are bytes too.
        unsafe { core::slice::from_raw_parts_mut(self.memory.text.as_mut_ptr().cast(), ROOM) }
    }

    /// Lets the first `length` bytes of `text` be worked on; `to` is where a cipher's output goes, 0 for a hash.
    fn work(&mut self, control: [u32; 2], to: u32, length: usize) -> Result<(), Fault> {
        self.used = self.used.max(length.min(ROOM));
        let text = address(&raw const self.memory.text);
        let payload = address(&raw const self.memory.payload);
        #[allow(clippy::cast_possible_truncation, reason = "at most ROOM")]
        let length = length as u32;
        self.memory.packet = [0, control[0] | DECREMENT, control[1], text, to, length, payload, 0];
        cache::hand_over(self.lines());
        self.dcp.CH0CMDPTR.write(address(&raw const self.memory.packet));
        self.dcp.CH0SEMA.write(1);
        poll(|| {
            if self.dcp.CH0STAT.read() & ERRORS != 0 {
                return Some(Err(Fault::Unit));
            }
            let idle = self.dcp.CH0SEMA.read() & WAITING == 0 && self.dcp.STAT.read() & READY == 0;
            idle.then_some(Ok(()))
        })??;
        self.dcp.STAT_CLR.write(0xFF);
        cache::take_back(self.lines());
        Ok(())
    }

    fn set_key(&mut self, key: &[u8]) -> Result<(), Fault> {
        if key.len() != 16 {
            return Err(Fault::Unit);
        }
        for (word, bytes) in self.memory.payload.iter_mut().zip(words(key)) {
            *word = bytes;
        }
        Ok(())
    }

    /// Encrypts the first `length` bytes of `text` where they are.
    fn encrypt(&mut self, length: usize) -> Result<(), Fault> {
        let to = address(&raw const self.memory.text);
        self.work([CIPHER | ENCRYPT | PAYLOAD_KEY, 0], to, length)
    }
}

/// Takes a piece: see [`super::super::unit::Hash::run`].
pub(super) fn hash(
    dcp: &RegisterBlock,
    algorithm: Algorithm,
    context: &mut Context,
    data: &[u8],
    digest: Option<&mut [u8]>,
) -> Result<(), Fault> {
    let select = match algorithm {
        Algorithm::Sha1 => 0,
        Algorithm::Sha256 => SHA256,
        _ => return Err(Fault::Unit),
    };
    if data.is_empty() {
        // No packet is of no bytes, and without one there is no digest.
        return Err(Fault::Unit);
    }
    let mut unit = Unit::new(dcp)?;
    if let Some(state) = unit.memory.context.get_mut(STATE) {
        for (word, saved) in state.iter_mut().zip(&context.words) {
            *word = *saved;
        }
    }
    let mut left = data.len();
    for part in data.chunks(ROOM) {
        left = left.saturating_sub(part.len());
        if let Some(text) = unit.bytes().get_mut(..part.len()) {
            text.copy_from_slice(part);
        }
        let mut control = HASH;
        if !context.begun {
            control |= HASH_INIT;
        }
        if left == 0 && digest.is_some() {
            control |= HASH_TERM;
        }
        unit.work([control, select], 0, part.len())?;
        context.begun = true;
    }
    if let Some(digest) = digest {
        let bytes = unit.memory.payload.iter().flat_map(|word| word.to_le_bytes());
        for (to, from) in digest.iter_mut().rev().zip(bytes) {
            *to = from;
        }
    } else {
        let state = unit.memory.context.get(STATE).unwrap_or_default();
        for (saved, word) in context.words.iter_mut().zip(state) {
            *saved = *word;
        }
    }
    Ok(())
}

/// Encrypts a block.
pub(super) fn block(dcp: &RegisterBlock, key: &[u8], block: &mut [u8; 16]) -> Result<(), Fault> {
    let mut unit = Unit::new(dcp)?;
    unit.set_key(key)?;
    if let Some(text) = unit.bytes().first_chunk_mut() {
        *text = *block;
    }
    unit.encrypt(block.len())?;
    if let Some(text) = unit.bytes().first_chunk() {
        *block = *text;
    }
    Ok(())
}

/// Adds a keystream: encrypted counters, a packet full at a time.
pub(super) fn count(dcp: &RegisterBlock, key: &[u8], counter: &[u8; 16], text: &mut Text) -> Result<(), Fault> {
    let mut unit = Unit::new(dcp)?;
    unit.set_key(key)?;
    let [one, other, third, mut count] = [0, 4, 8, 12].map(|at| {
        let word = counter.get(at..).and_then(|bytes| bytes.first_chunk()).copied().unwrap_or_default();
        u32::from_le_bytes(word)
    });
    while text.done < text.length {
        let blocks = text.length.saturating_sub(text.done).div_ceil(16).min(ROOM / 16);
        for block in unit.memory.text.chunks_exact_mut(4).take(blocks) {
            block.copy_from_slice(&[one, other, third, count]);
            // Only the last 32 bits count, most significant byte first.
            count = count.swap_bytes().wrapping_add(1).swap_bytes();
        }
        unit.encrypt(blocks.saturating_mul(16))?;
        for keystream in unit.memory.text.chunks_exact(4).take(blocks) {
            let keystream: [u32; 4] = keystream.try_into().unwrap_or_default();
            if let Some(block) = text.next_whole() {
                let [a, b, c, d] = block;
                let [w, x, y, z] = keystream;
                text.put_whole([a ^ w, b ^ x, c ^ y, d ^ z]);
                continue;
            }
            let (mut block, _) = text.next();
            for (byte, key) in block.iter_mut().zip(keystream.iter().flat_map(|word| word.to_le_bytes())) {
                *byte ^= key;
            }
            text.put(&block);
        }
    }
    Ok(())
}
