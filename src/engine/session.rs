//! A client's session as Mbed TLS keeps it: what resumes a connection to the same server.

use super::Error;
use super::config::Version;
use crate::platform::memory::Owned;
use core::mem::MaybeUninit;
use mbedtls as ffi;

/// The longest that a ticket is used, in seconds: RFC 8446 section 4.6.1.
const LIFETIME_MOST: u32 = 604_800;
/// How long one without a lifetime is, in seconds: RFC 5246 section F.1.4.
const LIFETIME_UNSAID: u32 = 86_400;

/// A session: secrets and a ticket, without the peer's certificate. Wiped when freed.
pub struct Session(Owned<Inner>);

struct Inner(ffi::mbedtls_ssl_session);

impl Session {
    /// A copy of `source`, `None` where nothing can be resumed from it.
    ///
    /// # Errors
    /// Out of memory.
    pub(super) fn copy_of(source: &mut ffi::mbedtls_ssl_session) -> Result<Option<Self>, Error> {
        let has_ticket = !source.ticket.is_null();
        let resumes = match source.tls_version {
            // Mbed TLS marks a session whose ticket is not to be used as exported.
            ffi::MBEDTLS_SSL_VERSION_TLS1_3 => has_ticket && source.exported == 0,
            _ => has_ticket || source.id_len > 0,
        };
        if !resumes {
            return Ok(None);
        }
        let mut empty = MaybeUninit::uninit();
        // SAFETY: init writes the whole structure.
        let empty = unsafe {
            ffi::mbedtls_ssl_session_init(empty.as_mut_ptr());
            empty.assume_init()
        };
        let mut copy = Owned::new(Inner(empty)).map_err(|_| Error::OUT_OF_MEMORY)?;
        // What the session knows of the peer is kept apart: the copy goes without the certificate.
        let certificate = core::mem::replace(&mut source.peer_cert, core::ptr::null_mut());
        // SAFETY: both are live sessions.
        let answer = unsafe { ffi::mbedtls_ssl_session_copy(&raw mut copy.0, source) };
        source.peer_cert = certificate;
        Error::check(answer)?;
        Ok(Some(Self(copy)))
    }

    /// For `mbedtls_ssl_set_session`, which copies it.
    pub(super) fn as_ptr(&self) -> *const ffi::mbedtls_ssl_session {
        &raw const self.0.0
    }

    /// Its version.
    pub(super) fn version(&self) -> Version {
        match self.0.0.tls_version {
            ffi::MBEDTLS_SSL_VERSION_TLS1_3 => Version::Tls13,
            _ => Version::Tls12,
        }
    }

    /// Its suite.
    pub(super) fn suite(&self) -> i32 {
        self.0.0.ciphersuite
    }

    /// For how many seconds it may be used.
    #[must_use]
    pub fn lifetime(&self) -> u32 {
        match self.0.0.ticket_lifetime {
            0 => LIFETIME_UNSAID,
            said => said.min(LIFETIME_MOST),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: initialised in `copy_of`; wipes and frees all that it owns.
        unsafe { ffi::mbedtls_ssl_session_free(&raw mut self.0) };
    }
}
