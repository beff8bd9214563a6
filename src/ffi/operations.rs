//! Keys, requests and slots, as C sees them (feature `operations`).

use super::entry::{null, put, run, slice};
use super::slot::camtls_slot_info;
use crate::platform::stack;
use crate::policy::certificate::Certificate;
use crate::policy::der;
use crate::policy::request::Applicant;
use crate::policy::slot::Slot;
use crate::policy::text::Name;
use crate::policy::wrapped::is_wrapped;
use crate::policy::{Code, Refusal};
use crate::tls::operations;
use crate::tls::trouble::Trouble;
use core::ffi::c_char;

/// Room enough for what `camtls_key_generate` writes.
pub const CAMTLS_KEY_MAX: usize = 192;
/// Room enough for what `camtls_key_request` writes.
pub const CAMTLS_REQUEST_MAX: usize = 2048;
/// What a slot has besides key and certificates.
pub const CAMTLS_SLOT_OVERHEAD: usize = 48;

/// Runs `work`, which computes with a private key; nothing of that stays on the stack.
fn run_secretly<'a>(work: impl FnOnce() -> Result<(), Trouble<'a>>) -> i32 {
    let code = run(|_| work());
    stack::wipe();
    code
}

/// `length` writable bytes at `out`.
///
/// # Safety
/// `out` is NULL or valid for writing `length` bytes, which nobody else uses during the call.
unsafe fn room<'a>(out: *mut u8, length: usize) -> Result<&'a mut [u8], Trouble<'static>> {
    if out.is_null() || isize::try_from(length).is_err() {
        return Err(null("a NULL output"));
    }
    // SAFETY: as the caller promises.
    Ok(unsafe { core::slice::from_raw_parts_mut(out, length) })
}

/// Makes a private key with the library's generator, as PKCS#8, or `wrapped`: encrypted with a key of the device. `curve`: `prime256v1`
/// or `secp384r1`.
///
/// Errors: `ERR_BAD_ARGUMENT`, `ERR_LIMIT_REACHED`, `ERR_RANDOM_FAILED`, `ERR_RANDOM_STUCK`, `ENOMEM`, wrapped `ERR_NO_HARDWARE_KEY` and
/// `ERR_HARDWARE_FAULT`; nothing of a key is in `out` then. Blocking: one public-key operation. Ownership: the caller wipes `out`.
///
/// # Safety
/// The pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_key_generate(
    curve: *const c_char,
    curve_length: usize,
    wrapped: bool,
    out: *mut u8,
    size: usize,
    length: *mut usize,
) -> i32 {
    run_secretly(|| {
        // SAFETY: as the caller promises.
        let (curve, out) = unsafe { (slice(curve.cast(), curve_length, "a NULL curve")?, room(out, size)?) };
        let written = operations::generate_key(curve, wrapped, out)?;
        // SAFETY: as the caller promises.
        unsafe { put(length, written, "a NULL output") }
    })
}

/// Makes a certificate request (PKCS#10) for a private key on a curve: for `subject`, `CN=camera-7,O=Example` or a common name alone, and
/// `names`, DNS names and addresses with commas between them; or, where `certificate` is not NULL, for what the first one there says.
///
/// Errors: what is wrong with the key or the certificate, `ERR_BAD_ARGUMENT`, `ERR_LIMIT_REACHED`, `ERR_RANDOM_FAILED`,
/// `ENOMEM`. Blocking: two public-key operations.
///
/// # Safety
/// The pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_key_request(
    key: *const u8,
    key_length: usize,
    subject: *const c_char,
    subject_length: usize,
    names: *const c_char,
    names_length: usize,
    certificate: *const u8,
    certificate_length: usize,
    out: *mut u8,
    size: usize,
    length: *mut usize,
) -> i32 {
    run_secretly(|| {
        // SAFETY: as the caller promises.
        let (key, out) = unsafe { (slice(key, key_length, "a NULL key")?, room(out, size)?) };
        let applicant = if certificate.is_null() {
            // SAFETY: as the caller promises.
            let (subject, names) = unsafe {
                (
                    slice(subject.cast(), subject_length, "a NULL subject")?,
                    slice(names.cast(), names_length, "NULL names")?,
                )
            };
            Applicant::Named { subject, names }
        } else {
            // SAFETY: as the caller promises.
            let chain = unsafe { slice(certificate, certificate_length, "a NULL certificate") }?;
            let certificate = Certificate::parse(der::certificates(chain)?.get(0).unwrap_or_default())?;
            let names = certificate.extensions.subject_alternative_name;
            Applicant::Renewing { subject: certificate.subject, names: names.map(|extension| extension.value) }
        };
        let written = operations::request(key, applicant, out)?;
        // SAFETY: as the caller promises.
        unsafe { put(length, written, "a NULL output") }
    })
}

/// Reads a slot's file.
///
/// Errors: `ENOENT` for what was not written to its end or has been changed since. Ownership: `out` borrows `bytes`.
///
/// # Safety
/// The pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_slot_read(bytes: *const u8, length: usize, out: *mut camtls_slot_info) -> i32 {
    let mut whole = false;
    let code = run(|_| {
        // SAFETY: as the caller promises.
        let Some(slot) = operations::read_slot(unsafe { slice(bytes, length, "a NULL slot") }?) else { return Ok(()) };
        whole = true;
        let info = camtls_slot_info {
            generation: slot.generation,
            key: slot.key.as_ptr(),
            key_length: slot.key.len(),
            wrapped: is_wrapped(slot.key),
            certificates: slot.chain.as_ptr(),
            certificates_length: slot.chain.len(),
            digest: *slot.digest,
        };
        // SAFETY: as the caller promises.
        unsafe { put(out, info, "a NULL output") }
    });
    if code == 0 && !whole { super::entry::ENOENT } else { code }
}

/// Whether the slot of one generation is newer than that of another. Generations go round.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_slot_is_newer(generation: u32, other: u32) -> bool {
    Slot::is_newer(generation, other)
}

/// Makes a slot's file of an identity, which is checked as `camtls_context_load_identity` checks it. `out` has room for both lengths and
/// `CAMTLS_SLOT_OVERHEAD`.
///
/// Errors: what cannot be loaded and why, `ERR_LIMIT_REACHED`, `ENOMEM`. Blocking: one public-key operation. Ownership: the caller wipes `out`.
///
/// # Safety
/// The pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_slot_write(
    generation: u32,
    certificates: *const u8,
    certificates_length: usize,
    key: *const u8,
    key_length: usize,
    out: *mut u8,
    size: usize,
    length: *mut usize,
) -> i32 {
    run_secretly(|| {
        // SAFETY: as the caller promises.
        let (certificates, key, out) = unsafe {
            (
                slice(certificates, certificates_length, "NULL certificates")?,
                slice(key, key_length, "a NULL key")?,
                room(out, size)?,
            )
        };
        let written = operations::write_slot(generation, certificates, key, out)?;
        // SAFETY: as the caller promises.
        unsafe { put(length, written, "a NULL output") }
    })
}

/// Of what a CA answered to a request (PKCS#7 of certificates) takes the one for `key`, and behind it the issuers that are in the answer or
/// among `others`: the chain to install.
///
/// Errors: `ERR_RENEWAL_ANSWER`, `ERR_KEY_MISMATCH`, what is wrong with the key, `ERR_LIMIT_REACHED`, `ENOMEM`.
///
/// # Safety
/// The pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_certificate_answered(
    answer: *const u8,
    answer_length: usize,
    key: *const u8,
    key_length: usize,
    others: *const u8,
    others_length: usize,
    out: *mut u8,
    size: usize,
    length: *mut usize,
) -> i32 {
    run_secretly(|| {
        // SAFETY: as the caller promises.
        let (answer, key, others, out) = unsafe {
            (
                slice(answer, answer_length, "a NULL answer")?,
                slice(key, key_length, "a NULL key")?,
                slice(others, others_length, "NULL certificates")?,
                room(out, size)?,
            )
        };
        let written = operations::chain_of(answer, key, others, out)?;
        // SAFETY: as the caller promises.
        unsafe { put(length, written, "a NULL output") }
    })
}

/// Remembers a failure that the port found, for `camtls_failure_last`: `ERR_NO_ADDRESS`, `ERR_CONNECT_FAILED` (with a port) and
/// `ERR_NO_DATE` with a server as `name`; `ERR_READ_ONLY`, `ERR_FILE_EXISTS`, `ERR_IDENTITY_ABSENT`, `ERR_WRITE_LOST` with a path as `name`; `ERR_RENEWAL_REFUSED` with a status and its reason, `ERR_RENEWAL_LATER`
/// with seconds, `ERR_RENEWAL_ANSWER` (`number` 1: it took too long), `ERR_BAD_ARGUMENT` for its address (1: its name is not checked). The result is `code`, or `ERR_BAD_VALUE` for another one.
///
/// # Safety
/// `name` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_failure_found(code: i32, name: *const c_char, length: usize, number: i64) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let name = Name::Text(unsafe { slice(name.cast(), length, "a NULL name") }?);
        Err(match Code::from_number(code) {
            Some(Code::BadArgument) if number == 0 => {
                Refusal::BadArgument { what: "an EST server's url is https://host:port/path" }
            }
            Some(Code::BadArgument) => Refusal::BadArgument { what: "an EST server's name must be checked" },
            Some(Code::NoAnchors) => Refusal::NoAnchors,
            Some(Code::NoAddress) => Refusal::NoAddress { wanted: name },
            Some(Code::ConnectFailed) => Refusal::ConnectFailed { wanted: name, port: number },
            Some(Code::NoDate) => Refusal::NoDate { wanted: name },
            Some(Code::ReadOnly) => Refusal::ReadOnly { path: name },
            Some(Code::FileExists) => Refusal::FileExists { path: name },
            Some(Code::IdentityAbsent) => Refusal::IdentityAbsent { directory: name },
            Some(Code::WriteLost) => Refusal::WriteLost { path: name },
            Some(Code::RenewalRefused) => Refusal::RenewalRefused { status: number, reason: name },
            Some(Code::RenewalLater) => Refusal::RenewalLater { seconds: number },
            Some(Code::RenewalAnswer) if number == 0 => {
                Refusal::RenewalAnswer { what: "is no HTTP answer with a certificate" }
            }
            Some(Code::RenewalAnswer) => Refusal::RenewalAnswer { what: "took too long" },
            _ => Refusal::BadValue { what: "code", value: i64::from(code) },
        }
        .into())
    })
}
