//! What went wrong, as C reads it.

use super::entry;
use crate::platform::lock::{Global, Held};
use crate::policy::{Code, Report};
use core::ffi::c_char;

/// No alert is meant.
pub const CAMTLS_ALERT_NONE: u8 = 0;
/// The alert was sent, or is the one to be sent.
pub const CAMTLS_ALERT_SENT: u8 = 1;
/// The alert came from the peer.
pub const CAMTLS_ALERT_RECEIVED: u8 = 2;

/// A time that does not apply.
pub const CAMTLS_TIME_NONE: i64 = i64::MIN;

/// What went wrong.
///
/// Texts are UTF-8, end in NUL and are "" where they do not apply. Times are seconds since 1970, or `CAMTLS_TIME_NONE`.
#[derive(Clone)]
#[repr(C)]
pub struct camtls_failure {
    /// Positive: `errno`. −1 to −0x7FFF: Mbed TLS. −0x8001 to −0x8FFF: `CAMTLS_ERR_*`. 0: nothing went wrong.
    pub code: i32,
    /// `CAMTLS_ALERT_*`: who sent the alert.
    pub alert_direction: u8,
    /// The alert's number (RFC 8446 section 6).
    pub alert: u8,
    /// The certificate's place in the chain, 0 for the leaf; −1: no certificate is meant.
    pub depth: i8,
    /// 0.
    pub reserved: u8,
    /// The camera's clock when it mattered.
    pub now: i64,
    /// The first date in conflict.
    pub not_before: i64,
    /// The last date in conflict.
    pub not_after: i64,
    /// The certificate's subject.
    pub subject: [c_char; 64],
    /// What is wrong, with the values in conflict, and what to do.
    pub text: [c_char; 256],
}

impl camtls_failure {
    const NONE: Self = Self {
        code: 0,
        alert_direction: CAMTLS_ALERT_NONE,
        alert: 0,
        depth: -1,
        reserved: 0,
        now: CAMTLS_TIME_NONE,
        not_before: CAMTLS_TIME_NONE,
        not_after: CAMTLS_TIME_NONE,
        subject: [0; 64],
        text: [0; 256],
    };

    /// A failure of which no more than the code is known.
    pub(super) fn bare(code: i32) -> Self {
        Self { code, ..Self::NONE }
    }

    /// What a report says.
    pub(super) fn of(report: &Report) -> Self {
        let mut failure = Self::bare(report.code);
        if let Some(alert) = report.alert {
            failure.alert = alert.0;
            failure.alert_direction = if report.alert_received { CAMTLS_ALERT_RECEIVED } else { CAMTLS_ALERT_SENT };
        }
        failure.depth = report.depth.and_then(|depth| i8::try_from(depth).ok()).unwrap_or(-1);
        failure.now = report.now.unwrap_or(CAMTLS_TIME_NONE);
        failure.not_before = report.not_before.unwrap_or(CAMTLS_TIME_NONE);
        failure.not_after = report.not_after.unwrap_or(CAMTLS_TIME_NONE);
        copy_text(&mut failure.subject, &report.subject);
        copy_text(&mut failure.text, &report.text);
        failure
    }
}

/// Copies as much as fits before the NUL at the end.
pub(super) fn copy_text(place: &mut [c_char], text: &str) {
    let room = place.len().saturating_sub(1);
    for (byte, from) in place.iter_mut().take(room).zip(text.bytes()) {
        *byte = from.cast_signed() as c_char;
    }
}

// None at first, which is zeros: what is not zeros at first lies in flash as well.
static LAST: Global<Option<camtls_failure>> = Global::new(None);

/// Keeps a report for [`camtls_failure_last`].
pub(super) fn remember(held: &mut Held, report: &Report) {
    LAST.with(held, |last| *last = Some(camtls_failure::of(report)));
}

/// Writes to `out` the detail of the last call, of any function but a connection's, that answered a code.
///
/// # Safety
/// `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_failure_last(out: *mut camtls_failure) {
    if let Ok(mut call) = entry::enter_uninitialised()
        && !out.is_null()
    {
        let last = LAST.with(&mut call.0, |last| last.clone()).unwrap_or(camtls_failure::NONE);
        // SAFETY: as the caller promises.
        unsafe { out.write(last) };
    }
}

/// One row of the catalogue.
#[repr(C)]
pub struct camtls_error_entry {
    /// The code.
    pub code: i32,
    /// Its name in Python: `ERR_CERT_EXPIRED`.
    pub name: *const c_char,
}

/// How many rows the catalogue has.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_error_count() -> usize {
    Code::ALL.len()
}

/// Writes the `index`-th row of the catalogue to `out`. The name lives for ever.
///
/// Errors: `ENOENT` past the end or for NULL.
///
/// # Safety
/// `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_error_get(index: usize, out: *mut camtls_error_entry) -> i32 {
    let Some(code) = Code::ALL.get(index).filter(|_| !out.is_null()) else { return entry::ENOENT };
    let row = camtls_error_entry { code: code.number(), name: code.name_with_nul().as_ptr().cast() };
    // SAFETY: as the caller promises.
    unsafe { out.write(row) };
    0
}

/// The code that is called `name` in Python, its `length` bytes borrowed until return; 0 if none is.
///
/// # Safety
/// `name` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_error_number(name: *const c_char, length: usize) -> i32 {
    // SAFETY: as the caller promises.
    let name = unsafe { entry::slice(name.cast(), length, "the name") }.unwrap_or_default();
    Code::from_name(name).map_or(0, Code::number)
}
