//! What a connection gives back when its handshake is over.

use super::certificate::Kept;
use super::{Error, arena};
use crate::platform::memory;
use core::ffi::c_int;
use mbedtls as ffi;

/// Frees what Mbed TLS made of the peer's chain, but for the DER. A verdict may still be due.
///
/// Without memory for the copy, and without a chain, nothing is changed and `None` answered.
pub(super) fn keep_peer(ssl: &mut ffi::mbedtls_ssl_context) -> Option<Kept> {
    // SAFETY: NULL or the live session of this connection, reached through it alone.
    let session = unsafe { ssl.session.as_mut() }?;
    // SAFETY: NULL or a live chain that the session owns.
    let chain = unsafe { session.peer_cert.as_ref() }?;
    let kept = memory::while_lasting(|| Kept::of(chain)).ok()?;
    // SAFETY: the chain and its first node came from Mbed TLS's allocator; the session forgets them.
    unsafe {
        ffi::mbedtls_x509_crt_free(session.peer_cert);
        arena::free(session.peer_cert.cast());
    }
    session.peer_cert = core::ptr::null_mut();
    Some(kept)
}

/// Frees the state of a handshake that is over. Mbed TLS does so itself in TLS 1.2; in TLS 1.3 it keeps all of it for the
/// connection's life, the keys of the handshake included.
pub(super) fn free_handshake(ssl: &mut ffi::mbedtls_ssl_context) {
    let tls13 = ssl.tls_version == ffi::MBEDTLS_SSL_VERSION_TLS1_3;
    if !tls13 || ssl.handshake.is_null() || ssl.state != ffi::MBEDTLS_SSL_HANDSHAKE_OVER as c_int {
        return;
    }
    // SAFETY: the state, and what goes with it (mbedtls_ssl_free), is live or NULL and owned by `ssl`, which forgets it.
    unsafe {
        ffi::mbedtls_ssl_handshake_free(ssl);
        arena::free(ssl.handshake.cast());
        ffi::mbedtls_ssl_transform_free(ssl.transform_negotiate);
        arena::free(ssl.transform_negotiate.cast());
        ffi::mbedtls_ssl_session_free(ssl.session_negotiate);
        arena::free(ssl.session_negotiate.cast());
    }
    ssl.handshake = core::ptr::null_mut();
    ssl.transform_negotiate = core::ptr::null_mut();
    ssl.session_negotiate = core::ptr::null_mut();
}

/// Gives Mbed TLS an empty state of a handshake: it asks for one when it reads a ticket of TLS 1.3, and uses nothing of it.
///
/// # Errors
/// Out of memory.
pub(super) fn lend_handshake(ssl: &mut ffi::mbedtls_ssl_context) -> Result<(), Error> {
    let size = size_of::<ffi::mbedtls_ssl_handshake_params>();
    let state = memory::while_passing(|| memory::allocate(size)).ok_or(Error::OUT_OF_MEMORY)?;
    ssl.handshake = state.as_ptr().cast();
    Ok(())
}
