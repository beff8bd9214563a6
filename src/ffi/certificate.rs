//! Certificates without a connection, as C sees them.

use super::entry::{ENOENT, enter, null, put, run, slice};
use super::error::{copy_text, remember};
use crate::engine;
use crate::policy::Refusal;
use crate::policy::certificate::Certificate;
use crate::policy::der;
use crate::policy::listing::{self, Kind, Value};
use crate::policy::text::{Name, Text};
use crate::policy::usage::Purpose;
use crate::tls::trouble::Trouble;
use crate::tls::verdict;
use core::ffi::c_char;
use heapless::String;

/// Judges a chain (DER, concatenated, leaf first) by the anchors (DER, concatenated), as a handshake would.
///
/// `hostname` NULL: no name is checked. `for_server`: the leaf is to serve a server, else a client. `crls`, which may be NULL,
/// are revocation lists (DER, concatenated), looked at if `flags` say so, as for a context.
///
/// Errors: the verdict, told by `camtls_failure_last`. Blocking: some public-key operations, 8 at most.
///
/// # Safety
/// The pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "C passes lengths beside pointers")]
pub unsafe extern "C" fn camtls_certificate_verify(
    chain: *const u8,
    chain_length: usize,
    anchors: *const u8,
    anchors_length: usize,
    crls: *const u8,
    crls_length: usize,
    hostname: *const c_char,
    hostname_length: usize,
    for_server: bool,
    flags: u32,
) -> i32 {
    let mut call = match enter() {
        Ok(call) => call,
        Err(code) => return code,
    };
    // SAFETY: as the caller promises.
    let read = |bytes, length| unsafe { slice(bytes, length, "a NULL chain, anchors, list or name") };
    let named = !hostname.is_null() || hostname_length != 0;
    let offered = || {
        Ok(verdict::Offered {
            chain: read(chain, chain_length)?,
            anchors: read(anchors, anchors_length)?,
            crls: read(crls, crls_length)?,
            name: if named { Some(read(hostname.cast(), hostname_length)?) } else { None },
            purpose: if for_server { Purpose::ServerAuth } else { Purpose::ClientAuth },
            flags,
        })
    };
    let refused = match offered() {
        Ok(offered) => verdict::judge(&offered).err(),
        Err::<_, Trouble<'_>>(trouble) => Some(trouble.report()),
    };
    match refused {
        None => 0,
        Some(report) => {
            remember(&mut call.0, &report);
            report.code
        }
    }
}

/// A list of attributes: a distinguished name.
pub const CAMTLS_LIST_NAME: i32 = 0;
/// A list of alternative names.
pub const CAMTLS_LIST_ALTERNATIVE_NAMES: i32 = 1;
/// A list of the purposes of an extended key usage.
pub const CAMTLS_LIST_PURPOSES: i32 = 2;

/// There is no value.
pub const CAMTLS_VALUE_NONE: i32 = 0;
/// The value is UTF-8.
pub const CAMTLS_VALUE_TEXT: i32 = 1;
/// The value is no text: its encoding.
pub const CAMTLS_VALUE_BYTES: i32 = 2;
/// The value is a `CAMTLS_LIST_NAME`.
pub const CAMTLS_VALUE_NAME: i32 = 3;

/// The longest text that is written out, an object identifier of 20 bytes, fits into an entry with its NUL.
const WRITTEN: usize = 95;

/// What `camtls_certificate_next` has not given yet. Borrowed from the certificate's DER.
#[repr(C)]
pub struct camtls_certificate_list {
    /// `CAMTLS_LIST_*`.
    pub kind: i32,
    /// What is left.
    pub bytes: *const u8,
    /// Its length.
    pub length: usize,
}

/// An attribute, a name or a purpose.
#[repr(C)]
pub struct camtls_certificate_entry {
    /// What it is, in CPython's words: "commonName", "DNS", "serverAuth"; an object identifier where there is no word. It and
    /// `value` may point to `text`: an entry is not to be copied.
    pub label: *const c_char,
    /// Its value: borrowed from the certificate's DER, in `text`, or a constant.
    pub value: *const u8,
    /// The value's length.
    pub length: usize,
    /// `CAMTLS_VALUE_*`.
    pub form: i32,
    /// It is the first attribute of a relative name.
    pub begins: bool,
    /// What was written out.
    pub text: [c_char; 96],
}

/// What a certificate says. Pointers are borrowed from its DER; nothing of it is verified.
#[repr(C)]
pub struct camtls_certificate_info {
    /// 1, 2 or 3.
    pub version: u32,
    /// The bits of a supported key, else 0.
    pub key_bits: u32,
    /// The kind of its key: "P-256", "RSA", "Ed25519".
    pub key: [c_char; 32],
    /// The first eight bits of the key usage, digitalSignature the highest; 0 without.
    pub key_usage: u8,
    /// It says of its subject that it is a certification authority.
    pub ca: bool,
    /// Its first second, in seconds since 1970.
    pub not_before: i64,
    /// Its last second, in seconds since 1970.
    pub not_after: i64,
    /// When it is time to renew it: two thirds of its life have passed, or half of one under ten days.
    pub renewal: i64,
    /// `not_before` in OpenSSL's words: "Jun  1 12:00:00 2026 GMT".
    pub not_before_text: [c_char; 25],
    /// `not_after` likewise.
    pub not_after_text: [c_char; 25],
    /// SHA-256 of its SubjectPublicKeyInfo: what `camtls_context_pin_public_key` takes.
    pub pin: [u8; 32],
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
    /// The serial number, the highest byte first.
    pub serial: *const u8,
    /// The bytes of the serial number.
    pub serial_length: usize,
    /// Whose key it is.
    pub subject: camtls_certificate_list,
    /// Who signed it.
    pub issuer: camtls_certificate_list,
    /// The subject's alternative names.
    pub alternative_names: camtls_certificate_list,
    /// The purposes of its extended key usage.
    pub purposes: camtls_certificate_list,
}

const fn list(kind: i32, bytes: &[u8]) -> camtls_certificate_list {
    camtls_certificate_list { kind, bytes: bytes.as_ptr(), length: bytes.len() }
}

/// Writes out an address or an object identifier; answers its length.
fn write_out(place: &mut [c_char], name: Name<'_>) -> usize {
    let mut text = String::<WRITTEN>::new();
    name.write_bare(&mut Text::new(&mut text, WRITTEN), WRITTEN);
    // CPython's addresses of version 6 are in capitals.
    text.make_ascii_uppercase();
    copy_text(place, &text);
    text.len()
}

fn write_date(place: &mut [c_char; 25], seconds: i64) {
    let mut text = String::<24>::new();
    Text::new(&mut text, 24).gmt(seconds);
    copy_text(place, &text);
}

/// Reads a certificate in DER, whatever it is good for.
///
/// Errors: `ERR_CERT_MALFORMED`, `ERR_BAD_ARGUMENT`. Ownership: `out` borrows `der`.
///
/// # Safety
/// The pointers are NULL or valid, `der` for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_certificate_read(
    der: *const u8,
    length: usize,
    out: *mut camtls_certificate_info,
) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let der = unsafe { slice(der, length, "a NULL certificate") }?;
        let certificate = Certificate::parse(der)?;
        let names = listing::alternative_names(&certificate)?;
        let purposes = listing::purposes(&certificate)?;
        let validity = certificate.validity;
        let mut info = camtls_certificate_info {
            version: certificate.version,
            key_bits: certificate.public_key.bits(),
            key: [0; 32],
            key_usage: certificate.extensions.key_usage.map_or(0, |usage| usage.bits()),
            ca: certificate.is_ca(),
            not_before: validity.not_before,
            not_after: validity.not_after,
            renewal: validity.renewal(),
            not_before_text: [0; 25],
            not_after_text: [0; 25],
            pin: engine::sha256(certificate.public_key_info),
            fingerprint: engine::sha256(der),
            serial: certificate.serial.as_ptr(),
            serial_length: certificate.serial.len(),
            subject: list(CAMTLS_LIST_NAME, certificate.subject.as_bytes()),
            issuer: list(CAMTLS_LIST_NAME, certificate.issuer.as_bytes()),
            alternative_names: list(CAMTLS_LIST_ALTERNATIVE_NAMES, names),
            purposes: list(CAMTLS_LIST_PURPOSES, purposes),
        };
        copy_text(&mut info.key, certificate.public_key.kind());
        write_date(&mut info.not_before_text, validity.not_before);
        write_date(&mut info.not_after_text, validity.not_after);
        // SAFETY: as the caller promises.
        unsafe { put(out, info, "a NULL output") }
    })
}

/// Finds the `index`-th of some certificates (DER, concatenated).
///
/// Errors: `ENOENT` past the end; why these are no certificates, as when they are loaded. Ownership: `*out` points into `der`.
///
/// # Safety
/// The pointers are NULL or valid, `der` for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_certificate_find(
    der: *const u8,
    length: usize,
    index: usize,
    out: *mut *const u8,
    out_length: *mut usize,
) -> i32 {
    let mut ended = false;
    let code = run(|_| {
        // SAFETY: as the caller promises.
        let documents = der::certificates(unsafe { slice(der, length, "NULL certificates") }?)?;
        let Some(certificate) = documents.get(index) else {
            ended = true;
            return Ok(());
        };
        // SAFETY: as the caller promises.
        unsafe {
            put(out_length, certificate.len(), "a NULL output")?;
            put(out, certificate.as_ptr(), "a NULL output")
        }
    });
    if ended { ENOENT } else { code }
}

/// Takes the first entry off a list.
///
/// Errors: `ENOENT` at the end, `ERR_CERT_MALFORMED`, `ERR_BAD_ARGUMENT`.
///
/// # Safety
/// The pointers are NULL or valid; the list's DER is where it was when the list was written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_certificate_next(
    list: *mut camtls_certificate_list,
    out: *mut camtls_certificate_entry,
) -> i32 {
    let mut ended = false;
    let code = run(|_| {
        // SAFETY: as the caller promises.
        let (Some(list), false) = (unsafe { list.as_mut() }, out.is_null()) else {
            return Err(null("a NULL list or entry"));
        };
        // SAFETY: as the caller promises.
        let mut rest = unsafe { slice(list.bytes, list.length, "a NULL list") }?;
        let kind = match list.kind {
            CAMTLS_LIST_NAME => Kind::Name,
            CAMTLS_LIST_ALTERNATIVE_NAMES => Kind::AlternativeNames,
            CAMTLS_LIST_PURPOSES => Kind::Purposes,
            value => return Err(Refusal::BadValue { what: "kind", value: i64::from(value) }.into()),
        };
        let Some(entry) = listing::next(kind, &mut rest)? else {
            ended = true;
            return Ok(());
        };
        (list.bytes, list.length) = (rest.as_ptr(), rest.len());
        let mut text = [0; 96];
        // SAFETY: as the caller promises, `out` is valid; no reference to what it holds is made.
        let written = unsafe { &raw mut (*out).text }.cast_const().cast::<c_char>();
        let label = entry.label.map(core::ffi::CStr::as_ptr).unwrap_or_else(|| {
            write_out(&mut text, Name::Object(entry.object));
            written
        });
        let (form, value, length) = match entry.value {
            Value::None => (CAMTLS_VALUE_NONE, core::ptr::null(), 0),
            Value::Text(bytes) => (CAMTLS_VALUE_TEXT, bytes.as_ptr(), bytes.len()),
            Value::Bytes(bytes) => (CAMTLS_VALUE_BYTES, bytes.as_ptr(), bytes.len()),
            Value::Name(bytes) => (CAMTLS_VALUE_NAME, bytes.as_ptr(), bytes.len()),
            Value::Written(name) => {
                let length = write_out(&mut text, name);
                (CAMTLS_VALUE_TEXT, written.cast(), length)
            }
        };
        let entry = camtls_certificate_entry { label, value, length, form, begins: entry.begins, text };
        // SAFETY: as the caller promises.
        unsafe { out.write(entry) };
        Ok(())
    });
    if ended { ENOENT } else { code }
}
