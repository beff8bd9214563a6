//! AES by the chip's unit, and what makes sure that it is right.

use super::guard::Guard;
use super::this;
use super::unit::{Cipher, Fault, Sealing, Text};
use zeroize::Zeroize;

static GUARD: Guard = Guard::new();

/// Known answers for the key 0, 1, 2, …: the last 16 of 45 bytes of keystream from the counter F0, F1, …, FF on, and the tag of
/// 0, …, 60 with the associated data 0, …, 12 and the nonce 0, …, 11.
const KNOWN: [([u8; 16], [u8; 16]); 3] = [
    (
        [0x9C, 0x1F, 0xEA, 0xD2, 0x71, 0x92, 0x56, 0x7C, 0x5B, 0xEB, 0x9D, 0xFB, 0x81, 0x8B, 0x59, 0x4F],
        [0xD5, 0xE2, 0xBB, 0x03, 0xE9, 0xC0, 0xF3, 0x11, 0x04, 0x1A, 0x79, 0x5C, 0xAB, 0x67, 0x89, 0xBD],
    ),
    (
        [0xC1, 0xA9, 0x04, 0xDF, 0x7A, 0x7B, 0xC6, 0x42, 0xCA, 0x1C, 0xE6, 0xBB, 0xAD, 0x5D, 0xB6, 0xF2],
        [0xC2, 0x6D, 0x90, 0xAC, 0x6D, 0x3D, 0xD0, 0xD0, 0xA8, 0x0C, 0x9D, 0x73, 0x81, 0x8F, 0xC7, 0x44],
    ),
    (
        [0x77, 0x86, 0x8E, 0x99, 0x6C, 0x21, 0x5B, 0x14, 0x18, 0xF5, 0x98, 0x78, 0x85, 0x20, 0x10, 0x95],
        [0x03, 0xD6, 0xC4, 0xBF, 0xBF, 0x54, 0xAE, 0x2D, 0xBC, 0x0D, 0x53, 0x57, 0x70, 0x22, 0x36, 0xDA],
    ),
];

/// 0, 1, 2, ….
fn counted<const LENGTH: usize>(first: u8) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = first.wrapping_add(index as u8);
    }
    bytes
}

/// A text that is worked on where it is.
fn in_place(bytes: &mut [u8]) -> Text {
    let output = bytes.as_mut_ptr();
    Text { input: output, output, length: bytes.len(), done: 0 }
}

/// How a unit works through a message of GCM.
type Gcm<'a> = &'a dyn Fn(&Sealing<'_>, &mut Text) -> Result<[u8; 16], Fault>;

/// Whether `gcm` gives the known answer for a key, both ways.
fn is_known(key: &[u8], tag: &[u8; 16], gcm: Gcm<'_>) -> bool {
    let mut text = counted::<61>(0);
    [false, true].iter().all(|decrypts| {
        let sealing = Sealing { decrypts: *decrypts, key, nonce: &counted(0), data: &counted::<13>(0) };
        gcm(&sealing, &mut in_place(&mut text)) == Ok(*tag) && *decrypts == (text == counted(0))
    })
}

/// Whether `gcm` gives the known answer for keys of 256 bits.
#[cfg(wraps)]
pub(super) fn answers_by_gcm(gcm: Gcm<'_>) -> bool {
    is_known(&counted::<32>(0), &KNOWN[2].1, gcm)
}

/// The unit, if it takes keys of that length and is trusted with the work.
fn trusted(key: usize, gcm: bool) -> Option<&'static dyn Cipher> {
    let unit =
        this::cipher().filter(|unit| unit.takes(key) && if gcm { unit.has_gcm() } else { unit.has_counter() })?;
    let size = (key / 8).checked_sub(2)?;
    let (keystream, tag) = KNOWN.get(size)?;
    // Two kinds for each size of key.
    let kind = 1_u8.checked_shl(size as u32)? << if gcm { 4 } else { 0 };
    let known_key = counted::<32>(0);
    let known_key = known_key.get(..key)?;
    let answers = || {
        if !gcm {
            let mut text = [0; 45];
            let done = unit.count(known_key, &counted(0xF0), &mut in_place(&mut text)).is_ok();
            return done && text.ends_with(keystream);
        }
        is_known(known_key, tag, &|sealing, text| unit.gcm(sealing, text))
    };
    GUARD.trusts(kind, answers).then_some(unit)
}

#[cfg_attr(not(cortex_m_dsp), allow(dead_code, reason = "the GCM that asks is the Cortex-M's"))]
/// Adds the keystream that begins with `counter`; what of the text is not done then, software must do.
pub(crate) fn count(key: &[u8], counter: &[u8; 16], text: &mut Text) {
    if let Some(unit) = trusted(key.len(), false) {
        if unit.count(key, counter, text).is_err() {
            GUARD.failed();
        }
    }
}

/// Whether messages go to the unit whole.
pub(crate) fn has_gcm() -> bool {
    this::cipher().is_some_and(Cipher::has_gcm)
}

/// Encrypts or decrypts a message; its tag, or `None`: then software must, from the beginning, and `text.done` bytes are done.
pub(crate) fn gcm(sealing: &Sealing<'_>, text: &mut Text) -> Option<[u8; 16]> {
    let unit = trusted(sealing.key.len(), true)?;
    let answer = unit.gcm(sealing, text).ok();
    if answer.is_none() {
        GUARD.failed();
    }
    answer
}

/// Encrypts a block; `false` where the unit does not, or failed.
#[cfg(feature = "hardware-image")]
pub(super) fn block(key: &[u8], block: &mut [u8; 16]) -> bool {
    // Trusted with counting, which is made of blocks.
    let Some(unit) = trusted(key.len(), false) else { return false };
    let mut copy = *block;
    let done = unit.block(key, &mut copy).is_ok();
    if done {
        *block = copy;
    } else {
        GUARD.failed();
    }
    done
}

/// The key of an AES context: its first round keys, as they lie in memory.
pub(crate) struct Key {
    bytes: [u8; 32],
    length: usize,
}

impl Key {
    /// # Safety
    /// A context whose key is set for encryption.
    pub(crate) unsafe fn of(context: *const mbedtls::mbedtls_aes_context) -> Self {
        let mut key = Self { bytes: [0; 32], length: 0 };
        // SAFETY: the function's contract; the round keys begin with the key (FIPS 197, 5.2), in words of the byte order of memory.
        unsafe {
            // 10, 12 or 14 rounds for 16, 24 or 32 bytes.
            let rounds = usize::try_from((*context).nr).unwrap_or(0);
            key.length = rounds.saturating_sub(6).saturating_mul(4).min(32);
            let words: *const u32 = (&raw const (*context).buf).cast();
            let first: *const u8 = words.add((*context).rk_offset).cast();
            key.bytes.as_mut_ptr().copy_from_nonoverlapping(first, key.length);
        }
        key
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// Who encrypts, if it is a unit that still may; and how often software stepped in.
pub(crate) fn served() -> (Option<&'static core::ffi::CStr>, u32) {
    (this::cipher().filter(|_| GUARD.serves()).map(Cipher::name), GUARD.faults())
}

pub(super) fn reset() {
    GUARD.reset();
}
