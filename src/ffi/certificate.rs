//! Certificates without a connection, as C sees them.

use super::entry::{enter, slice};
use super::error::remember;
use crate::policy::usage::Purpose;
use crate::tls::verdict;
use core::ffi::c_char;

/// Judges a chain (DER, concatenated, leaf first) by the anchors (DER, concatenated), as a handshake would.
///
/// `hostname` NULL: no name is checked. `for_server`: the leaf is to serve a server, else a client. `flags`: as for a context.
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
    let arguments = unsafe {
        slice(chain, chain_length, "a NULL chain")
            .and_then(|chain| Ok((chain, slice(anchors, anchors_length, "NULL anchors")?)))
            .and_then(|(chain, anchors)| {
                let name =
                    if hostname.is_null() { None } else { Some(slice(hostname.cast(), hostname_length, "name")?) };
                Ok((chain, anchors, name))
            })
    };
    let purpose = if for_server { Purpose::ServerAuth } else { Purpose::ClientAuth };
    let verdict = match arguments {
        Ok((chain, anchors, name)) => verdict::judge(chain, anchors, name, purpose, flags),
        Err(trouble) => Err(trouble.report()),
    };
    match verdict {
        Ok(()) => 0,
        Err(report) => {
            remember(&mut call.0, &report);
            report.code
        }
    }
}
