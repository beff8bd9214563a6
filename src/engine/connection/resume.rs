//! Sessions of a connection: offered, taken up or not, and had from it.

use super::Connection;
use crate::engine::config::Role;
use crate::engine::session::Session;
use crate::engine::{Error, completion};
use core::ffi::c_int;
use mbedtls as ffi;

impl Connection {
    /// Offers to resume `session`, before the first step; whether it is offered: one that these terms would not agree to is not.
    ///
    /// # Errors
    /// Out of memory.
    pub fn offer(&mut self, session: &Session) -> Result<bool, Error> {
        if self.is_datagram() || !self.config.allows(session) {
            return Ok(false);
        }
        // SAFETY: both are live; the session is copied.
        Error::check(unsafe { ffi::mbedtls_ssl_set_session(&raw mut self.ssl, session.as_ptr()) })?;
        Ok(true)
    }

    /// Whether the handshake resumes a session instead of reading certificates. Final once it is complete.
    #[must_use]
    pub const fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// Whether the handshake had use for this end's certificate.
    #[cfg(feature = "operations")]
    #[must_use]
    pub fn used_identity(&self) -> bool {
        !self.resumed && (self.asked_for_identity || self.config.role() == Role::Server)
    }

    /// What a client can resume this connection with, if anything: with TLS 1.3 not before a ticket came.
    ///
    /// # Errors
    /// Out of memory.
    pub fn session(&mut self) -> Result<Option<Session>, Error> {
        // SAFETY: NULL or the live session of this connection.
        match unsafe { self.ssl.session.as_mut() } {
            Some(session) if self.handshake_is_over && !self.config.is_datagram() => Session::copy_of(session),
            _ => Ok(None),
        }
    }

    /// Notes, after each step, whether the handshake resumes a session.
    pub(super) fn note_resumption(&mut self) -> Result<(), Error> {
        // SAFETY: NULL, or the live state of this connection's handshake and the session that it is about.
        let (handshake, session) = unsafe { (self.ssl.handshake.as_ref(), self.ssl.session_negotiate.as_mut()) };
        let (Some(handshake), Some(session)) = (handshake, session) else { return Ok(()) };
        let is_client = self.config.role() == Role::Client;
        #[cfg(feature = "operations")]
        {
            self.asked_for_identity |= handshake.client_auth != 0;
        }
        #[cfg(feature = "tls13")]
        let by_ticket = !is_client || self.ssl.tls_version != ffi::MBEDTLS_SSL_VERSION_TLS1_3;
        #[cfg(not(feature = "tls13"))]
        let by_ticket = true;
        self.resumed = if by_ticket { handshake.resume != 0 } else { uses_psk(handshake) };
        let refused = self.ssl.state == ffi::MBEDTLS_SSL_SERVER_CERTIFICATE as c_int
            || self.ssl.state == ffi::MBEDTLS_SSL_ENCRYPTED_EXTENSIONS as c_int;
        if is_client && refused && !self.resumed {
            // What the server did not take belongs to the secrets of another connection.
            // SAFETY: NULL or the ticket's bytes, which the session owns; they are forgotten here.
            unsafe { ffi::mbedtls_zeroize_and_free(session.ticket.cast(), session.ticket_len) };
            session.ticket = core::ptr::null_mut();
            session.ticket_len = 0;
        }
        // In TLS 1.3 Mbed TLS looks itself; in TLS 1.2 it would take a ticket of TLS 1.3, which has no master secret.
        let is_tls12 = self.ssl.tls_version == ffi::MBEDTLS_SSL_VERSION_TLS1_2;
        if is_tls12 && self.resumed && session.tls_version != ffi::MBEDTLS_SSL_VERSION_TLS1_2 {
            return Err(Error::of(ffi::MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER));
        }
        Ok(())
    }

    /// Takes the ticket that the read has found. It is no output: what waits to be sent waits on.
    pub(super) fn take_ticket(&mut self) -> Result<(), Error> {
        completion::lend_handshake(&mut self.ssl)?;
        let unsent = core::mem::take(&mut self.ssl.out_left);
        // SAFETY: `ssl` is set up and in the state that reads a ticket.
        match unsafe { ffi::mbedtls_ssl_handshake_step(&raw mut self.ssl) } {
            0 | ffi::MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET => {
                self.ssl.out_left = unsent;
                completion::free_handshake(&mut self.ssl);
                Ok(())
            }
            error => Err(Error::of(error)),
        }
    }
}

/// Whether a TLS 1.3 client's handshake rests on a ticket.
#[cfg(feature = "tls13")]
fn uses_psk(handshake: &ffi::mbedtls_ssl_handshake_params) -> bool {
    handshake.key_exchange_mode == ffi::MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL as u8
}

#[cfg(not(feature = "tls13"))]
const fn uses_psk(_: &ffi::mbedtls_ssl_handshake_params) -> bool {
    false
}
