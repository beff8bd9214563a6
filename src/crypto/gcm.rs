//! GCM on Cortex-M: GHASH in assembly, and AES called without Mbed TLS's layers between, a record in one go.
//!
//! `gcm.c` is compiled with these functions as weak symbols, which these take the place of.

use core::ffi::{c_int, c_uchar, c_uint, c_void};
use mbedtls as ffi;
use zeroize::Zeroize;

use super::aes::{mbedtls_aes_setkey_enc, mbedtls_internal_aes_encrypt};

core::arch::global_asm!(include_str!("ghash.s"), options(raw));

unsafe extern "C" {
    fn camtls_engine_calloc_lasting(count: usize, size: usize) -> *mut c_void;
    fn camtls_engine_free(block: *mut c_void);
    fn camtls_ghash(table: *const [u64; 2], state: *mut u8, data: *const u8, blocks: usize);
}

/// Bytes of a block.
const BLOCK: usize = 16;

/// Of text under one nonce, as Mbed TLS counts.
const MOST: u64 = 0xF_FFFF_FFE0;

type Context = ffi::mbedtls_gcm_context;

/// Sets the key: its round keys, in a block as long as they are, and sixteen multiples of H. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_setkey(
    context: *mut Context,
    _cipher: ffi::mbedtls_cipher_id_t,
    key: *const c_uchar,
    bits: c_uint,
) -> c_int {
    if !matches!(bits, 128 | 192 | 256) {
        return ffi::MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    let round_keys = (bits as usize / 32).wrapping_add(7).wrapping_mul(BLOCK);
    let size = core::mem::offset_of!(ffi::mbedtls_aes_context, buf).wrapping_add(round_keys);
    // SAFETY: the caller's context, initialised, and its key; what it held was made here, and the block has room for the round keys.
    unsafe {
        let context = &mut *context;
        camtls_engine_free(context.cipher_ctx.cipher_ctx);
        let cipher = camtls_engine_calloc_lasting(1, size);
        context.cipher_ctx.cipher_ctx = cipher;
        if cipher.is_null() {
            return ffi::MBEDTLS_ERR_CIPHER_ALLOC_FAILED;
        }
        mbedtls_aes_setkey_enc(cipher.cast(), key, bits);
        let mut h = [0; BLOCK];
        encrypt(cipher, h.as_ptr(), h.as_mut_ptr());
        tabulate(&mut context.H, u128::from_be_bytes(h));
        h.zeroize();
    }
    0
}

/// The products of H and of each number of four bits, the highest of which is one: NIST SP 800-38D, section 6.3.
fn tabulate(table: &mut [[u64; 2]; 16], mut h: u128) {
    // The powers of x, each of them H divided once more.
    let mut place = table.len();
    while place > 1 {
        place /= 2;
        if let Some(entry) = table.get_mut(place) {
            *entry = [(h >> 64) as u64, h as u64];
        }
        h = (h >> 1) ^ ((h & 1).wrapping_neg() & 0xE1 << 120);
    }
    // A sum each: its highest bit, and the rest.
    for index in 3..table.len() {
        let highest = 1_usize << index.ilog2();
        if let (Some(one), Some(other)) = (table.get(highest), table.get(index ^ highest)) {
            let sum = [one[0] ^ other[0], one[1] ^ other[1]];
            if let Some(entry) = table.get_mut(index) {
                *entry = sum;
            }
        }
    }
}

/// Frees what a context holds and wipes it. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_free(context: *mut Context) {
    // SAFETY: the caller's context or NULL; freeing wipes.
    unsafe {
        if !context.is_null() {
            camtls_engine_free((*context).cipher_ctx.cipher_ctx);
            ffi::mbedtls_platform_zeroize(context.cast(), size_of::<Context>());
        }
    }
}

/// Begins a message. A nonce has 12 bytes in TLS, and no other length is taken. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_starts(
    context: *mut Context,
    mode: c_int,
    nonce: *const c_uchar,
    length: usize,
) -> c_int {
    if length != 12 {
        return ffi::MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    // SAFETY: the caller's context with its key set, and 12 bytes of nonce.
    unsafe {
        let context = &mut *context;
        context.buf = [0; BLOCK];
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 or 1")]
        {
            context.mode = mode as c_uchar;
        }
        context.len = 0;
        context.add_len = 0;
        context.y = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        context.y.as_mut_ptr().copy_from_nonoverlapping(nonce, length);
        encrypt(context.cipher_ctx.cipher_ctx, context.y.as_ptr(), context.base_ectr.as_mut_ptr())
    }
}

/// Takes associated data. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_update_ad(context: *mut Context, data: *const c_uchar, length: usize) -> c_int {
    // SAFETY: the caller's context and `length` bytes.
    unsafe {
        absorb(&mut *context, (*context).add_len, data, length);
        (*context).add_len = (*context).add_len.wrapping_add(length as u64);
    }
    0
}

/// Encrypts or decrypts. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_update(
    context: *mut Context,
    input: *const c_uchar,
    size: usize,
    output: *mut c_uchar,
    room: usize,
    written: *mut usize,
) -> c_int {
    if room < size {
        return ffi::MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL;
    }
    // SAFETY: the caller's context, place for an answer, and `size` bytes at both pointers, which are the same or checked here.
    unsafe {
        written.write(size);
        if size == 0 {
            return 0;
        }
        let context = &mut *context;
        let (before, ahead) = (context.len, (output as usize).wrapping_sub(input as usize));
        let after = before.wrapping_add(size as u64);
        if (ahead != 0 && ahead < size) || after < before || after > MOST {
            return ffi::MBEDTLS_ERR_GCM_BAD_INPUT;
        }
        if before == 0 {
            pad(context, context.add_len);
        }
        context.len = after;
        if i32::from(context.mode) == ffi::MBEDTLS_GCM_DECRYPT {
            absorb(context, before, input, size);
        }
        add_keystream(context, before as usize % BLOCK, input, output, size);
        if i32::from(context.mode) == ffi::MBEDTLS_GCM_ENCRYPT {
            absorb(context, before, output, size);
        }
    }
    0
}

/// Ends a message with its tag. Mbed TLS's contract: `mbedtls/gcm.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_gcm_finish(
    context: *mut Context,
    _output: *mut c_uchar,
    _room: usize,
    written: *mut usize,
    tag: *mut c_uchar,
    length: usize,
) -> c_int {
    if !(4..=BLOCK).contains(&length) {
        return ffi::MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    // SAFETY: the caller's context, place for an answer, and `length` bytes.
    unsafe {
        written.write(0);
        let context = &mut *context;
        pad(context, if context.len == 0 { context.add_len } else { context.len });
        let bits = [context.add_len.wrapping_shl(3).to_be(), context.len.wrapping_shl(3).to_be()];
        absorb(context, 0, (&raw const bits).cast(), BLOCK);
        xor(context.buf.as_ptr(), context.base_ectr.as_ptr(), tag, length);
    }
    0
}

/// AES is the one cipher that this library has for GCM.
///
/// # Safety
/// A cipher with its key set; 16 bytes at each pointer.
unsafe fn encrypt(cipher: *mut c_void, input: *const u8, output: *mut u8) -> c_int {
    // SAFETY: the function's contract.
    unsafe { mbedtls_internal_aes_encrypt(cipher.cast(), input, output) }
}

/// Adds the keystream from byte `offset` of the block in hand on, or from the next block on.
///
/// # Safety
/// A context with its key set; `size` bytes at each pointer, which are the same or nowhere near ahead of the input.
unsafe fn add_keystream(context: &mut Context, mut offset: usize, input: *const u8, output: *mut u8, size: usize) {
    let mut keystream = [0; BLOCK];
    let mut done = 0;
    #[cfg(chip)]
    if offset == 0 {
        // SAFETY: the function's contract.
        done = unsafe { by_unit(context, input, output, size) };
    }
    while done < size {
        // SAFETY: the function's contract, and `length` bytes behind those that are done.
        unsafe {
            if offset == 0 {
                let count: *mut u32 = context.y.as_mut_ptr().add(12).cast();
                count.write_unaligned(u32::from_be(count.read_unaligned()).wrapping_add(1).to_be());
            }
            encrypt(context.cipher_ctx.cipher_ctx, context.y.as_ptr(), keystream.as_mut_ptr());
            let length = BLOCK.wrapping_sub(offset).min(size.wrapping_sub(done));
            xor(keystream.as_ptr().add(offset), input.add(done), output.add(done), length);
            done = done.wrapping_add(length);
        }
        offset = 0;
    }
    keystream.zeroize();
}

/// Lets a chip's unit add the keystream of the next blocks on; how many bytes it did, whole blocks or all there are.
///
/// # Safety
/// As for [`add_keystream`].
#[cfg(chip)]
unsafe fn by_unit(context: &mut Context, input: *const u8, output: *mut u8, size: usize) -> usize {
    use super::chip::{cipher, goes_to_unit, unit::Text};
    if cipher::has_gcm() || !goes_to_unit(super::route::Work::Keystream, size) {
        return 0;
    }
    let mut text = Text { input, output, length: size, done: 0 };
    let first = next(&context.y, 1);
    // SAFETY: a context with its key set.
    let key = unsafe { cipher::Key::of(context.cipher_ctx.cipher_ctx.cast()) };
    cipher::count(key.bytes(), &first, &mut text);
    context.y = next(&context.y, text.done.div_ceil(BLOCK));
    text.done
}

/// The counter, so many blocks on.
#[cfg(chip)]
fn next(counter: &[u8; BLOCK], blocks: usize) -> [u8; BLOCK] {
    let counter = u128::from_be_bytes(*counter);
    (counter & !0xFFFF_FFFF | u128::from((counter as u32).wrapping_add(blocks as u32))).to_be_bytes()
}

/// Adds bytes to the tag's state, of which `before` bytes of the same kind came before. A block is multiplied once it is whole.
///
/// # Safety
/// `length` bytes.
unsafe fn absorb(context: &mut Context, before: u64, data: *const u8, length: usize) {
    let offset = before as usize % BLOCK;
    let first = if offset == 0 { 0 } else { BLOCK.wrapping_sub(offset).min(length) };
    let whole = length.wrapping_sub(first) / BLOCK;
    // SAFETY: the function's contract: the three parts together are as long; `first` fits behind `offset`.
    unsafe {
        let state = context.buf.as_mut_ptr();
        xor(state.add(offset), data, state.add(offset), first);
        if first != 0 && offset.wrapping_add(first) == BLOCK {
            multiply(context);
        }
        let data = data.add(first);
        if whole != 0 {
            camtls_ghash((&raw const context.H).cast(), state, data, whole);
        }
        xor(state, data.add(whole.wrapping_mul(BLOCK)), state, length.wrapping_sub(first) % BLOCK);
    }
}

/// Multiplies a block that has not become whole.
fn pad(context: &mut Context, length: u64) {
    if length % BLOCK as u64 != 0 {
        multiply(context);
    }
}

fn multiply(context: &mut Context) {
    let zeros = [0; BLOCK];
    // SAFETY: a table and a state of a context, and one block.
    unsafe { camtls_ghash((&raw const context.H).cast(), context.buf.as_mut_ptr(), zeros.as_ptr(), 1) };
}

/// # Safety
/// `length` bytes at each pointer.
unsafe fn xor(one: *const u8, other: *const u8, output: *mut u8, length: usize) {
    // SAFETY: the function's contract.
    unsafe {
        if length == BLOCK {
            let (one, other, output): (*const u32, *const u32, *mut u32) = (one.cast(), other.cast(), output.cast());
            for index in 0..BLOCK / 4 {
                let word = one.add(index).read_unaligned() ^ other.add(index).read_unaligned();
                output.add(index).write_unaligned(word);
            }
        } else {
            for index in 0..length {
                output.add(index).write(one.add(index).read() ^ other.add(index).read());
            }
        }
    }
}
