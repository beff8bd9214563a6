//! Mbed TLS's layer between TLS and its ciphers, on Cortex-M: the suites of TLS and no more, each record in one go.
//!
//! `cipher.c` is compiled with these functions as weak symbols, which these take the place of; its tables of all ciphers stay out.

use core::ffi::{c_int, c_uchar, c_void};
use core::ptr::null;
use mbedtls as ffi;

unsafe extern "C" {
    fn camtls_engine_calloc_lasting(count: usize, size: usize) -> *mut c_void;
    fn camtls_engine_free(block: *mut c_void);
}

type Context = ffi::mbedtls_cipher_context_t;
type Info = ffi::mbedtls_cipher_info_t;

/// A description as Mbed TLS reads it: no name, and its bit fields from the lowest on (AAPCS).
#[repr(C)]
struct Description {
    name: usize,
    fields: u32,
}

const _: () = assert!(size_of::<Description>() == size_of::<Info>());

impl Description {
    /// A cipher with a nonce of 12 bytes, which is all that TLS has.
    #[allow(clippy::cast_sign_loss, reason = "two shifts")]
    const fn new(kind: ffi::mbedtls_cipher_type_t, mode: ffi::mbedtls_cipher_mode_t, bits: u32, block: u32) -> Self {
        let nonce = 12 >> ffi::MBEDTLS_IV_SIZE_SHIFT as u32;
        let bits = bits >> ffi::MBEDTLS_KEY_BITLEN_SHIFT as u32;
        Self { name: 0, fields: block | nonce << 5 | bits << 8 | (mode as u32) << 12 | (kind as u32) << 16 }
    }

    const fn kind(&self) -> ffi::mbedtls_cipher_type_t {
        (self.fields >> 16) as ffi::mbedtls_cipher_type_t
    }
}

static CIPHERS: [Description; 3] = [
    Description::new(ffi::MBEDTLS_CIPHER_AES_128_GCM, ffi::MBEDTLS_MODE_GCM, 128, 16),
    Description::new(ffi::MBEDTLS_CIPHER_AES_256_GCM, ffi::MBEDTLS_MODE_GCM, 256, 16),
    Description::new(ffi::MBEDTLS_CIPHER_CHACHA20_POLY1305, ffi::MBEDTLS_MODE_CHACHAPOLY, 256, 1),
];

/// What TLS needs to know of a cipher, NULL for one that it does not have here. Mbed TLS's contract: `mbedtls/cipher.h`.
#[unsafe(no_mangle)]
extern "C" fn mbedtls_cipher_info_from_type(kind: ffi::mbedtls_cipher_type_t) -> *const Info {
    CIPHERS.iter().find(|cipher| cipher.kind() == kind).map_or(null(), |cipher| (&raw const *cipher).cast())
}

/// Whether a context's cipher is GCM; the other one is ChaCha20-Poly1305.
///
/// # Safety
/// A context that was set up.
unsafe fn is_gcm(context: *const Context) -> bool {
    // SAFETY: the function's contract; all descriptions are of CIPHERS.
    let cipher = unsafe { &*(*context).cipher_info.cast::<Description>() };
    cipher.kind() != ffi::MBEDTLS_CIPHER_CHACHA20_POLY1305
}

/// Gives a context the room for its cipher. Mbed TLS's contract: `mbedtls/cipher.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_cipher_setup(context: *mut Context, info: *const Info) -> c_int {
    if info.is_null() {
        return ffi::MBEDTLS_ERR_CIPHER_BAD_INPUT_DATA;
    }
    // SAFETY: the caller's context, initialised, and a description of CIPHERS.
    unsafe {
        (*context).cipher_info = info;
        let size = if is_gcm(context) { size_of::<ffi::mbedtls_gcm_context>() } else { super::chachapoly::CONTEXT };
        (*context).cipher_ctx = camtls_engine_calloc_lasting(1, size);
        if (*context).cipher_ctx.is_null() { ffi::MBEDTLS_ERR_CIPHER_ALLOC_FAILED } else { 0 }
    }
}

/// Frees what a context holds, which wipes it. Mbed TLS's contract: `mbedtls/cipher.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_cipher_free(context: *mut Context) {
    // SAFETY: the caller's context or NULL; what it holds was set up here.
    unsafe {
        if context.is_null() {
            return;
        }
        let cipher = (*context).cipher_ctx;
        if !cipher.is_null() {
            if is_gcm(context) {
                ffi::mbedtls_gcm_free(cipher.cast());
            }
            camtls_engine_free(cipher);
        }
        context.write_bytes(0, 1);
    }
}

/// Sets the key, which is as long as the cipher's. Mbed TLS's contract: `mbedtls/cipher.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_cipher_setkey(
    context: *mut Context,
    key: *const c_uchar,
    bits: c_int,
    _operation: ffi::mbedtls_operation_t,
) -> c_int {
    // SAFETY: the caller's context, set up, and a key of the length that its description says.
    unsafe {
        let cipher = (*context).cipher_ctx;
        if is_gcm(context) {
            ffi::mbedtls_gcm_setkey(cipher.cast(), ffi::MBEDTLS_CIPHER_ID_AES, key, bits.unsigned_abs())
        } else {
            ffi::mbedtls_chachapoly_setkey(cipher.cast(), key)
        }
    }
}

/// Encrypts a record, with its tag behind. Mbed TLS's contract: `mbedtls/cipher.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_cipher_auth_encrypt_ext(
    context: *mut Context,
    nonce: *const c_uchar,
    nonce_length: usize,
    data: *const c_uchar,
    data_length: usize,
    input: *const c_uchar,
    length: usize,
    output: *mut c_uchar,
    room: usize,
    written: *mut usize,
    tag_length: usize,
) -> c_int {
    let Some(total) = length.checked_add(tag_length).filter(|total| *total <= room && tag_length == TAG) else {
        return ffi::MBEDTLS_ERR_CIPHER_BAD_INPUT_DATA;
    };
    // SAFETY: the caller's context with its key set, `length` bytes of input, and room for them and the tag.
    unsafe {
        let (cipher, tag) = ((*context).cipher_ctx, output.add(length));
        written.write(total);
        if is_gcm(context) {
            let mode = ffi::MBEDTLS_GCM_ENCRYPT;
            ffi::mbedtls_gcm_crypt_and_tag(
                cipher.cast(),
                mode,
                length,
                nonce,
                nonce_length,
                data,
                data_length,
                input,
                output,
                tag_length,
                tag,
            )
        } else {
            ffi::mbedtls_chachapoly_encrypt_and_tag(cipher.cast(), length, nonce, data, data_length, input, output, tag)
        }
    }
}

/// Bytes of a tag.
const TAG: usize = 16;

/// Decrypts a record whose tag stands behind it; nothing is left of one that is not authentic. Mbed TLS's contract: `mbedtls/cipher.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_cipher_auth_decrypt_ext(
    context: *mut Context,
    nonce: *const c_uchar,
    nonce_length: usize,
    data: *const c_uchar,
    data_length: usize,
    input: *const c_uchar,
    total: usize,
    output: *mut c_uchar,
    room: usize,
    written: *mut usize,
    tag_length: usize,
) -> c_int {
    let Some(length) = total.checked_sub(tag_length).filter(|length| *length <= room && tag_length == TAG) else {
        return ffi::MBEDTLS_ERR_CIPHER_BAD_INPUT_DATA;
    };
    // SAFETY: the caller's context with its key set, `total` bytes of input, and room for what is not its tag.
    let (code, failed) = unsafe {
        let (cipher, tag) = ((*context).cipher_ctx, input.add(length));
        written.write(length);
        if is_gcm(context) {
            let code = ffi::mbedtls_gcm_auth_decrypt(
                cipher.cast(),
                length,
                nonce,
                nonce_length,
                data,
                data_length,
                tag,
                tag_length,
                input,
                output,
            );
            (code, ffi::MBEDTLS_ERR_GCM_AUTH_FAILED)
        } else {
            let code = ffi::mbedtls_chachapoly_auth_decrypt(
                cipher.cast(),
                length,
                nonce,
                data,
                data_length,
                tag,
                input,
                output,
            );
            (code, ffi::MBEDTLS_ERR_CHACHAPOLY_AUTH_FAILED)
        }
    };
    if code == failed { ffi::MBEDTLS_ERR_CIPHER_AUTH_FAILED } else { code }
}
