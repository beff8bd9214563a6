//! The entry points of tests/hardware/interface.h, which a harness calls in an emulator of the processor.

use super::hash::stream::Stream;
use super::unit::{Algorithm, Text};
use super::{cipher, entropy, hash};
#[cfg(wraps)]
use super::{unit::Fault, vault};
use crate::platform::random::NoRandomness;
use crate::policy::Code;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::slice;
use core::sync::atomic::{AtomicBool, Ordering};
use mbedtls as ffi;

/// `HW_FAILED`.
const FAILED: i32 = ffi::MBEDTLS_ERR_PLATFORM_HW_ACCEL_FAILED;

/// `HW_BAD_TAG`.
#[cfg(wraps)]
const BAD_TAG: i32 = -0x12;

/// Every size goes to the unit.
static FORCED: AtomicBool = AtomicBool::new(true);

pub(super) fn is_forced() -> bool {
    FORCED.load(Ordering::Relaxed)
}

fn routed<T>(work: impl FnOnce() -> T) -> T {
    FORCED.store(false, Ordering::Relaxed);
    let answer = work();
    FORCED.store(true, Ordering::Relaxed);
    answer
}

unsafe extern "C" {
    // hashlib's, which the bindings leave out.
    fn mbedtls_sha1(input: *const u8, length: usize, output: *mut u8) -> c_int;
}

/// # Safety
/// `length` bytes.
unsafe fn bytes<'a>(start: *const u8, length: u32) -> &'a [u8] {
    // SAFETY: the function's contract.
    if length == 0 { &[] } else { unsafe { slice::from_raw_parts(start, length as usize) } }
}

#[unsafe(no_mangle)]
extern "C" fn hw_reset() {
    FORCED.store(true, Ordering::Relaxed);
    super::reset();
}

#[unsafe(no_mangle)]
extern "C" fn hw_faults() -> u32 {
    let faults = hash::served().1.saturating_add(cipher::served().1);
    #[cfg(wraps)]
    let faults = faults.saturating_add(vault::served().1);
    faults
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_random(out: *mut u8, length: u32) -> i32 {
    // SAFETY: the harness's buffer.
    let out = unsafe { slice::from_raw_parts_mut(out, length as usize) };
    out.fill(0);
    // In pieces of the size in which seeds are made.
    let mut failure = None;
    for piece in out.chunks_mut(128) {
        let mut words = [0; 32];
        if let Err(why) = entropy::noise(words.get_mut(..piece.len().div_ceil(4)).unwrap_or_default()) {
            failure = Some(why);
            break;
        }
        for (byte, noise) in piece.iter_mut().zip(words.iter().flat_map(|word| word.to_le_bytes())) {
            *byte = noise;
        }
    }
    let Some(why) = failure else { return 0 };
    out.fill(0);
    match why {
        NoRandomness::Absent => Code::RandomFailed.number(),
        NoRandomness::Stuck => Code::RandomStuck.number(),
    }
}

fn algorithm(number: u32) -> Option<Algorithm> {
    Some(match number {
        1 => Algorithm::Sha1,
        224 => Algorithm::Sha224,
        256 => Algorithm::Sha256,
        384 => Algorithm::Sha384,
        512 => Algorithm::Sha512,
        _ => return None,
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_hash(number: u32, data: *const u8, length: u32, out: *mut u8) -> i32 {
    let Some(algorithm) = algorithm(number) else { return Code::BadArgument.number() };
    // SAFETY: the harness's buffers.
    let (data, out) = unsafe { (bytes(data, length), slice::from_raw_parts_mut(out, algorithm.digest())) };
    whole(algorithm, data, out)
}

/// A hash of bytes that are all there.
fn whole(algorithm: Algorithm, data: &[u8], out: &mut [u8]) -> i32 {
    if hash::digest(algorithm, data, out) {
        return 0;
    }
    // SAFETY: the slices.
    unsafe {
        match algorithm {
            Algorithm::Sha1 => mbedtls_sha1(data.as_ptr(), data.len(), out.as_mut_ptr()),
            Algorithm::Sha224 => FAILED,
            Algorithm::Sha256 => hash_by_software(data, out),
            Algorithm::Sha384 => ffi::mbedtls_sha512(data.as_ptr(), data.len(), out.as_mut_ptr(), 1),
            Algorithm::Sha512 => ffi::mbedtls_sha512(data.as_ptr(), data.len(), out.as_mut_ptr(), 0),
        }
    }
}

/// In two pieces, so that the seam does not ask the unit again.
unsafe fn hash_by_software(data: &[u8], out: &mut [u8]) -> i32 {
    let mut context = MaybeUninit::uninit();
    let context = context.as_mut_ptr();
    // SAFETY: a context from its beginning to its end, and the slices.
    unsafe {
        ffi::mbedtls_sha256_init(context);
        ffi::mbedtls_sha256_starts(context, 0);
        ffi::mbedtls_sha256_update(context, data.as_ptr(), data.len());
        ffi::mbedtls_sha256_finish(context, out.as_mut_ptr())
    }
}

#[repr(C)]
struct Interleaved {
    algorithm: u32,
    a: *const u8,
    a_length: u32,
    b: *const u8,
    b_length: u32,
    out: *mut u8,
    chunk: u32,
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_hash_interleaved(hashes: *const Interleaved) -> i32 {
    // SAFETY: the harness's structure.
    let hashes = unsafe { &*hashes };
    let Some(algorithm) = algorithm(hashes.algorithm) else { return Code::BadArgument.number() };
    if hashes.chunk == 0 {
        return Code::BadArgument.number();
    }
    // SAFETY: the harness's buffers.
    let (a, b, out) = unsafe {
        let out = slice::from_raw_parts_mut(hashes.out, algorithm.digest().wrapping_mul(2));
        (bytes(hashes.a, hashes.a_length), bytes(hashes.b, hashes.b_length), out)
    };
    let mut interleave = || {
        let (mut first, mut second) = (Stream::new(algorithm)?, Stream::new(algorithm)?);
        let (mut a, mut b) = (a.chunks(hashes.chunk as usize), b.chunks(hashes.chunk as usize));
        loop {
            let (one, other) = (a.next(), b.next());
            if one.is_none() && other.is_none() {
                break;
            }
            first.update(one.unwrap_or_default()).ok()?;
            second.update(other.unwrap_or_default()).ok()?;
        }
        let (one, other) = out.split_at_mut_checked(algorithm.digest())?;
        let finish = |stream: Stream, out: &mut [u8]| {
            if stream.is_too_short() {
                return (whole(algorithm, &[], out) == 0).then_some(());
            }
            stream.finish(out).ok()
        };
        finish(first, one)?;
        finish(second, other)
    };
    if interleave().is_some() { 0 } else { FAILED }
}

/// AES by software.
struct Aes(MaybeUninit<ffi::mbedtls_aes_context>);

impl Aes {
    fn new(key: &[u8]) -> Result<Self, c_int> {
        let mut aes = Self(MaybeUninit::uninit());
        #[allow(clippy::cast_possible_truncation, reason = "at most 256")]
        let bits = key.len().wrapping_mul(8) as u32;
        // SAFETY: a context from its beginning, and the key.
        let code = unsafe {
            ffi::mbedtls_aes_init(aes.0.as_mut_ptr());
            ffi::mbedtls_aes_setkey_enc(aes.0.as_mut_ptr(), key.as_ptr(), bits)
        };
        if code == 0 { Ok(aes) } else { Err(code) }
    }

    fn encrypt(&mut self, block: &mut [u8; 16]) -> c_int {
        let at = block.as_mut_ptr();
        // SAFETY: a context with its key set, and a block.
        unsafe { ffi::mbedtls_aes_crypt_ecb(self.0.as_mut_ptr(), ffi::MBEDTLS_AES_ENCRYPT, at, at) }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_aes_ecb(key: *const u8, bits: u32, input: *const u8, output: *mut u8) -> i32 {
    // SAFETY: the harness's buffers.
    let (key, mut block) = unsafe { (bytes(key, bits / 8), *input.cast::<[u8; 16]>()) };
    if !cipher::block(key, &mut block) {
        let code = Aes::new(key).map_or_else(|code| code, |mut aes| aes.encrypt(&mut block));
        if code != 0 {
            return code;
        }
    }
    // SAFETY: likewise.
    unsafe { output.cast::<[u8; 16]>().write_unaligned(block) };
    0
}

#[repr(C)]
struct Ctr {
    key: *const u8,
    key_bits: u32,
    counter: *const u8,
    input: *const u8,
    length: u32,
    output: *mut u8,
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_aes_ctr(operation: *const Ctr) -> i32 {
    // SAFETY: the harness's structure and buffers.
    let (operation, key, counter) = unsafe {
        let operation = &*operation;
        (operation, bytes(operation.key, operation.key_bits / 8), *operation.counter.cast::<[u8; 16]>())
    };
    let Ctr { input, output, .. } = *operation;
    let mut text = Text { input, output, length: operation.length as usize, done: 0 };
    if text.length != 0 {
        cipher::count(key, &counter, &mut text);
    }
    while text.done < text.length {
        let mut aes = match Aes::new(key) {
            Ok(aes) => aes,
            Err(code) => return code,
        };
        let [head @ .., a, b, c, d] = counter;
        let count = u32::from_be_bytes([a, b, c, d]).wrapping_add((text.done / 16) as u32).to_be_bytes();
        let mut keystream = [0; 16];
        for (to, from) in keystream.iter_mut().zip(head.iter().chain(&count)) {
            *to = *from;
        }
        let code = aes.encrypt(&mut keystream);
        if code != 0 {
            return code;
        }
        let (mut block, _) = text.next();
        for (byte, key) in block.iter_mut().zip(keystream) {
            *byte ^= key;
        }
        text.put(&block);
    }
    0
}

#[repr(C)]
struct Gcm {
    decrypt: u32,
    key: *const u8,
    key_bits: u32,
    iv: *const u8,
    iv_length: u32,
    aad: *const u8,
    aad_length: u32,
    input: *const u8,
    length: u32,
    output: *mut u8,
    tag: *mut u8,
    tag_length: u32,
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_gcm(operation: *const Gcm) -> i32 {
    // SAFETY: the harness's structure and buffers; a context from its beginning to its end.
    unsafe {
        let Gcm { input, output, tag, aad, iv, .. } = *operation;
        let operation = &*operation;
        let (length, aad_length) = (operation.length as usize, operation.aad_length as usize);
        let (iv_length, tag_length) = (operation.iv_length as usize, operation.tag_length as usize);
        let mut context = MaybeUninit::uninit();
        let context = context.as_mut_ptr();
        ffi::mbedtls_gcm_init(context);
        let aes = ffi::MBEDTLS_CIPHER_ID_AES;
        let mut code = ffi::mbedtls_gcm_setkey(context, aes, operation.key, operation.key_bits);
        if code == 0 && operation.decrypt == 0 {
            code = ffi::mbedtls_gcm_crypt_and_tag(
                context,
                ffi::MBEDTLS_GCM_ENCRYPT,
                length,
                iv,
                iv_length,
                aad,
                aad_length,
                input,
                output,
                tag_length,
                tag,
            );
        } else if code == 0 {
            code = ffi::mbedtls_gcm_auth_decrypt(
                context, length, iv, iv_length, aad, aad_length, tag, tag_length, input, output,
            );
        }
        ffi::mbedtls_gcm_free(context);
        code
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_hash_routed(data: *const u8, length: u32, out: *mut u8) -> i32 {
    // SAFETY: the harness's buffers.
    routed(|| unsafe { ffi::mbedtls_sha256(data, length as usize, out, 0) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_gcm_routed(operation: *const Gcm) -> i32 {
    // SAFETY: the harness's structure.
    routed(|| unsafe { hw_gcm(operation) })
}

#[cfg(not(wraps))]
#[unsafe(no_mangle)]
extern "C" fn hw_vault_gcm(_: *const Gcm) -> i32 {
    Code::NoHardwareKey.number()
}

#[cfg(wraps)]
#[unsafe(no_mangle)]
unsafe extern "C" fn hw_vault_gcm(operation: *const Gcm) -> i32 {
    // SAFETY: the harness's structure and buffers.
    let (operation, key, data, output) = unsafe {
        let operation = &*operation;
        let key = if operation.key.is_null() { &[] } else { bytes(operation.key, operation.key_bits / 8) };
        let output: &mut [u8] = match operation.length {
            0 => &mut [],
            length => slice::from_raw_parts_mut(operation.output, length as usize),
        };
        (operation, key, bytes(operation.aad, operation.aad_length), output)
    };
    let length = operation.length as usize;
    if length > vault::MOST || operation.iv_length != 12 || operation.tag_length != 16 || !matches!(key.len(), 0 | 32) {
        return Code::BadArgument.number();
    }
    // It may lie where the output goes.
    let mut input = [0; vault::MOST];
    // SAFETY: the harness's buffers; the input is no longer than that.
    let (nonce, tag) = unsafe {
        input.as_mut_ptr().copy_from_nonoverlapping(operation.input, length);
        (&*operation.iv.cast::<[u8; 12]>(), operation.tag.cast::<[u8; 16]>())
    };
    let input = input.get(..length).unwrap_or_default();
    let answer = if operation.decrypt == 0 {
        // SAFETY: room for a tag.
        vault::seal(key, nonce, data, input, output).map(|made| unsafe { tag.write_unaligned(made) }).map(|()| true)
    } else {
        // SAFETY: the harness's tag.
        vault::open(key, nonce, data, &unsafe { tag.read_unaligned() }, input, output)
    };
    match answer {
        Ok(true) => 0,
        Ok(false) => BAD_TAG,
        Err(Fault::Keyless) => Code::NoHardwareKey.number(),
        Err(_) => FAILED,
    }
}
