//! Contexts, as C sees them.

use super::entry::{blob, null, put, run, slice};
use super::error::remember;
use super::object::{self, Object, behind};
use crate::engine::{Role, Signer};
use crate::platform::memory::OutOfMemory;
use crate::platform::{lock, stack};
use crate::policy::Refusal;
use crate::policy::der::Content;
use crate::tls::context::{Context, Protocol, VerifyMode};
use crate::tls::limits::Limits;
use crate::tls::trouble::Trouble;
use core::ffi::{c_char, c_void};
use core::ptr::NonNull;

/// What connections are made from: identity, trust anchors, what may be agreed on.
pub struct camtls_context {
    _private: (),
}

/// TLS, the end that connects.
pub const CAMTLS_PROTOCOL_TLS_CLIENT: i32 = 0;
/// TLS, the end that accepts.
pub const CAMTLS_PROTOCOL_TLS_SERVER: i32 = 1;
/// DTLS, the end that connects (feature `dtls`).
pub const CAMTLS_PROTOCOL_DTLS_CLIENT: i32 = 2;
/// DTLS, the end that accepts (feature `dtls`).
pub const CAMTLS_PROTOCOL_DTLS_SERVER: i32 = 3;

/// The mode is decided by intent: a client that was given anchors requires, all else does not verify.
pub const CAMTLS_VERIFY_UNSET: i32 = -1;
/// The peer is not verified.
pub const CAMTLS_VERIFY_NONE: i32 = 0;
/// The peer is verified, the handshake goes on whatever the verdict.
pub const CAMTLS_VERIFY_OPTIONAL: i32 = 1;
/// Only a trusted peer gets a connection.
pub const CAMTLS_VERIFY_REQUIRED: i32 = 2;

/// The library copies the bytes.
pub const CAMTLS_MEMORY_COPY: i32 = 0;
/// Read-only memory that stays as it is until `camtls_deinit` (ROMFS, flash): never copied.
pub const CAMTLS_MEMORY_BORROW: i32 = 1;

/// Makes a context. `protocol`: `CAMTLS_PROTOCOL_*`.
///
/// Errors: `ERR_BAD_VALUE`, `ERR_UNSUPPORTED`, `ENOMEM`. Ownership: free it with `camtls_context_free`.
///
/// # Safety
/// `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_new(protocol: i32, out: *mut *mut camtls_context) -> i32 {
    run(|call| {
        let (role, datagram) = match protocol {
            CAMTLS_PROTOCOL_TLS_CLIENT => (Role::Client, false),
            CAMTLS_PROTOCOL_TLS_SERVER => (Role::Server, false),
            CAMTLS_PROTOCOL_DTLS_CLIENT => (Role::Client, true),
            CAMTLS_PROTOCOL_DTLS_SERVER => (Role::Server, true),
            value => return Err(Refusal::BadValue { what: "protocol", value: i64::from(value) }.into()),
        };
        if datagram && !cfg!(feature = "dtls") {
            return Err(Refusal::Unsupported { what: "DTLS" }.into());
        }
        if out.is_null() {
            return Err(null("a NULL output"));
        }
        // What an option that is none leaves unwritten are old words of the stack. One of them was the address of the object that Python is
        // making just now, which a collector that reads the library's memory would then keep for ever.
        stack::wipe();
        let context = make(&mut call.0, Protocol { role, datagram })?;
        // SAFETY: as the caller promises.
        unsafe { put(out, context, "out") }
    })
}

/// Frees and wipes a context; NULL is allowed. Connections keep what they began with.
///
/// # Safety
/// `self_` is NULL or a context that is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_free(self_: *mut camtls_context) {
    // SAFETY: as the caller promises.
    unsafe { free(self_) };
}

/// Frees the object behind an opaque pointer, or defers that.
///
/// # Safety
/// `opaque` is NULL or an object of [`object::make`] that is not used again.
pub(super) unsafe fn free<O>(opaque: *mut O) {
    let Some(object) = NonNull::new(opaque.cast::<Object<()>>()) else { return };
    match super::entry::enter() {
        // SAFETY: as the caller promises.
        Ok(mut call) => unsafe { object::free_now(&mut call.0, object) },
        // SAFETY: likewise; this thread is in the library, further up its stack.
        Err(super::entry::EBUSY) => unsafe { object::defer(object) },
        // After camtls_deinit nothing is left to free.
        Err(_) => {}
    }
}

/// Runs `work` on the context behind a pointer.
///
/// # Safety
/// `opaque` is NULL or a live context.
pub(super) unsafe fn with<'a>(
    opaque: *const camtls_context,
    work: impl FnOnce(&mut lock::Held, &'a mut Context) -> Result<(), Trouble<'a>>,
) -> i32 {
    run(|call| {
        // SAFETY: as the caller promises; the library is held, so nobody else uses it.
        let object = unsafe { behind::<Context, _>(opaque) }.ok_or(null("a NULL context"))?;
        work(&mut call.0, &mut object.value)
    })
}

/// Makes a context on a stack without old words, apart from whoever called for it.
#[inline(never)]
fn make(held: &mut lock::Held, protocol: Protocol) -> Result<*mut camtls_context, OutOfMemory> {
    object::make(held, Context::new(protocol))
}

/// What `read` says of the context behind a pointer, or `otherwise`.
///
/// # Safety
/// `opaque` is NULL or a live context.
unsafe fn ask<R>(opaque: *const camtls_context, otherwise: R, read: impl FnOnce(&Context) -> R) -> R {
    let Ok(_call) = super::entry::enter() else { return otherwise };
    // SAFETY: as the caller promises; the library is held.
    match unsafe { behind::<Context, _>(opaque) } {
        Some(object) => read(&object.value),
        None => otherwise,
    }
}

/// Sets how strictly the peer is verified. `mode`: `CAMTLS_VERIFY_*`.
///
/// Errors: `ERR_BAD_VALUE`.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_verify_mode(self_: *mut camtls_context, mode: i32) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        context.set_verify_mode(match mode {
            CAMTLS_VERIFY_UNSET => None,
            CAMTLS_VERIFY_NONE => Some(VerifyMode::None),
            CAMTLS_VERIFY_OPTIONAL => Some(VerifyMode::Optional),
            CAMTLS_VERIFY_REQUIRED => Some(VerifyMode::Required),
            value => return Err(Refusal::BadValue { what: "verify_mode", value: i64::from(value) }.into()),
        });
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// The effective mode: never `CAMTLS_VERIFY_UNSET`.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_verify_mode(self_: *const camtls_context) -> i32 {
    let read = |context: &Context| match context.verify_mode(context.protocol.role) {
        VerifyMode::None => CAMTLS_VERIFY_NONE,
        VerifyMode::Optional => CAMTLS_VERIFY_OPTIONAL,
        VerifyMode::Required => CAMTLS_VERIFY_REQUIRED,
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, CAMTLS_VERIFY_REQUIRED, read) }
}

/// Says whether a client checks the server's name.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_check_hostname(self_: *mut camtls_context, on: bool) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        context.set_check_hostname(on);
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Whether a client checks the server's name.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_check_hostname(self_: *const camtls_context) -> bool {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, true, Context::check_hostname) }
}

/// Says whether a certificate's common name may stand in for a missing subject alternative name.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_common_name(self_: *mut camtls_context, on: bool) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        context.accepts_common_name = on;
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Whether a common name may stand in for a missing subject alternative name.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_common_name(self_: *const camtls_context) -> bool {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, false, |context| context.accepts_common_name) }
}

/// Says whether `CAMTLS_EVENT_WANT_CALLBACK` asks about each certificate of an accepted path.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_callback(self_: *mut camtls_context, on: bool) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        context.asks_script = on;
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Signs with an EC key in the place of the library (a secure element, for example). `key` is the private key as it was loaded,
/// without leading zeros: whatever the element knows its key by. Writes a DER signature (RFC 3279 section 2.2.3) over `hash`, of at
/// most `*length` bytes, and its length. Answers 0 when that is done; above 0 when the key is none of its own: then the library
/// signs; below 0 when it failed: then so does the handshake.
///
/// It is called in the middle of `camtls_connection_advance`: what it calls of the library is refused with `EBUSY`.
pub type camtls_signer = Option<
    unsafe extern "C" fn(
        data: *mut c_void,
        key: *const u8,
        key_length: usize,
        hash: *const u8,
        hash_length: usize,
        signature: *mut u8,
        length: *mut usize,
    ) -> i32,
>;

/// Has `signer` make the ECDSA signatures of connections that are made from now on, NULL for the library itself. Of an EC key that is
/// loaded while there is a signer, the public half alone must be the certificate's.
///
/// # Safety
/// `self_` is NULL or a live context; `signer` may be called with `data` as long as the context and its connections live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_signer(
    self_: *mut camtls_context,
    signer: camtls_signer,
    data: *mut c_void,
) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        context.set_signer(unsafe { Signer::new(signer, data) });
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Loads what this end presents: certificates (DER, concatenated, leaf first) and the private key (PKCS#8, SEC1 or PKCS#1 DER).
///
/// The certificates are copied or borrowed as `memory` says (`CAMTLS_MEMORY_*`), the key is always copied. An expired or not yet
/// valid certificate is loaded: then `*warning` is its code and `camtls_failure_last` has the text, else `*warning` is 0.
///
/// Errors: what cannot be loaded and why (`ERR_PEM_NOT_DER`, `ERR_KEY_MISMATCH`, …; `ERR_IDENTITY_INCOMPLETE` for NULL), `ENOMEM`;
/// nothing is changed then.
/// Blocking: one public-key operation.
///
/// # Safety
/// `self_` is NULL or a live context; the pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_load_identity(
    self_: *mut camtls_context,
    certificates: *const u8,
    certificates_length: usize,
    memory: i32,
    key: *const u8,
    key_length: usize,
    warning: *mut i32,
) -> i32 {
    let work = |held: &mut _, context: &mut Context| {
        if warning.is_null() {
            return Err(null("a NULL output"));
        }
        for (bytes, missing) in [(certificates, Content::Certificate), (key, Content::Key)] {
            if bytes.is_null() {
                return Err(Refusal::IdentityIncomplete { missing }.into());
            }
        }
        // SAFETY: as the caller promises.
        let (certificates, key) = unsafe {
            (
                blob(certificates, certificates_length, memory, "NULL certificates")?,
                slice(key, key_length, "a NULL key")?,
            )
        };
        let report = context.load_identity(certificates, key)?;
        if let Some(report) = &report {
            remember(held, report);
        }
        // SAFETY: as the caller promises.
        unsafe { put(warning, report.map_or(0, |report| report.code), "warning") }
    };
    // SAFETY: as the caller promises.
    let code = unsafe { with(self_, work) };
    stack::wipe();
    code
}

/// Adds trust anchors: DER certificates, one or more concatenated, copied or borrowed as `memory` says.
///
/// Errors: what cannot be loaded and why, `ENOMEM`; nothing is changed then.
///
/// # Safety
/// `self_` is NULL or a live context; `certificates` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_load_anchors(
    self_: *mut camtls_context,
    certificates: *const u8,
    length: usize,
    memory: i32,
) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        context.load_anchors(unsafe { blob(certificates, length, memory, "NULL certificates") }?)
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// How many trust anchors there are.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_anchor_count(self_: *const camtls_context) -> usize {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, 0, Context::anchor_count) }
}

/// Adds revocation lists: DER CRLs, one or more concatenated, copied or borrowed as `memory` says.
///
/// Errors: as for anchors.
///
/// # Safety
/// `self_` is NULL or a live context; `lists` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_load_crls(
    self_: *mut camtls_context,
    lists: *const u8,
    length: usize,
    memory: i32,
) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        context.load_crls(unsafe { blob(lists, length, memory, "NULL lists") }?)
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Sets what is checked beside the chain: 0x4 and 0xC revocation lists (leaf, all), 0x20 the web PKI's rules (feature `strict`).
///
/// Errors: `ERR_BAD_VALUE`, `ERR_UNSUPPORTED`.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_verify_flags(self_: *mut camtls_context, flags: u32) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { with(self_, |_, context| context.set_verify_flags(flags)) }
}

/// The flags.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_verify_flags(self_: *const camtls_context) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, 0, Context::verify_flags) }
}

/// Pins a public key by the SHA-256 of its SubjectPublicKeyInfo, 32 bytes (RFC 7469 section 2.4). Any of several serves.
///
/// Errors: `ERR_LIMIT_REACHED` for more than 8, `ERR_BAD_ARGUMENT` for NULL.
///
/// # Safety
/// `self_` is NULL or a live context; `sha256` is NULL or valid for 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_pin_public_key(self_: *mut camtls_context, sha256: *const u8) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        let bytes = unsafe { slice(sha256, 32, "a NULL pin") }?;
        context.pin(bytes.try_into().map_err(|_| null("pin"))?)
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Chooses cipher suites: IANA names joined by commas, in the order of preference.
///
/// Errors: `ERR_CIPHER_UNKNOWN`, `ERR_NO_CIPHERS`.
///
/// # Safety
/// `self_` is NULL or a live context; `names` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_ciphers(
    self_: *mut camtls_context,
    names: *const c_char,
    length: usize,
) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        let bytes: &[u8] = unsafe { slice(names.cast(), length, "NULL names") }?;
        context.set_suites(bytes)
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// The IANA name of the `index`-th suite that is offered, for ever; NULL past the end.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_cipher(self_: *const camtls_context, index: usize) -> *const c_char {
    let read = |context: &Context| context.suite(index).map_or(core::ptr::null(), |name| name.as_ptr());
    // SAFETY: as the caller promises.
    unsafe { ask(self_, core::ptr::null(), read) }
}

/// Bounds what handshakes may take, 0 for no bound: `timeout` milliseconds each (30,000 at first), so many `handshakes` of a server
/// under way (32 at first), and the bytes of `memory` that the context's connections hold together (none at first): one in its
/// handshake that needs more fails with `ENOMEM`, open ones go on. It holds for connections that are made from now on.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_limits(
    self_: *mut camtls_context,
    timeout: u32,
    handshakes: usize,
    memory: usize,
) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        context.limits = Limits { timeout, handshakes, memory };
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Bounds the versions: 0x0303 is TLS 1.2, 0x0304 is TLS 1.3, 0 the library's own bound. DTLS has 1.2 alone.
///
/// Errors: `ERR_BAD_VALUE`, `ERR_VERSION_RANGE`, `ERR_UNSUPPORTED` for DTLS 1.3.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_versions(self_: *mut camtls_context, minimum: u16, maximum: u16) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { with(self_, |_, context| context.set_versions(minimum, maximum)) }
}

/// Chooses the groups of the key exchange: their names (`prime256v1`, `secp256r1`, `secp384r1`, `X25519`) joined by colons, in the
/// order of preference.
///
/// Errors: `ERR_BAD_ARGUMENT`.
///
/// # Safety
/// `self_` is NULL or a live context; `names` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_groups(
    self_: *mut camtls_context,
    names: *const c_char,
    length: usize,
) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        let bytes: &[u8] = unsafe { slice(names.cast(), length, "NULL names") }?;
        context.set_groups(bytes)
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Sets the application protocols (ALPN), at most 8, in the order of preference: each behind a byte with its length. Empty: none.
///
/// Errors: `ERR_BAD_ARGUMENT`, `ENOMEM`. Ownership: copied.
///
/// # Safety
/// `self_` is NULL or a live context; `names` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_alpn(self_: *mut camtls_context, names: *const u8, length: usize) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        context.set_alpn(unsafe { slice(names, length, "NULL names") }?)
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}

/// Says whether servers give their clients tickets to resume with, as they do by default: keys for them live as long as the context
/// is not changed. A server that asks for certificates gives none.
///
/// # Safety
/// `self_` is NULL or a live context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_set_tickets(self_: *mut camtls_context, on: bool) -> i32 {
    let work = |_: &mut _, context: &mut Context| {
        context.set_tickets(on);
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { with(self_, work) }
}
