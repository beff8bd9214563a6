//! A connection over datagrams: each comes and goes by itself.

use super::Connection;
use crate::engine::config::Role;
use crate::engine::{Error, datagram};
use core::ffi::c_int;
use mbedtls as ffi;

/// The largest datagram of a handshake: what Ethernet takes, with room for tunnels on the way. Mbed TLS makes them smaller when
/// there is no answer.
const HANDSHAKE_MTU: u16 = 1400;

impl Connection {
    pub(super) fn set_up_datagrams(&mut self) {
        if !self.is_datagram() {
            return;
        }
        let wire = self.wire.get().cast();
        // SAFETY: `ssl` is set up; the wire lives as long and does not move.
        unsafe {
            ffi::mbedtls_ssl_set_timer_cb(
                &raw mut self.ssl,
                wire,
                Some(datagram::set_timer),
                Some(datagram::get_timer),
            );
            ffi::mbedtls_ssl_set_mtu(&raw mut self.ssl, HANDSHAKE_MTU);
        }
    }

    /// Tells a server who its client is, before the first step: cookies hold for this address alone.
    ///
    /// # Errors
    /// Out of memory.
    pub fn set_client(&mut self, address: &[u8]) -> Result<(), Error> {
        if self.role() != Role::Server || !self.is_datagram() {
            return Ok(());
        }
        // SAFETY: `ssl` is set up; the bytes are copied.
        Error::check(unsafe {
            ffi::mbedtls_ssl_set_client_transport_id(&raw mut self.ssl, address.as_ptr(), address.len())
        })
    }

    /// Milliseconds until the flight is to be sent again, if a timer runs.
    #[must_use]
    pub fn timer(&self) -> Option<u32> {
        self.wire().timer.filter(|_| !self.handshake_is_over).map(datagram::Timer::left)
    }

    /// The place for a datagram: none while the last one holds something, or before Mbed TLS has asked for one.
    pub(super) fn datagram_window(&mut self) -> &mut [u8] {
        let is_due = self.handshake_is_over || self.wire().asked;
        if !is_due || self.has_staged_datagram() {
            return &mut [];
        }
        let used = (self.ssl.in_hdr as usize).saturating_sub(self.ssl.in_buf as usize);
        let room = self.ssl.in_buf_len.saturating_sub(used);
        // SAFETY: within the input buffer, which is initialised and borrowed through `self`; Mbed TLS keeps nothing in it.
        unsafe { core::slice::from_raw_parts_mut(self.ssl.in_hdr, room) }
    }

    /// Whether there is more to be read without another datagram.
    pub(super) fn has_staged_datagram(&self) -> bool {
        let ssl = &self.ssl;
        let more_messages = ssl.in_hslen != 0 && ssl.in_hslen < ssl.in_msglen;
        let more_records = ssl.in_left > ssl.next_record_offset;
        self.wire().staged > 0
            || more_records
            || more_messages
            || ssl.keep_current_message != 0
            || !ssl.in_offt.is_null()
    }

    /// Whether `error` is the fault of a datagram that anyone may have sent: then it is passed over, as if it had been lost.
    ///
    /// Not so the first one that a server gets: who asks it to wait for another?
    pub(super) fn passes_over(&mut self, error: c_int) -> bool {
        let first = self.ssl.state == ffi::MBEDTLS_SSL_CLIENT_HELLO as c_int && self.role() == Role::Server;
        let stray = matches!(error, ffi::MBEDTLS_ERR_SSL_INVALID_RECORD | ffi::MBEDTLS_ERR_SSL_UNEXPECTED_RECORD);
        if !stray || first || !self.is_datagram() {
            return false;
        }
        let ssl = &mut self.ssl;
        (ssl.in_left, ssl.next_record_offset, ssl.in_msglen, ssl.in_hslen) = (0, 0, 0, 0);
        true
    }

    /// Encrypts `bytes`, no more than [`Self::datagram_max`], as one datagram.
    pub(super) fn write_datagram(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        // SAFETY: `ssl` is set up and its handshake is over; `bytes` is valid for its length.
        let answer = unsafe { ffi::mbedtls_ssl_write(&raw mut self.ssl, bytes.as_ptr(), bytes.len()) };
        let count = usize::try_from(answer).map_err(|_| Error::of(answer))?;
        if core::mem::take(&mut self.wire_mut().lost) { Err(Error::OUT_OF_MEMORY) } else { Ok(count) }
    }

    /// The most bytes of plaintext in a datagram, once the handshake is over.
    ///
    /// # Errors
    /// What Mbed TLS reports.
    pub fn datagram_max(&mut self) -> Result<usize, Error> {
        // SAFETY: `ssl` is set up; its handshake's state is NULL or live.
        let most = unsafe {
            // The application knows how large its datagrams may be; that of a handshake is done with.
            ffi::mbedtls_ssl_set_mtu(&raw mut self.ssl, 0);
            if let Some(handshake) = self.ssl.handshake.as_mut() {
                handshake.mtu = 0;
            }
            ffi::mbedtls_ssl_get_max_out_record_payload(&raw const self.ssl)
        };
        usize::try_from(most).map_err(|_| Error::of(most))
    }
}
