//! A unit that no chip has, for tests on an emulated board: software behind the drivers' traits, which fails now and then in the
//! middle of a message. It takes messages whole and as a keystream in turn, so that both ways are gone.

use super::entropy;
#[cfg(wraps)]
use super::unit::Vault;
use super::unit::{Algorithm, CONTEXT, Cipher, Context, Fault, Generator, Hash, Sealing, Text};
#[cfg(wraps)]
use crate::platform::device;
use core::ffi::CStr;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU32, Ordering};
use mbedtls as ffi;
#[cfg(wraps)]
use zeroize::Zeroize;

/// The generator.
pub(super) fn generator() -> &'static dyn Generator {
    &Trial
}

/// The unit that hashes.
pub(super) fn hash() -> Option<&'static dyn Hash> {
    Some(&Trial)
}

/// The unit that has AES.
pub(super) fn cipher() -> Option<&'static dyn Cipher> {
    Some(&Trial)
}

/// The unit that has the device's key.
#[cfg(wraps)]
pub(super) fn vault() -> &'static dyn Vault {
    &Trial
}

struct Trial;

/// Messages and hashes so far.
static WORK: AtomicU32 = AtomicU32::new(0);

/// Counts one of that length; whether it is to fail. Those of the known answers' lengths never do.
fn fails(length: usize) -> bool {
    let now = WORK.load(Ordering::Relaxed);
    WORK.store(now.wrapping_add(1), Ordering::Relaxed);
    now % 64 == 37 && !matches!(length, 45 | 61 | 64 | 136)
}

impl Generator for Trial {
    fn name(&self) -> &'static CStr {
        c"trial"
    }

    fn warm_up(&self) -> usize {
        64
    }

    fn noise(&self, out: &mut [u32]) -> Result<(), Fault> {
        entropy::of_firmware(out)
    }
}

impl Hash for Trial {
    fn name(&self) -> &'static CStr {
        c"trial"
    }

    fn takes(&self, algorithm: Algorithm) -> bool {
        algorithm == Algorithm::Sha256
    }

    fn run(&self, _: Algorithm, context: &mut Context, data: &[u8], digest: Option<&mut [u8]>) -> Result<(), Fault> {
        const {
            assert!(size_of::<ffi::mbedtls_sha256_context>() <= size_of::<[u32; CONTEXT]>());
            assert!(align_of::<ffi::mbedtls_sha256_context>() <= align_of::<u32>());
        }
        if fails(data.len()) {
            return Err(Fault::Timeout);
        }
        let state: *mut ffi::mbedtls_sha256_context = context.words.as_mut_ptr().cast();
        // SAFETY: room for a context, from its beginning to its end; the data, and room for a digest.
        let code = unsafe {
            if !context.begun {
                ffi::mbedtls_sha256_init(state);
                ffi::mbedtls_sha256_starts(state, 0);
            }
            ffi::mbedtls_sha256_update(state, data.as_ptr(), data.len());
            digest.map_or(0, |digest| ffi::mbedtls_sha256_finish(state, digest.as_mut_ptr()))
        };
        context.begun = true;
        if code == 0 { Ok(()) } else { Err(Fault::Unit) }
    }
}

/// AES with its key.
struct Aes(MaybeUninit<ffi::mbedtls_aes_context>);

impl Aes {
    fn new(key: &[u8]) -> Self {
        let mut aes = Self(MaybeUninit::uninit());
        // SAFETY: a context from its beginning, and a key of 16, 24 or 32 bytes.
        unsafe {
            ffi::mbedtls_aes_init(aes.0.as_mut_ptr());
            #[allow(clippy::cast_possible_truncation, reason = "at most 256")]
            ffi::mbedtls_aes_setkey_enc(aes.0.as_mut_ptr(), key.as_ptr(), key.len().wrapping_mul(8) as u32);
        }
        aes
    }

    fn encrypted(&mut self, block: u128) -> u128 {
        let mut bytes = block.to_be_bytes();
        let at = bytes.as_mut_ptr();
        // SAFETY: a context with its key set, and a block.
        unsafe { ffi::mbedtls_aes_crypt_ecb(self.0.as_mut_ptr(), ffi::MBEDTLS_AES_ENCRYPT, at, at) };
        u128::from_be_bytes(bytes)
    }
}

/// A product in GCM's field, bit by bit (SP 800-38D, 6.3).
fn product(one: u128, mut other: u128) -> u128 {
    let mut sum = 0;
    for bit in (0..128).rev() {
        if one >> bit & 1 != 0 {
            sum ^= other;
        }
        other = other >> 1 ^ if other & 1 != 0 { 0xE1 << 120 } else { 0 };
    }
    sum
}

/// So many bytes of a block from its beginning, the rest zero.
fn head(block: u128, length: usize) -> u128 {
    let kept = u32::try_from(length.min(16)).unwrap_or(16).wrapping_mul(8);
    block & u128::MAX.checked_shl(128_u32.wrapping_sub(kept)).unwrap_or(0)
}

/// After how many bytes of a text it is to fail.
fn stops(length: usize) -> usize {
    if fails(length) { length / 2 } else { usize::MAX }
}

/// Works through a text, as far as it is to.
fn work(
    aes: &mut Aes,
    mut counter: u128,
    text: &mut Text,
    stops: usize,
    mut seen: impl FnMut(u128, u128),
) -> Result<(), Fault> {
    while text.done < text.length {
        if text.done >= stops {
            return Err(Fault::Timeout);
        }
        let (block, length) = text.next();
        let before = u128::from_be_bytes(block);
        let after = head(before ^ aes.encrypted(counter), length);
        counter = counter & !0xFFFF_FFFF | u128::from((counter as u32).wrapping_add(1));
        seen(before, after);
        text.put(&after.to_be_bytes());
    }
    Ok(())
}

impl Cipher for Trial {
    fn name(&self) -> &'static CStr {
        c"trial"
    }

    fn takes(&self, key: usize) -> bool {
        matches!(key, 16 | 24 | 32)
    }

    fn block(&self, key: &[u8], block: &mut [u8; 16]) -> Result<(), Fault> {
        *block = Aes::new(key).encrypted(u128::from_be_bytes(*block)).to_be_bytes();
        Ok(())
    }

    fn count(&self, key: &[u8], counter: &[u8; 16], text: &mut Text) -> Result<(), Fault> {
        let stops = stops(text.length);
        work(&mut Aes::new(key), u128::from_be_bytes(*counter), text, stops, |_, _| ())
    }

    fn has_gcm(&self) -> bool {
        WORK.load(Ordering::Relaxed) % 32 < 16
    }

    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
        let stops = stops(text.length);
        gcm(sealing, sealing.key, text, stops)
    }
}

fn gcm(sealing: &Sealing<'_>, key: &[u8], text: &mut Text, stops: usize) -> Result<[u8; 16], Fault> {
    let mut aes = Aes::new(key);
    let key = aes.encrypted(0);
    let first = sealing.nonce.iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte)) << 32 | 1;
    let mut sum = 0;
    for part in sealing.data.chunks(16) {
        let mut block = [0; 16];
        for (to, from) in block.iter_mut().zip(part) {
            *to = *from;
        }
        sum = product(sum ^ u128::from_be_bytes(block), key);
    }
    work(&mut aes, first.wrapping_add(1), text, stops, |before, after| {
        sum = product(sum ^ if sealing.decrypts { before } else { after }, key);
    })?;
    let lengths = (sealing.data.len() as u128).wrapping_mul(8) << 64 | (text.length as u128).wrapping_mul(8);
    Ok((product(sum ^ lengths, key) ^ aes.encrypted(first)).to_be_bytes())
}
/// The device's key is the firmware's (`camtls_port_device_key`), but for its last byte, which says how the unit behaves: 1 fails always,
/// 2 now and then, 3 gives a wrong tag now and then, 4 always. Without a key it says so.
#[cfg(wraps)]
impl Vault for Trial {
    fn name(&self) -> &'static CStr {
        c"trial"
    }

    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let now = ASKED.load(Ordering::Relaxed);
        ASKED.store(now.wrapping_add(1), Ordering::Relaxed);

        let mut key = [0; 32];
        if !device::key(&mut key) && sealing.key.is_empty() {
            return Err(Fault::Keyless);
        }
        let kind = core::mem::take(&mut key[31]);
        let stops = if kind == 1 || kind == 2 && now % 7 == 3 { text.length / 2 } else { usize::MAX };
        let answer = gcm(sealing, if sealing.key.is_empty() { &key } else { sealing.key }, text, stops);
        key.zeroize();
        answer.map(|mut tag| {
            if kind == 4 || kind == 3 && now % 5 == 4 {
                tag[0] ^= 1;
            }
            tag
        })
    }
}
