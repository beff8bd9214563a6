//! What a chip's unit is asked. A driver decides nothing: where it fails it says how, and who asked goes on without it.

use core::ffi::CStr;

/// How a unit failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It did not become ready.
    Timeout,
    /// Its noise source is faulty, and stayed so.
    Seed,
    /// It has no clock, or too slow a one.
    Clock,
    /// It says that something else is wrong.
    Unit,
    /// It has no key of the device, or may not use it now.
    Keyless,
}

/// How often a register is read before its unit counts as stuck: for a millisecond and more, where hashing a block takes
/// microseconds, and four words of a generator ten.
const POLLS: u32 = 100_000;

/// Cycles, about, between two reads of a unit that needs long.
const PAUSE: u32 = 1000;

/// Reads `now` until it answers something, [`POLLS`] times at most.
pub(crate) fn poll<T>(mut now: impl FnMut() -> Option<T>) -> Result<T, Fault> {
    for _ in 0..POLLS {
        if let Some(answer) = now() {
            return Ok(answer);
        }
    }
    Err(Fault::Timeout)
}

/// The same for what takes up to a tenth of a second, leaving the bus alone in between.
pub(crate) fn poll_slowly<T>(mut now: impl FnMut() -> Option<T>) -> Result<T, Fault> {
    poll(|| {
        let answer = now();
        if answer.is_none() {
            for cycle in 0..PAUSE / 4 {
                core::hint::black_box(cycle);
            }
        }
        answer
    })
}

/// The words of `bytes` as they lie in memory, least significant byte first; fewer than four bytes at the end are left out.
///
/// Three instructions a word: through slices it is ten times as many, and they are what the drivers' speed comes down to.
pub(crate) fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let start: *const u32 = bytes.as_ptr().cast();
    // SAFETY: the words are within `bytes`, and need not be aligned.
    (0..bytes.len() / 4).map(move |index| u32::from_le(unsafe { start.add(index).read_unaligned() }))
}

/// A source of noise.
pub(crate) trait Generator: Sync {
    /// What it is called in `ssl.hardware()`.
    fn name(&self) -> &'static CStr;

    /// How many words are tested and thrown away before the first one is used.
    fn warm_up(&self) -> usize;

    /// Fills `out`, in the order in which the words came.
    ///
    /// # Errors
    /// What the unit reports and what could not be recovered from; `out` is then no noise.
    fn noise(&self, out: &mut [u32]) -> Result<(), Fault>;
}

/// A hash, by its digest's length in bits where there are several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// Bytes of a block.
    pub(crate) const fn block(self) -> usize {
        match self {
            Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => 128,
        }
    }

    /// Bytes of a digest.
    pub(crate) const fn digest(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// Words of a unit's context that must be saved, at most: the STM32's HASH has the most.
pub(crate) const CONTEXT: usize = 103;

/// What a unit knew of a hash when another one came in between. Zeroes before the first piece.
#[derive(Clone)]
pub(crate) struct Context {
    /// Some piece was taken.
    pub(crate) begun: bool,
    pub(crate) words: [u32; CONTEXT],
}

impl Context {
    /// A hash of nothing yet.
    pub(crate) const fn new() -> Self {
        Self { begun: false, words: [0; CONTEXT] }
    }
}

/// A unit that hashes.
pub(crate) trait Hash: Sync {
    /// What it is called in `ssl.hardware()`.
    fn name(&self) -> &'static CStr;

    /// Whether it knows the algorithm.
    fn takes(&self, algorithm: Algorithm) -> bool;

    /// How many bytes beyond whole blocks the first piece must have, if it is not the last one too. `None`: it takes nothing in
    /// pieces.
    fn lead(&self) -> Option<usize> {
        Some(0)
    }

    /// Whether it hashes a message of no bytes.
    fn takes_nothing(&self) -> bool {
        false
    }

    /// Takes a piece: whole blocks (and the lead), unless it is the last one, which has a place for the digest and some bytes, or
    /// none where there were none before and the unit takes that. `context` is what an earlier piece left, and becomes what the
    /// next one needs.
    ///
    /// # Errors
    /// Any fault: then nothing is known about the hash any more.
    fn run(
        &self,
        algorithm: Algorithm,
        context: &mut Context,
        data: &[u8],
        digest: Option<&mut [u8]>,
    ) -> Result<(), Fault>;
}

/// The bytes that a cipher works on, from an input to an output that are the same place or do not overlap.
pub(crate) struct Text {
    pub(crate) input: *const u8,
    pub(crate) output: *mut u8,
    pub(crate) length: usize,
    /// How many were done, in whole blocks but for the last one: right, whatever became of the rest.
    pub(crate) done: usize,
}

impl Text {
    /// The words of the next block, if a whole one is left, least significant byte first.
    pub(crate) fn next_whole(&self) -> Option<[u32; 4]> {
        if self.length.wrapping_sub(self.done) < 16 {
            return None;
        }
        // SAFETY: who made this promised `length` bytes of input; they need not be aligned. Word by word: as a whole it is copied
        // byte by byte.
        unsafe {
            let at: *const u32 = self.input.add(self.done).cast();
            Some([
                u32::from_le(at.read_unaligned()),
                u32::from_le(at.add(1).read_unaligned()),
                u32::from_le(at.add(2).read_unaligned()),
                u32::from_le(at.add(3).read_unaligned()),
            ])
        }
    }

    /// What became of that block.
    pub(crate) fn put_whole(&mut self, [a, b, c, d]: [u32; 4]) {
        // SAFETY: likewise `length` bytes of output, of which 16 are left.
        unsafe {
            let at: *mut u32 = self.output.add(self.done).cast();
            at.write_unaligned(a.to_le());
            at.add(1).write_unaligned(b.to_le());
            at.add(2).write_unaligned(c.to_le());
            at.add(3).write_unaligned(d.to_le());
        }
        self.done = self.done.wrapping_add(16);
    }

    /// The next block, of up to 16 bytes, the rest zero; and how many they are.
    pub(crate) fn next(&self) -> ([u8; 16], usize) {
        let length = self.length.saturating_sub(self.done).min(16);
        let mut block = [0; 16];
        // SAFETY: who made this promised `length` bytes of input, of which these are behind those done.
        unsafe { block.as_mut_ptr().copy_from_nonoverlapping(self.input.add(self.done), length) };
        (block, length)
    }

    /// What became of that block.
    pub(crate) fn put(&mut self, block: &[u8; 16]) {
        let length = self.length.saturating_sub(self.done).min(16);
        // SAFETY: likewise `length` bytes of output.
        unsafe { self.output.add(self.done).copy_from_nonoverlapping(block.as_ptr(), length) };
        self.done = self.done.saturating_add(length);
    }
}

/// A message of GCM but for its text. The nonce has 12 bytes.
pub(crate) struct Sealing<'a> {
    pub(crate) decrypts: bool,
    pub(crate) key: &'a [u8],
    pub(crate) nonce: &'a [u8; 12],
    pub(crate) data: &'a [u8],
}

/// A unit that has AES. Keys are 16, 24 or 32 bytes.
pub(crate) trait Cipher: Sync {
    /// What it is called in `ssl.hardware()`.
    fn name(&self) -> &'static CStr;

    /// Whether it takes keys of so many bytes.
    fn takes(&self, key: usize) -> bool;

    /// Whether it does more than whole messages: the two that follow.
    fn has_counter(&self) -> bool {
        true
    }

    /// Encrypts a block.
    ///
    /// # Errors
    /// Any fault.
    fn block(&self, key: &[u8], block: &mut [u8; 16]) -> Result<(), Fault> {
        let _ = (key, block);
        Err(Fault::Unit)
    }

    /// Adds the keystream that begins with `counter`, whose last 32 bits count.
    ///
    /// # Errors
    /// Any fault; `text.done` bytes are right.
    fn count(&self, key: &[u8], counter: &[u8; 16], text: &mut Text) -> Result<(), Fault> {
        let _ = (key, counter, text);
        Err(Fault::Unit)
    }

    /// Whether it has GCM.
    fn has_gcm(&self) -> bool {
        false
    }

    /// Encrypts or decrypts a message and answers its tag.
    ///
    /// # Errors
    /// Any fault; `text.done` bytes are right.
    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
        let _ = (sealing, text);
        Err(Fault::Unit)
    }
}

/// A unit with a key of the device, which it uses and does not give away.
pub(crate) trait Vault: Sync {
    /// What it is called in `ssl.hardware()`.
    fn name(&self) -> &'static CStr;

    /// Encrypts or decrypts a message by AES-256-GCM and answers its tag. An empty key stands for the device's.
    ///
    /// # Errors
    /// Any fault; [`Fault::Keyless`] where there is no key of the device.
    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault>;
}
