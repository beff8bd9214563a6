//! What a context has, replaced while connections go on, as C sees it.

use super::context::{camtls_context, camtls_context_load_identity, with};
use super::entry::{blob, slice};
use super::error::remember;
use crate::tls::context::Context;
use crate::tls::trouble::Trouble;

/// Loads what this end presents, as `camtls_context_load_identity` does, but only if peers can accept it now: it is in date, and,
/// unless `anchors` (DER, concatenated) is NULL, it has a path to one of these.
///
/// Errors: what cannot be loaded and why, what a peer would say of it; nothing is changed then. Connections keep what they began
/// with. Blocking: some public-key operations, 9 at most.
///
/// # Safety
/// `self_` is NULL or a live context; the pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "C passes lengths beside pointers")]
pub unsafe extern "C" fn camtls_context_replace_identity(
    self_: *mut camtls_context,
    certificates: *const u8,
    certificates_length: usize,
    memory: i32,
    key: *const u8,
    key_length: usize,
    anchors: *const u8,
    anchors_length: usize,
) -> i32 {
    let mut refused = 0;
    let judge = |held: &mut _, context: &mut Context| {
        // SAFETY: as the caller promises.
        let read = |bytes, length| unsafe { slice(bytes, length, "NULL certificates") };
        let by = if anchors.is_null() && anchors_length == 0 { None } else { Some(read(anchors, anchors_length)?) };
        if let Err(report) = context.would_be_accepted(read(certificates, certificates_length)?, by) {
            remember(held, &report);
            refused = report.code;
        }
        Ok::<(), Trouble<'_>>(())
    };
    // What is missing is told when it is to be loaded.
    if !certificates.is_null() {
        // SAFETY: as the caller promises.
        let code = unsafe { with(self_, judge) };
        if code != 0 || refused != 0 {
            return if code != 0 { code } else { refused };
        }
    }
    let mut warning = 0;
    // SAFETY: as the caller promises.
    unsafe {
        camtls_context_load_identity(
            self_,
            certificates,
            certificates_length,
            memory,
            key,
            key_length,
            &raw mut warning,
        )
    }
}

/// Loads trust anchors as `camtls_context_load_anchors` does, in the place of those that were loaded before.
///
/// Errors: likewise; nothing is changed then.
///
/// # Safety
/// `self_` is NULL or a live context; `certificates` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_replace_anchors(
    self_: *mut camtls_context,
    certificates: *const u8,
    length: usize,
    memory: i32,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        with(self_, |_, context| context.replace_anchors(blob(certificates, length, memory, "NULL certificates")?))
    }
}

/// Loads revocation lists as `camtls_context_load_crls` does, in the place of those that were loaded before.
///
/// Errors: likewise; nothing is changed then.
///
/// # Safety
/// `self_` is NULL or a live context; `lists` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_context_replace_crls(
    self_: *mut camtls_context,
    lists: *const u8,
    length: usize,
    memory: i32,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { with(self_, |_, context| context.replace_crls(blob(lists, length, memory, "NULL lists")?)) }
}
