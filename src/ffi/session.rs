//! Sessions, as C sees them.

use super::connection::camtls_connection;
use super::context::free;
use super::entry::{ENOENT, null, put, run};
use super::object::{self, behind};
use crate::platform::memory::Shared;
use crate::tls::connection::Connection;
use crate::tls::session::Session;

/// A client's session: what a later connection to the same server resumes.
pub struct camtls_session {
    _private: (),
}

/// Makes a session object of what the connection, a client's, can be resumed with: with TLS 1.3 there is nothing before a ticket was
/// read. It keeps the secrets, the verdict and all that was demanded of the peer.
///
/// Errors: `ENOENT` where there is nothing, `ENOMEM`. Ownership: free it with `camtls_session_free`; the connection may go first.
///
/// # Safety
/// `self_` is NULL or a live connection; `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_session(
    self_: *mut camtls_connection,
    out: *mut *mut camtls_session,
) -> i32 {
    let mut found = true;
    let code = run(|call| {
        if out.is_null() {
            return Err(null("a NULL output"));
        }
        // SAFETY: as the caller promises; the library is held.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        let Some(session) = object.value.session()? else {
            found = false;
            return Ok(());
        };
        let session = object::make(&mut call.0, Shared::new(session)?)?;
        // SAFETY: as the caller promises.
        unsafe { put(out, session, "out") }
    });
    if found { code } else { ENOENT }
}

/// Offers to resume `session`, before the first advance. It is passed over, and the handshake a whole one, where the connection
/// is to another name or has other trust settings, identity or versions, where a certificate of the session is out of date by the
/// camera's clock, and where the session's lifetime is over.
///
/// Errors: `ERR_WRONG_STATE`, `ENOMEM`. Ownership: the session may be freed before the connection.
///
/// # Safety
/// `self_` and `session` are NULL or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_take_up(
    self_: *mut camtls_connection,
    session: *const camtls_session,
) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises; the library is held.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        // SAFETY: as above.
        let session = unsafe { behind::<Shared<Session>, _>(session) }.ok_or(null("a NULL session"))?;
        object.value.take_up(&session.value)
    })
}

/// Frees and wipes a session, NULL allowed.
///
/// # Safety
/// `self_` is NULL or a session that is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_session_free(self_: *mut camtls_session) {
    // SAFETY: as the caller promises.
    unsafe { free(self_) };
}
